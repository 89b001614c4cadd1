//! The store's contract: the same promises on SQLite and on PostgreSQL.

use ::gateway::{
    audit::Action,
    referral::{Account, Id, LetterState, Reference, Referral, Role, Stage},
    store::{Change, Event, Store, StoreError, Unaudited},
};
use jiff::Timestamp;
use tests::house::{begin, later, outbox_letter};

/// Holds both databases to the same promises.
macro_rules! on_both {
    ($($promise:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $promise() {
                super::$promise(&crate::store::fresh_sqlite().await).await;
            })*
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $promise() {
                super::$promise(&crate::store::fresh_postgres().await).await;
            })*
        }
    };
}

mod built;
mod changed;
mod contract;
mod mailbox;
mod queue;
mod refusals;
mod turns;

/// A store and what must live as long as it.
struct Fresh {
    store: Store,
    _folder: tempfile::TempDir,
}

async fn fresh_sqlite() -> Fresh {
    tests::house::install_crypto();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}/a.db", folder.path().display()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    Fresh {
        store,
        _folder: folder,
    }
}

async fn fresh_postgres() -> Fresh {
    tests::house::install_crypto();
    let url = tests::servers::Servers::from_env().fresh_database().url;
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    Fresh {
        store,
        _folder: tempfile::tempdir().unwrap(),
    }
}

fn id<Kind>() -> Id<Kind> {
    Id::from_random(::gateway::random::bytes().unwrap())
}

fn referral(stage: Stage, at: Timestamp) -> Referral {
    Referral {
        id: id(),
        reference: Reference::from_random(::gateway::random::bytes().unwrap()),
        form: "social-worker".to_owned(),
        recipient: "age1…".to_owned(),
        wrap: vec![1, 2, 3],
        stage,
        version: 1,
        submission: 1,
        sent_at: at,
        received_at: Some(at),
        stage_at: at,
        read_first: false,
        desk_line: None,
    }
}

async fn insert(store: &Store, referral: &Referral) {
    let tx = store.begin().await.unwrap();
    tx.insert_referral(referral).await.unwrap();
    tx.commit(
        begin(),
        &[Event::new("worker", Action::Admitted, referral.id.as_str())],
    )
    .await
    .unwrap();
}

fn screener(email: &str) -> Account {
    Account {
        id: id(),
        email: email.to_owned(),
        name: "Asha Demo".to_owned(),
        role: Role::Screener,
        password: None,
        totp: None,
        totp_step: 0,
        set_up: None,
        made_at: begin(),
    }
}
