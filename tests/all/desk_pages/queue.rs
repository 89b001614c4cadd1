//! The queue narrowed to what its reader looks for, and what the findings say of an answer that was changed.

use super::OpenDesk;

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_shows_what_it_keeps_and_each_tag_takes_one_box_off() {
    let desk = OpenDesk::open().await;
    let met = desk.house.received(&[]).await;
    let unknown = desk.house.received(&[("pol_status", "unknown")]).await;
    let placed = [("addr_type", "foster"), ("pol_status", "unknown")];
    let placed = desk.house.received(&placed).await;
    let (visitor, queue, _) = desk.screener("Asha Demo").await;
    queue.must_say("3 to screen");
    let boxes = visitor.click(&queue, "Filter").await;
    boxes.must_be(200).must_say("Finding not known");
    let form = boxes.form("Apply filters");
    let kept = visitor
        .send(&form.clone().choose("not-known", "police"))
        .await;
    kept.must_be(200)
        .must_say("2 referrals match")
        .must_say(unknown.as_str())
        .must_say(placed.as_str())
        .must_not_say(met.as_str());
    let both = form
        .choose("not-known", "police")
        .choose("also", "placed")
        .choose("route", "social_worker");
    let narrower = visitor.send(&both).await;
    narrower
        .must_say("1 referral matches")
        .must_say(placed.as_str())
        .must_not_say(unknown.as_str());
    let sorted = visitor.click(&narrower, "Eligible until").await;
    sorted
        .must_say("eligible until, soonest first")
        .must_say("1 referral matches");
    let wider = visitor
        .click(&sorted, "Take off Child placed away from home")
        .await;
    wider.must_say("2 referrals match");
    let none = format!("{}&not-met=age", wider.path);
    let none = visitor.get(&none).await;
    none.must_be(200).must_say("No referral matches");
    let all = visitor.click(&none, "Clear the filters").await;
    all.must_say("3 to screen").must_say(met.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_of_who_holds_it_goes_by_the_reader() {
    let desk = OpenDesk::open().await;
    let reference = desk.house.received(&[]).await;
    let (asha, queue, _) = desk.screener("Asha Demo").await;
    asha.send(&queue.form("Claim")).await.must_be(200);
    let (bryn, ..) = desk.screener("Bryn Demo").await;
    for (visitor, by, shown) in [
        (&asha, "me", true),
        (&asha, "nobody", false),
        (&asha, "anyone-else", false),
        (&bryn, "me", false),
        (&bryn, "anyone-else", true),
    ] {
        let path = format!("/desk/queue?view=all-open&claimed={by}");
        let page = visitor.get(&path).await;
        page.must_be(200);
        let found = page.text().contains(reference.as_str());
        assert_eq!(found, shown, "{by}: {}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_answer_is_said_beside_its_finding_but_never_a_postcode() {
    let desk = OpenDesk::open().await;
    let reference = desk.house.received(&[("pol_status", "open")]).await;
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let path = format!("/desk/referrals/{reference}");
    let before = visitor.get(&path).await;
    before.must_be(200).must_not_say("Changed on");
    let warning = visitor.click(&before, "Answers").await;
    let read = warning.form("Read the answers").press("Read the answers");
    visitor.send(&read).await.must_be(200);
    for (question, value) in [
        ("pol_status", "closed_no_action"),
        ("addr_postcode", "ZP2 2BB"),
    ] {
        let form = visitor
            .get(&format!("{path}/answers/{question}/correct"))
            .await;
        let form = form
            .form("Record the correction")
            .answer(question, value)
            .fill("why", "The referrer called.");
        visitor.send(&form).await.must_be(200);
    }
    let after = visitor.get(&path).await;
    let changed: Vec<String> = after
        .all(".app-small")
        .into_iter()
        .filter(|words| words.starts_with("Changed on"))
        .collect();
    assert_eq!(
        changed,
        [
            "Changed on 19 Nov",
            "Changed on 19 Nov, was “Investigation open”"
        ]
    );
    after.must_not_say("ZP1").must_not_say("zp1");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_are_a_section_of_the_desk() {
    let desk = OpenDesk::open().await;
    let (visitor, queue, _) = desk.screener("Asha Demo").await;
    let rules = visitor.click(&queue, "Rules").await;
    rules.must_be(200).must_say("Screening rules");
    let current = "nav [aria-current=page]";
    assert_eq!(rules.all(current), ["Rules"]);
}
