//! Every step of a referral has its line in the audit chain, once, with who did it.

use std::collections::BTreeMap;

use gateway::{
    audit::Action,
    journey::{claim, decide, download, open_sealed, view},
    referral::{ManagersWord, ProposedDecision},
    store::AuditLine,
};
use tests::house::House;

use super::exchanged::careless_clamd;

#[tokio::test]
async fn every_step_of_a_referral_is_one_line_of_the_chain_that_names_who_took_it() {
    let port = careless_clamd().await;
    let scan = format!("[scan]\nclamd = \"127.0.0.1:{port}\"\n");
    let house = House::build(None, &scan).await;
    let keyholder = &house.gateway.keyholder;
    let key = house.fill(&[]).await;
    house.attach(&key, "plan.txt", b"A plan.").await.unwrap();
    let reference = house.send(&key).await;
    house
        .manager(&reference, ManagersWord::Return, "Please add the plan.")
        .await;
    house.send(&key).await;
    house.manager(&reference, ManagersWord::Release, "").await;
    let find = || async {
        let found = keyholder.store.find_by_reference(&reference).await;
        found.unwrap().unwrap()
    };
    let (id, now) = (find().await.id, house.now());
    let asha = house.screener("Asha Demo").await;
    for part in [view::Part::Overview, view::Part::Name] {
        view::open(keyholder, &asha, &id, part, now).await.unwrap();
    }
    claim::claim(keyholder, &asha, &id, now).await.unwrap();
    claim::let_go(keyholder, &asha, &id, now).await.unwrap();
    claim::claim(keyholder, &asha, &id, now).await.unwrap();
    let files = keyholder.store.attachments_of(&id).await.unwrap();
    let which = (&id, &files[0].id);
    drop(
        download::download(keyholder, &asha, which, false, now)
            .await
            .unwrap(),
    );
    let proposed = ProposedDecision {
        outcome: "decline".to_owned(),
        reason: "within_the_childs_plan".to_owned(),
        rationale: "The plan around this child is sound and reviewed.".to_owned(),
        ..ProposedDecision::default()
    };
    let version = find().await.version;
    let prepared = decide::prepare(keyholder, &asha, &id, version, &proposed, now).await;
    decide::decide(keyholder, prepared.unwrap(), now)
        .await
        .unwrap();
    house.settle().await;
    let into = house.folder.path().join("opened");
    open_sealed::open_sealed(keyholder, &reference, &into, now)
        .await
        .unwrap();
    let lines = keyholder
        .store
        .audit_lines_about(id.as_str())
        .await
        .unwrap();
    let mut counted: BTreeMap<(Action, &str), usize> = BTreeMap::new();
    for AuditLine { entry, .. } in &lines {
        *counted.entry((entry.action, &entry.actor)).or_default() += 1;
    }
    let asha = asha.id.as_str();
    let wanted = BTreeMap::from([
        ((Action::Admitted, "intake"), 2),
        ((Action::HandOutOpened, "manager"), 2),
        ((Action::Returned, "manager"), 1),
        ((Action::Released, "manager"), 1),
        ((Action::Screened, "worker"), 1),
        ((Action::AttachmentScanned, "worker"), 1),
        ((Action::LetterRelayed, "worker"), 9),
        ((Action::Viewed, asha), 1),
        ((Action::NameShown, asha), 1),
        ((Action::Claimed, asha), 2),
        ((Action::Unclaimed, asha), 1),
        ((Action::AttachmentDownloaded, asha), 1),
        ((Action::Decided, asha), 1),
        ((Action::OpenedByOperator, "operator"), 1),
    ]);
    assert_eq!(counted, wanted);
    let (all, _) = keyholder.store.verify_audit().await.unwrap().unwrap();
    let of_the_rules = 1;
    assert_eq!(usize::try_from(all).unwrap(), lines.len() + of_the_rules);
}
