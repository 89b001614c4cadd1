//! Drafts and submissions: once is once, and what was returned comes back as it was.

use gateway::{
    journey::{
        attach::{self, AttachError},
        receive,
    },
    referral::{Handed, ManagersWord, Purpose, Stage, addition::once_a_version},
};
use intake_forms::attachment::FileProblem;
use tests::house::House;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n";

#[tokio::test]
async fn a_sent_referral_waits_for_the_manager_and_the_desk_cannot_see_it() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let reference = house.send(&key).await;
    let store = &house.gateway.keyholder.store;
    let referral = store.find_by_reference(&reference).await.unwrap().unwrap();
    assert_eq!(referral.stage, Stage::AwaitingManager);
    let asha = house.screener("Asha Demo").await;
    let keyholder = &house.gateway.keyholder;
    let seen = gateway::journey::view::open(
        keyholder,
        &asha,
        &referral.id,
        gateway::journey::view::Part::Overview,
        house.now(),
    );
    assert!(seen.await.unwrap().is_none());
    assert_eq!(house.letters_to("max.specimen@council.test").len(), 1);
    assert_eq!(
        house.letters_to("sam.sample@council.test").len(),
        2,
        "the code, and that it was sent"
    );
}

#[tokio::test]
async fn the_same_draft_sent_twice_is_one_referral() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    let before = house.open(&key).await;
    let reference = house.send(&key).await;
    assert_eq!(
        house.send(&key).await,
        reference,
        "sent again from the same browser"
    );
    let form = house.form();
    let confirmed = form
        .declarations()
        .iter()
        .map(|declaration| declaration.id.clone())
        .collect();
    let raced = receive::receive(
        &house.gateway.intake,
        &before,
        form,
        &confirmed,
        house.now(),
    )
    .await;
    assert_eq!(
        raced.unwrap(),
        reference,
        "sent from a page that was loaded before"
    );
    assert_eq!(
        house.letters_to("max.specimen@council.test").len(),
        1,
        "one letter, not three"
    );
}

#[tokio::test]
async fn a_returned_referral_opens_again_as_it_was_and_keeps_its_reference() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[]).await;
    house.attach(&key, "chronology.pdf", PDF).await.unwrap();
    let reference = house.send(&key).await;
    house
        .manager(
            &reference,
            ManagersWord::Return,
            "Please add the date of the plan.",
        )
        .await;
    let address = "sam.sample@council.test";
    let (_, handed) = house
        .prove(Purpose::OpenReferral, address, Some(&reference))
        .await;
    let Handed::Referral(handed) = handed else {
        panic!("not a referral")
    };
    assert_eq!(
        handed.why.as_deref(),
        Some("Please add the date of the plan.")
    );
    assert!(
        handed.sections.is_empty(),
        "the referrer's page does not repeat the answers"
    );
    let again =
        gateway::seal::BrowserIdentity::from_cookie(handed.draft.as_deref().unwrap()).unwrap();
    assert_eq!(house.open(&again).await.content.files.len(), 1);
    house
        .save(
            &again,
            "request",
            None,
            &[
                ("view_concern", "It is more recent than we thought."),
                ("ask_questions", "How?"),
            ],
        )
        .await;
    assert_eq!(house.send(&again).await, reference);
    let (_, handed) = house
        .prove(
            Purpose::OpenReferral,
            "max.specimen@council.test",
            Some(&reference),
        )
        .await;
    let Handed::Referral(handed) = handed else {
        panic!("not a referral")
    };
    assert_eq!(handed.submission, 2);
    assert_eq!(handed.changes.len(), 2);
    assert!(
        handed
            .changes
            .iter()
            .any(|change| change.now == "It is more recent than we thought.")
    );
}

#[tokio::test]
async fn a_managers_decision_is_signed_with_its_hand_out_and_no_wrapped_key() {
    let house = House::on_sqlite().await;
    let reference = house.received(&[]).await;
    let store = &house.gateway.intake.store;
    let referral = store.find_by_reference(&reference).await.unwrap().unwrap();
    let addition = store
        .find_addition(&referral.id, &once_a_version(1))
        .await
        .unwrap()
        .unwrap();
    let signed: serde_json::Value = serde_json::from_slice(&addition.manifest).unwrap();
    let digest = gateway::seal::sha256_hex(addition.hand_out.as_str().as_bytes());
    assert_eq!(signed["hand_out_sha256"], digest.as_str());
    assert!(signed.get("wrap_sha256").is_none());
    let payload = store.find_payload(&referral.id, 1).await.unwrap().unwrap();
    let signed: serde_json::Value = serde_json::from_slice(&payload.manifest).unwrap();
    let digest = gateway::seal::sha256_hex(&referral.wrap);
    assert_eq!(signed["wrap_sha256"], digest.as_str());
    assert!(signed.get("hand_out_sha256").is_none());
}

