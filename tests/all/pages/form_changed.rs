//! The hub edits a form while somebody fills it in: they go on where they were, see what is no longer asked, and send nothing that they did
//! not read.

use tests::edited_form::{EditedForm, forms_from};
use tests::people::{FORM, Referrer, mailbox};
use tests::stand::{Settings, Stand};

const GONE: &str = "Moved four times in a year.";

/// The gateway's next start, with the social worker's form edited.
async fn next_start(stand: &mut Stand, form: &EditedForm) {
    stand.stop().await;
    let folder = stand.path().join("forms");
    form.write(&folder);
    let settings = std::fs::read_to_string(stand.config()).unwrap();
    std::fs::write(stand.config(), forms_from(&settings, &folder)).unwrap();
    stand.serve();
}

fn next() -> EditedForm {
    EditedForm::default()
        .moved("pol_status", "safe_plan")
        .without("exp_trauma")
        .added(
            "[[group.section.question]]\nid = \"ch_nickname\"\nlabel = \"What the child wants to be called\"\nkind = \"text\"\nmissing = \"Enter it, or Not known\"\n",
            "ch_last",
        )
        .version("2027-01-04")
}

#[tokio::test]
async fn a_draft_goes_on_under_the_next_version_and_says_what_is_no_longer_asked() {
    let mut stand = Stand::start(&Settings::default());
    let (referrer, manager) = (Referrer::new(&stand), mailbox("max.specimen"));
    referrer.begin(&stand).await;
    let told = [("pol_status", "open"), ("exp_trauma", GONE)];
    referrer.fill(&manager, &told).await;
    let ready = referrer.ready_to_send().await;
    next_start(&mut stand, &next()).await;
    let browser = referrer.browser.moved_to(stand.public_origin());

    let page = browser.send(&ready).await;
    page.must_be(422).must_object(
        "The form has changed since you opened this page. Check your answers again, then send them",
    );
    page.must_say("The form has changed since you began")
        .must_say(GONE);
    assert_eq!(stand.rows().await.counts().await["referral"], 0);

    let sections = browser.get(FORM).await;
    sections.must_say(GONE).must_not_say("Not yet started");
    let safety = browser.get(&format!("{FORM}/safety")).await;
    let held = safety.form("Continue").pairs();
    assert!(
        held.contains(&("pol_status".to_owned(), "open".to_owned())),
        "{held:?}"
    );
    let child = browser.get(&format!("{FORM}/child")).await;
    let form = child.form("Continue").fill("ch_nickname", "Rob");
    browser.send(&form).await.must_be(200);
    let responses = browser.get(&format!("{FORM}/responses")).await;
    let saved = browser.send(&responses.form("Continue")).await;
    saved.must_be(200).must_say(GONE);

    let referrer = Referrer::at(browser, &referrer.address);
    let reference = referrer.send().await;
    assert_eq!(reference.len(), 9);
    let paper = referrer.browser.get(&format!("{FORM}/sent/print")).await;
    paper.must_say("version 2027-01-04").must_not_say(GONE);
}
