//! Counts of refused answers, on both databases: added up within a month, kept apart by question and rule, and in every copy.

use ::gateway::store::{Letters, Refused, Unaudited};

use super::{Fresh, begin, fresh_sqlite};

on_both!(counts_add_up_by_month_question_and_rule_and_are_in_every_copy);

fn refused(month: &str, question: &str, rule: &str, count: i64) -> Refused {
    Refused {
        month: month.to_owned(),
        form: "social-worker".to_owned(),
        question: question.to_owned(),
        rule: rule.to_owned(),
        count,
    }
}

async fn add(fresh: &Fresh, all: &[Refused]) {
    let tx = fresh.store.begin().await.unwrap();
    for one in all {
        tx.add_refused(one).await.unwrap();
    }
    tx.commit_unaudited(Unaudited::Counted).await.unwrap();
}

async fn counts_add_up_by_month_question_and_rule_and_are_in_every_copy(fresh: &Fresh) {
    let date = refused("2026-11", "ch_dob", "date", 2);
    let missing = refused("2026-11", "ch_dob", "missing", 1);
    let before = refused("2026-08", "ch_dob", "date", 9);
    add(fresh, &[date.clone(), missing.clone(), before]).await;
    add(fresh, std::slice::from_ref(&date)).await;
    let summed = Refused { count: 4, ..date };
    let wanted = [summed, missing];
    assert_eq!(fresh.store.refused_since("2026-09").await.unwrap(), wanted);
    let copy = fresh_sqlite().await;
    let rows = fresh.store.count_rows().await.unwrap();
    let copied = fresh
        .store
        .copy_into(&copy.store, Letters::AsTheyAre, (begin(), &[]))
        .await;
    assert_eq!(copied.unwrap(), rows);
    assert_eq!(copy.store.refused_since("2026-09").await.unwrap(), wanted);
}
