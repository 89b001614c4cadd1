//! From the start page to the hub: the referrer fills in and sends, the manager returns and releases, both see where it is.

use tests::{open_house::OpenHouse, visitor::Visitor};

use super::{FORM, borrowed, fill, fill_all, page_of, sections};

const MANAGER: &str = "max.specimen@council.test";

/// Sends a finished draft; gives its reference.
async fn send(visitor: &Visitor) -> String {
    let answers = visitor.get(&format!("{FORM}/answers")).await;
    answers.must_be(200).must_say("Robin");
    let form = answers.form("Send to my manager");
    let bare = visitor.send(&form).await;
    bare.must_be(422)
        .must_object("Confirm that this is accurate");
    let form = fill(form, &[("decl", "yes"), ("lcs_submitted", "yes")]);
    let (sent, twice) = tokio::join!(visitor.send(&form), visitor.send(&form));
    sent.must_be(200)
        .must_say("Sent to your manager")
        .must_not_say("Robin");
    assert_eq!(
        sent.first(".govuk-panel strong"),
        twice.first(".govuk-panel strong")
    );
    sent.first(".govuk-panel strong")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_goes_from_the_start_page_through_a_return_to_the_hub() {
    let house = OpenHouse::open("").await;
    let visitor = house.visitor();
    let start = visitor.get("/").await;
    start
        .must_be(200)
        .must_say("is aged 8 to 17 (a consultation only at 8 or 9)");
    let before = visitor.click(&start, "Start now").await;
    let form = before.form("Continue").choose("role", "social-worker");
    let wrong = visitor.send(&form).await;
    assert_eq!((wrong.status, wrong.problems().len()), (422, 1));
    let email = visitor.send(&form.tamper("safe", "yes")).await;
    let tasks = house
        .prove(&visitor, &email, "Sam.Sample@council.test", "")
        .await;
    assert_eq!((tasks.path.as_str(), tasks.status), (FORM, 200));
    let done = fill_all(&visitor).await;
    done.must_say(&format!(
        "You have completed {0} of {0} sections.",
        sections()
    ))
    .must_say("1 incident added");
    assert!(
        done.text().contains("Age Met") && done.text().contains("Recent behaviour Met"),
        "{}",
        done.text()
    );
    let reference = send(&visitor).await;
    assert_eq!(visitor.get(FORM).await.path, format!("{FORM}/sent"));

    let (manager, read) = house.come_back(MANAGER, &reference).await;
    read.must_be(200)
        .must_say("Robin")
        .must_say("Sam Sample completed this on 19 November 2026");
    assert!(!read.title().contains(&reference), "{}", read.title());
    let form = read.form("Confirm");
    manager
        .send(&form)
        .await
        .must_be(422)
        .must_object("Select what you want to do");
    let back = fill(
        form,
        &[
            ("choice", "return"),
            ("change", "Please add the log reference."),
        ],
    );
    manager
        .send(&back)
        .await
        .must_be(200)
        .must_say("Returned to Sam Sample");
    manager
        .send(&back)
        .await
        .must_say("You have already decided");
    house.house.settle().await;

    let (referrer, status) = house.come_back("sam.sample@council.test", &reference).await;
    status
        .must_say("Your manager returned this.")
        .must_say("Please add the log reference.")
        .must_not_say("Robin");
    let tasks = referrer.send(&status.form("Make the changes")).await;
    tasks
        .must_be(200)
        .must_say("Max Specimen returned this.")
        .must_not_say("Delete this referral");
    let police = referrer.get(&format!("{FORM}/police")).await;
    referrer
        .send(&police.form("Continue").tamper("pol_status", "unknown"))
        .await
        .must_be(200);
    assert_eq!(send(&referrer).await, reference);

    let (manager, read) = house.come_back(MANAGER, &reference).await;
    read.must_say("Changed since you returned it");
    let form = fill(
        read.form("Confirm"),
        &[("choice", "release"), ("lcs", "yes")],
    );
    let released = manager.send(&form).await;
    released
        .must_be(200)
        .must_say("Released to the hub")
        .must_say(&reference);
    manager
        .get("/r/open")
        .await
        .must_say("You released it and the hub received it")
        .must_not_say("Robin");
    let left = manager.send(&released.form("Leave")).await;
    left.must_say("You have left the referral on this device");
    assert_eq!(manager.get("/r/open").await.path, "/r/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_left_and_taken_up_again_in_another_browser() {
    let house = OpenHouse::open("").await;
    let (visitor, tasks) = house.referrer().await;
    let child = visitor.get(&format!("{FORM}/child")).await;
    let young = page_of("child", &[("ch_dob-year", "2017")]);
    let noted = visitor
        .send(&fill(child.form("Continue"), &borrowed(&young)))
        .await;
    noted.must_be(200).must_say("This makes the child 9 today.");
    visitor.send(&noted.form("Continue")).await.must_be(200);
    visitor
        .send(&tasks.form("Save and leave"))
        .await
        .must_say("You have left");
    assert_eq!(visitor.get(FORM).await.path, format!("{FORM}/email"));
    let (other, tasks) = house.come_back("sam.sample@council.test", "").await;
    tasks
        .must_say(&format!("You have completed 1 of {} sections.", sections()))
        .must_not_say("Robin");
    let page = other.get(&format!("{FORM}/delete")).await;
    other
        .send(&page.form("Delete this referral"))
        .await
        .must_say("You have deleted the referral");
    assert_eq!(other.get(FORM).await.path, format!("{FORM}/email"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_lose_nothing_and_a_page_sent_twice_counts_once() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let tab = visitor.tab();
    let (police, safety) = (
        visitor.get(&format!("{FORM}/police")).await,
        tab.get(&format!("{FORM}/safety")).await,
    );
    let police = fill(police.form("Continue"), &borrowed(&page_of("police", &[])));
    let safety = fill(safety.form("Continue"), &borrowed(&page_of("safety", &[])));
    let (one, other) = tokio::join!(visitor.send(&police), tab.send(&safety));
    one.must_be(200);
    other.must_be(200);
    visitor
        .get(FORM)
        .await
        .must_say(&format!("You have completed 2 of {} sections.", sections()));
    let page = visitor.get(&format!("{FORM}/incidents/new")).await;
    let incident = fill(page.form("Continue"), &borrowed(&page_of("incidents", &[])));
    visitor
        .send(&incident)
        .await
        .must_say("You have added 1 incident");
    visitor
        .send(&incident)
        .await
        .must_say("You have added 1 incident")
        .must_not_say("2 incidents");
    let earlier = incident.tamper("inc_date-month-month", "8");
    let list = visitor.send(&earlier).await;
    list.must_say("You have added 2 incidents")
        .must_say("August 2026");
    let remove = visitor.get(&format!("{FORM}/incidents/1/remove")).await;
    let form = remove.form("Remove");
    visitor
        .send(&form)
        .await
        .must_say("You have added 1 incident");
    visitor
        .send(&form)
        .await
        .must_say("You have added 1 incident")
        .must_say("August 2026");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_with_as_many_drafts_as_it_may_have_is_told_so_and_keeps_them() {
    let house = OpenHouse::open("[drafts]\nmost_of_one_mailbox = 2\n").await;
    let (first, _) = house.referrer().await;
    house.referrer().await;
    let (_, page) = house.referrer().await;
    page.must_be(422)
        .must_say("You have 2 referrals that have not been sent")
        .must_say("Send one or delete one");
    first.get(FORM).await.must_be(200);
}
