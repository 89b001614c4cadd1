//! The check before a referral: six questions, an answer that agrees with screening, and nothing kept.

use tests::stand::{Settings, Stand};
use tests::visitor::Visitor;

const MET: [(&str, &str); 6] = [
    ("work", "csc"),
    ("age", "full"),
    ("when", "since"),
    ("place", "inside"),
    ("police", "no"),
    ("with", "csc_4"),
];

async fn answer(visitor: &Visitor, changes: &[(&str, &str)]) -> tests::page::Page {
    let mut form = visitor.get("/check").await.form("See the result");
    for (name, value) in MET {
        let value = changes
            .iter()
            .find(|(changed, _)| *changed == name)
            .map_or(value, |(_, value)| value);
        if !value.is_empty() {
            form = form.answer(name, value);
        }
    }
    visitor.send(&form).await
}

#[tokio::test]
async fn the_check_answers_from_the_rules_and_keeps_nothing() {
    let stand = Stand::start(&Settings::default());
    let visitor = stand.public();
    let start = visitor.get("/").await;
    start.must_say("Not sure? Check before you start");
    let would = answer(&visitor, &[]).await;
    would
        .must_be(200)
        .must_say("This child would meet the criteria")
        .must_say("an AIM assessment and intervention");
    assert_eq!(would.header("cache-control"), "no-store");
    assert_eq!(would.title(), "What the check says – HSB Hub referrals");
    let old = answer(&visitor, &[("when", "before")]).await;
    old.must_be(200)
        .must_say("This child would not meet the criteria")
        .must_say("The most recent behaviour was more than 12 months ago.")
        .must_say("If there has been more recent behaviour, refer.")
        .must_say("Stop It Now, 0808 1000 900");
    old.must_not_say("One of these alone would not be enough.");
    let both = answer(&visitor, &[("when", "before"), ("place", "outside")]).await;
    both.must_say("One of these alone would not be enough.")
        .must_say("Children’s services of the council where the child lives");
    answer(&visitor, &[("age", "young")])
        .await
        .must_say("pattern mapping, because the child is under 10.");
    let blank = visitor.get("/check").await.form("See the result");
    let may = visitor.send(&blank).await;
    may.must_be(200)
        .must_say("This child may meet the criteria")
        .must_say("how old the child is, when the most recent behaviour happened or where the child lives");
    answer(&visitor, &[("with", "cyjs")])
        .await
        .must_say("Speak to their youth justice worker");
    answer(&visitor, &[("work", "elsewhere")])
        .await
        .must_say("This form is for social workers and schools.");
    for table in ["draft", "referral", "hand_out"] {
        let rows = stand
            .rows()
            .await
            .text(&format!("select cast(count(*) as text) from {table}"))
            .await;
        assert_eq!(rows, "0", "{table}");
    }
}
