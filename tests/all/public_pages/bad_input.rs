//! What people and strangers get wrong: a message beside the field or a plain page, nothing lost, nothing half-stored.

use tests::{open_house::OpenHouse, page::Page};

use super::{FORM, fill, sections};

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_date_tomorrow_and_4001_characters_are_said_beside_the_field_and_kept() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let child = visitor.get(&format!("{FORM}/child")).await;
    let impossible = fill(
        child.form("Continue"),
        &[
            ("ch_first", "<b>Robin"),
            ("ch_dob-day", "31"),
            ("ch_dob-month", "2"),
            ("ch_dob-year", "2013"),
        ],
    );
    let page = visitor.send(&impossible).await;
    page.must_be(422)
        .must_object("Date of birth must be a real date");
    assert!(
        page.body.contains("value=\"&#60;b&#62;Robin\"")
            || page.body.contains("value=\"&lt;b&gt;Robin\""),
        "{}",
        page.body
    );
    let tomorrow = fill(
        impossible,
        &[
            ("ch_dob-day", "20"),
            ("ch_dob-month", "11"),
            ("ch_dob-year", "2026"),
        ],
    );
    visitor
        .send(&tomorrow)
        .await
        .must_be(422)
        .must_object("Date of birth must be in the past");
    let request = visitor.get(&format!("{FORM}/request")).await;
    let long = request
        .form("Continue")
        .tamper("view_concern", &"é".repeat(4_001));
    let page = visitor.send(&long).await;
    page.must_be(422);
    assert!(
        page.problems()
            .iter()
            .any(|one| one.contains("4,000 characters or fewer")),
        "{:?}",
        page.problems()
    );
    visitor
        .get(FORM)
        .await
        .must_say(&format!("You have completed 0 of {} sections.", sections()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_five_times_ends_it_and_so_does_another_browser() {
    let house = OpenHouse::open("").await;
    let visitor = house.visitor();
    let email = visitor.get(&format!("{FORM}/email")).await;
    let code = visitor
        .send(
            &email
                .form("Email me a code")
                .fill("email", "sam.sample@council.test"),
        )
        .await;
    let right = house.code_after("sam.sample@council.test", 0).await;
    let form = code.form("Continue");
    visitor
        .send(&form)
        .await
        .must_be(422)
        .must_object("Enter the code from the email");
    visitor
        .send(&form.clone().fill("code", "12345"))
        .await
        .must_object("The code is 8 letters and numbers");
    let wrong = if right == "0000-0000" {
        "1111-1111"
    } else {
        "0000-0000"
    };
    for _ in 0..3 {
        visitor
            .send(&form.clone().fill("code", wrong))
            .await
            .must_be(422)
            .must_object("That code is not right. Check it, or ask for a new one");
    }
    visitor
        .send(&form.clone().fill("code", wrong))
        .await
        .must_object("That code is not right. Check it, or ask for a new one. You have 1 try left");
    for typed in [wrong, right.as_str()] {
        visitor
            .send(&form.clone().fill("code", typed))
            .await
            .must_object("That code can no longer be used. Ask for a new one");
    }
    let soon = visitor.send(&code.form("Ask for a new code")).await;
    soon.must_be(422)
        .must_object("We have just sent a code. Wait 30 seconds, then ask again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_gets_the_same_pages() {
    let house = OpenHouse::open("").await;
    let pages = |address: &'static str| {
        let visitor = house.visitor();
        async move {
            let email = visitor.get(&format!("{FORM}/email")).await;
            let code = visitor
                .send(&email.form("Email me a code").fill("email", address))
                .await;
            let typed = visitor
                .send(&code.form("Continue").fill("code", "0000-0000"))
                .await;
            [code, typed].map(|page: Page| {
                (
                    page.status,
                    page.path.clone(),
                    page.text().replace(address, "…"),
                )
            })
        }
    };
    assert_eq!(
        pages("sam.sample@council.test").await,
        pages("nobody.else@unknown.test").await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_without_cookies_token_or_origin_changes_nothing() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let page = visitor.get(&format!("{FORM}/police")).await;
    let form = page.form("Continue").tamper("pol_status", "not_reported");
    visitor
        .send_with(&form, &[("Origin", "https://evil.test")])
        .await
        .must_be(403)
        .must_say("We could not check that this came from you");
    visitor
        .send(&form.clone().without("csrf"))
        .await
        .must_be(403);
    house
        .visitor()
        .send(&form)
        .await
        .must_be(403)
        .must_say("Turn on cookies");
    visitor
        .get(FORM)
        .await
        .must_say(&format!("You have completed 0 of {} sections.", sections()));
    for path in [
        "/nothing",
        "/refer/none/email",
        "/refer/social-worker/none",
        "/refer/social-worker/incidents/7",
    ] {
        visitor
            .get(path)
            .await
            .must_be(404)
            .must_say("Page not found");
    }
}
