//! Answers that cannot be sent: a message beside the field, and what was typed kept in the draft to be put right, never called complete.

use jiff::ToSpan as _;
use tests::answers::{Told, changed, incident, section, today};
use tests::page::Page;
use tests::people::{Referrer, mailbox};
use tests::stand::{Settings, Stand};

/// How far a section is, on the list of sections.
async fn state(referrer: &Referrer, slug: &str) -> String {
    let sections = referrer.browser.get("/refer/social-worker").await;
    sections.first(&format!("#{slug}-status"))
}

fn still_holds(page: &Page, name: &str, value: &str) {
    let held = page.form("Continue").pairs();
    let held = held.iter().find(|(field, _)| field == name);
    assert_eq!(
        held.map(|(_, held)| held.as_str()),
        Some(value),
        "{}",
        page.describe()
    );
}

#[tokio::test]
async fn a_wrong_date_of_birth_is_said_beside_its_boxes_and_kept_to_be_put_right() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let before = stand.rows().await.counts().await;
    let boxes = ["ch_dob-day", "ch_dob-month", "ch_dob-year"];
    let of = |day: &str, month: &str, year: &str| -> Told {
        let dated: Vec<(&str, &str)> = boxes.into_iter().zip([day, month, year]).collect();
        section("child", &dated)
    };
    let tomorrow = today() + 1.days();
    let cases = [
        (of("30", "2", "2013"), "Date of birth must be a real date"),
        (of("x", "2", "2013"), "Date of birth must be a real date"),
        (of("1", "2", ""), "Date of birth must include a year"),
        (of("1", "2", "13"), "Year must include 4 numbers"),
        (of("", "", ""), "Enter the child’s date of birth"),
        (
            of(
                &tomorrow.day().to_string(),
                &tomorrow.month().to_string(),
                &tomorrow.year().to_string(),
            ),
            "Date of birth must be in the past",
        ),
    ];
    for (fields, problem) in cases {
        let page = referrer.save("child", &fields).await;
        page.must_be(422).must_object(problem);
        still_holds(&page, "ch_first", "Robin");
        let dated = fields.iter().filter(|(name, _)| name.starts_with("ch_dob"));
        let again = referrer.browser.get("/refer/social-worker/child").await;
        for (name, value) in dated {
            still_holds(&page, name, value);
            still_holds(&again, name, value);
        }
    }
    assert_eq!(state(&referrer, "child").await, "There is a problem");
    let right = of("1", "2", "2013");
    referrer.save("child", &right).await.must_be(200);
    assert_eq!(state(&referrer, "child").await, "Completed");
    assert_eq!(stand.rows().await.counts().await, before);
}

#[tokio::test]
async fn one_character_too_many_is_said_and_not_one_is_lost() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let long = "é".repeat(4_001);
    let fields = section("request", &[("view_concern", &long)]);
    let page = referrer.save("request", &fields).await;
    page.must_be(422);
    assert!(
        page.problems()
            .iter()
            .any(|problem| problem.contains("must be 4,000 characters or fewer")),
        "{:?}",
        page.problems()
    );
    still_holds(&page, "view_concern", &long);
    let page = referrer.browser.get("/refer/social-worker/request").await;
    still_holds(&page, "view_concern", &long);
    assert_eq!(state(&referrer, "request").await, "There is a problem");
    let fields = section("request", &[("view_concern", &"é".repeat(4_000))]);
    referrer.save("request", &fields).await.must_be(200);
    let page = referrer.browser.get("/refer/social-worker/request").await;
    still_holds(&page, "view_concern", &"é".repeat(4_000));
}

#[tokio::test]
async fn an_incident_with_impossible_dates_is_there_once_and_to_be_put_right() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    let mut future = incident();
    for (name, value) in &mut future {
        if name == "inc_date-month-year" {
            *value = (today().year() + 1).to_string();
        }
    }
    let page = referrer.add_incident(&future).await;
    page.must_be(422)
        .must_object("The date must be today or in the past");
    let mut unreal = incident();
    unreal.retain(|(name, _)| !name.starts_with("inc_known_date"));
    let known = [
        ("inc_known_date-precision", "date"),
        ("inc_known_date-date-day", "31"),
        ("inc_known_date-date-month", "4"),
        ("inc_known_date-date-year", &today().year().to_string()),
    ];
    unreal = changed(unreal, &known);
    let mut form = page.form("Continue");
    for (name, value) in &unreal {
        form = form.tamper(name, value);
    }
    let page = referrer.browser.send(&form).await;
    page.must_be(422)
        .must_object("The date it came to light must be a real date");
    let list = referrer.browser.get("/refer/social-worker/incidents").await;
    list.must_be(200)
        .must_say("You have added 1 incident")
        .must_say("Something here needs to be changed.");
    assert_eq!(state(&referrer, "incidents").await, "There is a problem");
}

#[tokio::test]
async fn what_is_missing_is_said_before_sending_and_the_rest_stays() {
    let stand = Stand::start(&Settings::default());
    let referrer = Referrer::new(&stand);
    referrer.begin(&stand).await;
    referrer.fill(&mailbox("max.specimen"), &[]).await;
    let form = referrer.ready_to_send().await;
    let page = referrer
        .browser
        .send(
            &form
                .clone()
                .untick("Please confirm", "I will record this request on LCS"),
        )
        .await;
    page.must_be(422)
        .must_object("Confirm that you will record this request on LCS");
    assert_eq!(stand.rows().await.counts().await["referral"], 0);
    let page = referrer.browser.send(&form).await;
    assert_eq!(tests::people::reference(&page).len(), 9);
}
