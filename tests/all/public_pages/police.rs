//! The one question to the contact at the police, over the pages: what is wrong is said, a wrong code opens nothing, and an answer is given
//! once.

use std::time::Duration;

use tests::{house::House, open_house::OpenHouse, page::Page, visitor::Visitor};

use crate::journeys::held_back::{OFFICER, find, held};

const QUESTION: &str = "One question about the police position";

/// Asks for a code with what was typed.
async fn asked(visitor: &Visitor, reference: &str, email: &str) -> Page {
    let form = visitor.get("/r/police").await.form("Email me a code");
    let form = form.fill("reference", reference).fill("email", email);
    visitor.send(&form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_wrong_is_said_beside_its_field() {
    let open = OpenHouse::open("").await;
    let visitor = open.visitor();
    asked(&visitor, "", "")
        .await
        .must_be(422)
        .must_object("Enter the reference from our email")
        .must_object("Enter your work email address");
    asked(&visitor, "7K3Q-2FW", "not an address")
        .await
        .must_be(422)
        .must_object("Check the reference: a letter or number in it is not right")
        .must_object("Enter an email address in the correct format, like name@example.gov.uk");
    for path in ["/r/police/code", "/r/police/question"] {
        let page = visitor.get(path).await;
        assert_eq!(page.path, "/r/police", "{path} without a visit");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_opens_nothing_and_a_right_one_opens_one_question_once() {
    let house = House::on_sqlite().await;
    let (reference, _) = held(&house).await;
    let open = OpenHouse::of(house);
    let visitor = open.visitor();
    let before = open.house.letters_to(OFFICER).len();
    let typing = asked(&visitor, reference.as_str(), OFFICER).await;
    typing.must_be(200).must_say("Check your email");
    let right = open.code_after(OFFICER, before).await;
    let wrong = if right.starts_with('A') {
        "BBBB-2345"
    } else {
        "AAAA-2345"
    };
    let form = typing.form("Continue");
    visitor
        .send(&form.clone().fill("code", wrong))
        .await
        .must_be(422)
        .must_object("That code is not right. Check it, or ask for a new one");
    let early = visitor.get("/r/police/question").await;
    early.must_say("Check your email").must_not_say(QUESTION);
    let question = visitor.send(&form.fill("code", &right)).await;
    question
        .must_be(200)
        .must_say(QUESTION)
        .must_say(reference.as_str())
        .must_not_say("Robin")
        .must_not_say("zp1");
    let answers = question.form("Send the answer");
    for bad in ["", "perhaps"] {
        let refused = answers.clone().tamper("pol_status", bad);
        visitor
            .send(&refused)
            .await
            .must_be(422)
            .must_object("Select what the police position is, or Not known");
    }
    let given = answers.choose("pol_status", "closed_no_action");
    let done = visitor.send(&given).await;
    done.must_be(200).must_say("Your answer is with the hub");
    let again = visitor.send(&given).await;
    assert_eq!(again.path, "/r/police", "the visit has ended");
    for _ in 0..100 {
        let stage = find(&open.house, &reference).await.stage;
        if stage == ::gateway::referral::Stage::Waiting {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the answer is not taken in");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_mailbox_or_another_reference_looks_the_same_and_gets_no_code() {
    let house = House::on_sqlite().await;
    let (reference, _) = held(&house).await;
    let other = house.received(&[]).await;
    let open = OpenHouse::of(house);
    let before = open.house.letters_to(OFFICER).len();
    let stranger = "somebody.else@exampleshire.police.test";
    let nobody = asked(&open.visitor(), reference.as_str(), stranger).await;
    let elsewhere = asked(&open.visitor(), other.as_str(), OFFICER).await;
    // Asked last: its letter comes when the two before it have been looked at.
    let right = asked(&open.visitor(), reference.as_str(), OFFICER).await;
    open.code_after(OFFICER, before).await;
    assert_eq!(open.house.letters_to(OFFICER).len(), before + 1);
    assert_eq!(open.house.letters_to(stranger).len(), 0);
    for page in [&right, &elsewhere, &nobody] {
        page.must_be(200).must_say("Check your email");
    }
}
