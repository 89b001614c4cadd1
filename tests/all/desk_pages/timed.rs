//! The clock tab without JavaScript: the hub's own clock before a decision; once accepted, the 45 working days with what was recorded.

use tests::{page::Page, visitor::Visitor};

use super::OpenDesk;

/// The clock tab of the referral that is open on a page.
async fn clock(visitor: &Visitor, page: &Page) -> Page {
    let clock = visitor.click(page, "Clock").await;
    clock.must_be(200);
    clock
}

async fn accept(visitor: &Visitor, overview: &Page) -> Page {
    let claimed = visitor.send(&overview.form("Claim")).await;
    let start = visitor.click(&claimed, "Decide").await;
    let outcome = start.form("Continue").answer("outcome", "accept");
    let decide = visitor.send(&outcome).await;
    let form = decide
        .form("Check both letters")
        .answer("services", "consultation")
        .answer("reason", "criteria_met")
        .fill("rationale", "We can help now. A consultation comes first.");
    let check = visitor.send(&form).await;
    let recorded = visitor.send(&check.form("Record the decision")).await;
    recorded.must_be(200).must_say("Accepted on");
    recorded
}

/// Date boxes, filled.
fn dated(form: tests::form::Form, id: &str, parts: [&str; 3]) -> tests::form::Form {
    let [day, month, year] = parts;
    form.fill(&format!("{id}-day"), day)
        .fill(&format!("{id}-month"), month)
        .fill(&format!("{id}-year"), year)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_is_the_hubs_own_until_a_decision_and_then_the_45_working_days() {
    let desk = OpenDesk::open().await;
    let reference = desk.house.received(&[]).await;
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let overview = visitor.get(&format!("/desk/referrals/{reference}")).await;
    overview.must_say("Bank holidays known to 31 Dec 2028");
    let own = clock(&visitor, &overview).await;
    own.must_say("Screening: 3 working days")
        .must_say("Thursday 19 November 2026")
        .must_say("This hub aims to decide by the end of Tuesday 24 November 2026")
        .must_say("set locally")
        .must_not_say("Record the first meeting");
    let recorded = accept(&visitor, &overview).await;
    let page = clock(&visitor, &recorded).await;
    page.must_say("The clock starts when the first meeting with the child is recorded.")
        .must_say("3 working days (set by this hub): done the same day");

    let form = dated(
        page.form("Record the first meeting"),
        "started",
        ["31", "11", "2026"],
    );
    let wrong = visitor.send(&form).await;
    wrong
        .must_be(422)
        .must_object("Enter a real date, such as 5 11 2026");
    let form = dated(
        wrong.form("Record the first meeting"),
        "started",
        ["18", "11", "2026"],
    );
    let early = visitor.send(&form).await;
    early
        .must_be(422)
        .must_object("The day must be between the day the hub received the referral and today");
    let form = dated(
        early.form("Record the first meeting"),
        "started",
        ["19", "11", "2026"],
    );
    let started = visitor.send(&form).await;
    started
        .must_be(200)
        .must_say("Recorded.")
        .must_say("First met the child on Thursday 19 November 2026 (day 0). Today is day 0.")
        .must_say("Due by the end of Tuesday 26 January 2027.")
        .must_say("Christmas Day")
        .must_say("Boxing Day (substitute)")
        .must_say("table of 1 October 2026");
    assert_eq!(started.all(".app-clock tbody tr td").len() % 7, 0);
    assert_eq!(started.all(".app-day--due").len(), 2, "a day, and the key");

    let again = visitor.send(&form).await;
    again.must_be(409).must_say("Nothing of yours was saved");
    let form = started.form("Record the pause").fill("paused-why", "");
    let wrong = visitor
        .send(&dated(form, "paused", ["20", "11", "2026"]))
        .await;
    wrong.must_be(422).must_object("Enter the reason");
    let name = visitor.send(&started.form("Show name")).await;
    name.must_be(200).must_not_say("Record a pause");
    let history = visitor.click(&started, "History").await;
    history.must_say("First meeting with the child recorded.");
}