#[tokio::test]
async fn a_refused_file_leaves_nothing_behind() {
    let house = House::build(None, "[uploads]\nfile_mib = 1\ntotal_mib = 2\nfiles = 2\n").await;
    let key = house.fill(&[]).await;
    let problem = |outcome: Result<String, AttachError>| match outcome {
        Err(AttachError::Problem(problem)) => problem,
        other => panic!("not refused: {other:?}"),
    };
    assert!(matches!(
        problem(house.attach(&key, "empty.pdf", b"").await),
        FileProblem::Empty(_)
    ));
    assert!(matches!(
        problem(house.attach(&key, "program.exe", PDF).await),
        FileProblem::WrongKind(_)
    ));
    assert!(matches!(
        problem(
            house
                .attach(&key, "program.pdf", b"MZ not a pdf at all")
                .await
        ),
        FileProblem::NotReally(..)
    ));
    let large = [PDF, &vec![b' '; 1024 * 1024]].concat();
    assert!(matches!(
        problem(house.attach(&key, "large.pdf", &large).await),
        FileProblem::TooLarge(..)
    ));
    house.attach(&key, "one.pdf", PDF).await.unwrap();
    house.attach(&key, "two.pdf", PDF).await.unwrap();
    assert!(matches!(
        problem(house.attach(&key, "three.pdf", PDF).await),
        FileProblem::NoMore(_)
    ));
    let open = house.open(&key).await;
    let rows = house
        .gateway
        .intake
        .store
        .attachments_of(&open.draft.referral)
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    let mut blobs = 0;
    house
        .gateway
        .intake
        .blobs
        .list(|_| blobs += 1)
        .await
        .unwrap();
    assert_eq!(blobs, 2, "no blob without a row");
}

#[tokio::test]
async fn a_file_that_proves_one_too_many_only_at_its_end_leaves_nothing_behind() {
    let house = House::build(None, "[uploads]\nfile_mib = 1\ntotal_mib = 2\nfiles = 1\n").await;
    let key = house.fill(&[]).await;
    let mut older = house.open(&key).await;
    house.attach(&key, "one.pdf", PDF).await.unwrap();
    let intake = &house.gateway.intake;
    let pieces = [Ok::<_, std::io::Error>(bytes::Bytes::from_static(PDF))];
    let bytes = futures::stream::iter(pieces);
    let late = attach::attach(intake, &mut older, &key, "two.pdf", bytes, house.now()).await;
    let Err(AttachError::Problem(FileProblem::NoMore(_))) = late else {
        panic!("not refused: {late:?}")
    };
    let mut blobs = 0;
    intake.blobs.list(|_| blobs += 1).await.unwrap();
    assert_eq!(blobs, 1, "no blob without a row");
}

#[tokio::test]
async fn the_manager_must_be_somebody_else_at_the_same_council() {
    let house = House::on_sqlite().await;
    for wrong in [
        "sam.sample@council.test",
        "max.specimen@school.test",
        "max@elsewhere.test",
    ] {
        let key = house.fill(&[("mgr_email", wrong)]).await;
        let open = house.open(&key).await;
        let form = house.form();
        let confirmed = form
            .declarations()
            .iter()
            .map(|declaration| declaration.id.clone())
            .collect();
        let sent =
            receive::receive(&house.gateway.intake, &open, form, &confirmed, house.now()).await;
        let Err(receive::ReceiveError::Problems(problems)) = sent else {
            panic!("{wrong} was taken")
        };
        assert!(problems.for_question("mgr_email").is_some());
    }
}

#[tokio::test]
async fn an_own_reference_that_names_the_child_is_sent_back_because_letters_print_it() {
    let house = House::on_sqlite().await;
    let key = house.fill(&[("ref_own", "Robin E / 12")]).await;
    let open = house.open(&key).await;
    let form = house.form();
    let confirmed = form
        .declarations()
        .iter()
        .map(|declaration| declaration.id.clone())
        .collect();
    let sent = receive::receive(&house.gateway.intake, &open, form, &confirmed, house.now()).await;
    let Err(receive::ReceiveError::Problems(problems)) = sent else {
        panic!("it was taken")
    };
    assert!(problems.for_question("ref_own").is_some());
}

#[tokio::test]
async fn nothing_a_person_wrote_stands_in_the_database_or_a_file_name() {
    let house = House::on_sqlite().await;
    let key = house
        .fill(&[
            ("ch_first", "Zyxwv"),
            ("inc_desc", "Zyxwv did what was told."),
        ])
        .await;
    house
        .attach(&key, "Zyxwv chronology.pdf", PDF)
        .await
        .unwrap();
    let reference = house.send(&key).await;
    house
        .manager(
            &reference,
            ManagersWord::Release,
            "Zyxwv is well known to us.",
        )
        .await;
    let mut looked_at = 0;
    for entry in walk(house.folder.path()) {
        let name = entry.display().to_string();
        assert!(!name.contains("Zyxwv"), "{name}");
        let bytes = std::fs::read(&entry).unwrap();
        let found = bytes.windows(5).any(|window| window == b"Zyxwv");
        assert!(!found, "found in {name}");
        looked_at += 1;
    }
    assert!(looked_at > 10);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}
