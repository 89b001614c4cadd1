//! A school's referral on the pages: what they tell of it is true where nobody releases, what can still be changed is said before and
//! after sending, and the address of whoever stands in is refused where it is typed.

use ::gateway::clock::london_day;
use intake_forms::FormDefinition;
use tests::{
    answers::{Told, borrowed, pages, shipped},
    house::{begin, told},
    open_house::OpenHouse,
    page::Page,
    visitor::Visitor,
};

use super::fill;

const FORM: &str = "/refer/school";
const LEAD: &str = "sam.sample@school.test";
const HEAD: &str = "max.specimen@school.test";
const FOREIGN: &str = "The holiday contact’s email address must be a work address at an organisation that the hub works with";

fn school() -> FormDefinition {
    shipped(include_str!("../../../config/forms/school.toml"))
}

/// What the school tells, with somebody who answers in the holidays.
fn known() -> Told {
    let changes = [
        ("mash_contacted", "phoned"),
        ("dsl_name", "Sam Sample"),
        ("sch_name", "Exampleton School"),
        ("head_name", "Max Specimen"),
        ("head_email", HEAD),
        ("hol_any", "yes"),
        ("hol_name", "Kit Invented"),
        ("hol_email", "kit.invented@school.test"),
        ("hol_from-day", "21"),
        ("hol_from-month", "12"),
        ("hol_from-year", "2026"),
        ("hol_to-day", "4"),
        ("hol_to-month", "1"),
        ("hol_to-year", "2027"),
    ];
    let known = told(&changes).into_iter();
    known
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A school's draft, filled in; its visitor.
async fn filled(house: &OpenHouse) -> Visitor {
    let visitor = house.visitor();
    let email = visitor.get(&format!("{FORM}/email")).await;
    house.prove(&visitor, &email, LEAD, "").await.must_be(200);
    for page in pages(&school(), &known(), london_day(begin())) {
        let asked = visitor.get(&format!("{FORM}/{}", page.path)).await;
        let form = fill(asked.form("Continue"), &borrowed(&page.fields));
        visitor.send(&form).await.must_be(200);
    }
    visitor
}

/// Reads the answers, confirms and sends.
async fn sent(visitor: &Visitor) -> Page {
    let answers = visitor.get(&format!("{FORM}/answers")).await;
    answers
        .must_be(200)
        .must_say("you can still correct an answer, add files or withdraw it")
        .must_not_say("will not be able to change it");
    let mut form = answers.form("Send to the hub");
    for box_ in school().declarations() {
        form = form.tamper(&box_.id, "yes");
    }
    visitor.send(&form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_says_that_a_manager_released_what_nobody_releases_and_each_change_is_confirmed() {
    let house = OpenHouse::open("").await;
    let visitor = filled(&house).await;
    let page = sent(&visitor).await;
    page.must_be(200)
        .must_say("Sent to the hub")
        .must_say("If something was wrong, or changes")
        .must_not_say("releases");
    let reference = page.first(".govuk-panel strong");
    house.house.settle().await;
    let (head, status) = house.come_back(HEAD, &reference).await;
    status
        .must_say("Sam Sample sent it to the hub")
        .must_say("The hub received it")
        .must_not_say("released");
    head.send(&status.form("Leave")).await;

    let (lead, status) = house.come_back(LEAD, &reference).await;
    status
        .must_say("You sent it to the hub")
        .must_say("The hub received it")
        .must_not_say("manager")
        .must_not_say("LCS");
    let page = lead.get("/r/change/ch_first").await;
    let form = fill(
        page.form("Send to the hub"),
        &[("ch_first", "Robyn"), ("why", "It was misspelt.")],
    );
    let page = lead.send(&form).await;
    page.must_be(200)
        .must_say("We have sent your correction to the hub")
        .must_say("First name. Sent on Thursday 19 November 2026, 3:4")
        .must_say("Answer corrected by you, Thursday 19 November 2026")
        .must_not_say("Robyn");
    let bare = lead.get("/r/open?done=answer").await;
    bare.must_not_say("We have sent your answer");

    let page = lead.get("/r/withdraw").await;
    page.must_say("The hub will stop work on it and tell you and Max Specimen.");
    let kept = lead.get(&page.link("Keep the referral")).await;
    kept.must_say("Nothing was changed. The referral goes on as it was.");
    let form = page.form("Withdraw the referral").tamper("reason", "moved");
    let page = lead.send(&form).await;
    page.must_say("You have withdrawn this referral")
        .must_not_say("LCS");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holiday_contact_without_a_work_address_is_refused_on_its_own_page_and_sending_leads_back_to_it()
 {
    let house = OpenHouse::open("").await;
    let visitor = filled(&house).await;
    let item = visitor.get(&format!("{FORM}/holiday/1")).await;
    let form = item
        .form("Continue")
        .tamper("hol_email", "kit@elsewhere.test");
    visitor.send(&form).await.must_be(422).must_object(FOREIGN);
    let left = visitor.send(&form.press("Save and leave")).await;
    left.must_say("You have left the referral on this device")
        .must_say("What you filled in is saved until 17 February 2027.");
    let (visitor, _) = house.come_back(LEAD, "").await;
    let refused = sent(&visitor).await;
    refused.must_be(422);
    assert_eq!(refused.problems(), [FOREIGN]);
    let links = refused.attributes(".govuk-error-summary a", "href");
    assert_eq!(
        links,
        [format!("{FORM}/holiday/1?then=answers&wrong=yes#hol_email")]
    );
    let page = visitor.get(&links[0]).await;
    page.must_be(200).must_object(FOREIGN);
    let good = page
        .form("Continue")
        .tamper("hol_email", "kit@council.test");
    visitor.send(&good).await.must_be(200);
    sent(&visitor).await.must_say("Sent to the hub");
}

#[tokio::test(flavor = "multi_thread")]
async fn which_addresses_get_a_code_is_said_to_everybody_alike() {
    let house = OpenHouse::open("").await;
    let visitor = house.visitor();
    let email = visitor.get(&format!("{FORM}/email")).await;
    email
        .must_say("Which work email addresses can be used")
        .must_say("@school.test");
    let form = email.form("Email me a code");
    let code = visitor
        .send(&form.fill("email", "dev.lead@elsewhere.test"))
        .await;
    code.must_be(200)
        .must_say(
            "We send a code only to a work address at an organisation that the hub works with.",
        )
        .must_say("@school.test")
        .must_not_say("You asked for a new code");
}
