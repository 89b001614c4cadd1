//! Drafts near their end.

use ::gateway::{seal::BrowserIdentity, store::Unaudited};

use super::House;

impl House {
    /// Its person was told that it will be deleted.
    pub async fn warned(&self, key: &BrowserIdentity) {
        let store = &self.gateway.keyholder.store;
        let draft = store.find_draft(&key.draft_id()).await.unwrap().unwrap();
        let tx = store.begin().await.unwrap();
        tx.warn_draft(&draft.id, draft.version, (self.now(), draft.expires_at))
            .await
            .unwrap();
        tx.commit_unaudited(Unaudited::Draft).await.unwrap();
    }
}
