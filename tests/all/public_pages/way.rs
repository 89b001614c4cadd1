//! The way through the form: where "Continue" leads, what an interruption leaves behind, and how "Check your answers" is come back to.

use tests::{open_house::OpenHouse, page::Page, visitor::Visitor};

use super::{FORM, borrowed, fill, fill_all, form_pages, page_of, sections};

const MORE: &str = "You said there is another incident. Add the incident, or say there is none";

/// Sends a form and gives the address that it leads to, with its fragment.
async fn led_to(visitor: &Visitor, form: &tests::form::Form) -> String {
    let response = visitor.request(form).send().await.unwrap();
    assert_eq!(response.status(), 303);
    let location = response.headers().get("location").unwrap();
    location.to_str().unwrap().to_owned()
}

/// Fills in the page at hand and presses "Continue"; gives the page it leads to.
async fn go_on(visitor: &Visitor, page: &Page, slug: &str) -> Page {
    let form = fill(page.form("Continue"), &borrowed(&page_of(slug, &[])));
    visitor.send(&form).await.must_be(200).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn continue_leads_through_the_whole_form_and_then_to_the_row_that_sends() {
    let house = OpenHouse::open("").await;
    let (visitor, tasks) = house.referrer().await;
    let mut page = visitor.click(&tasks, "Is this the right service").await;
    let pages = form_pages(&[]);
    for told in &pages {
        let (address, _) = page.path.split_once('?').unwrap_or((&page.path, ""));
        assert_eq!(address, format!("{FORM}/{}", told.path), "in form order");
        let fields = borrowed(&told.fields);
        page = visitor.send(&fill(page.form("Continue"), &fields)).await;
        if page.all("form input[name=another]").is_empty() {
            continue;
        }
        page.must_say("You have added 1");
        let no = page.form("Continue").choose("another", "no");
        page = visitor.send(&no).await;
    }
    assert_eq!(page.path, format!("{FORM}/attachments"));
    let last = page.form("Continue").press("Continue");
    assert_eq!(led_to(&visitor, &last).await, format!("{FORM}#answers"));
    let tasks = visitor.get(FORM).await;
    tasks.must_say(&format!(
        "You have completed {0} of {0} sections.",
        sections()
    ));
    assert_eq!(tasks.all("li#answers a").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_complete_is_passed_over_and_a_change_leads_back_to_where_it_began() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let you = visitor.get(&format!("{FORM}/manager")).await;
    go_on(&visitor, &you, "manager").await;
    let you = visitor.get(&format!("{FORM}/you")).await;
    let after = go_on(&visitor, &you, "you").await;
    assert_eq!(
        after.path,
        format!("{FORM}/child"),
        "the manager is named already"
    );
    let young = page_of("child", &[("ch_dob-year", "2017")]);
    let noted = visitor
        .send(&fill(after.form("Continue"), &borrowed(&young)))
        .await;
    noted.must_say("This makes the child 9 today.");
    let after = visitor.send(&noted.form("Continue")).await;
    assert_eq!(after.path, format!("{FORM}/equality"), "read, it goes on");

    let again = visitor.get(&format!("{FORM}/you")).await.form("Continue");
    assert_eq!(led_to(&visitor, &again).await, format!("{FORM}#you"));
    let wrong = visitor.send(&again.clone().fill("ref_name", "")).await;
    let right = wrong
        .must_be(422)
        .form("Continue")
        .fill("ref_name", "Sam Sample");
    assert_eq!(led_to(&visitor, &right).await, format!("{FORM}#you"));

    let change = visitor.get(&format!("{FORM}/you?then=answers")).await;
    let wrong = visitor
        .send(&change.form("Continue").fill("ref_name", ""))
        .await;
    let right = wrong
        .must_be(422)
        .form("Continue")
        .fill("ref_name", "Sam Sample");
    assert_eq!(
        led_to(&visitor, &right).await,
        format!("{FORM}/answers#you")
    );
    assert!(
        wrong.link("Back").ends_with("/answers#you"),
        "{}",
        wrong.link("Back")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_changed_from_the_answers_with_one_continue() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    fill_all(&visitor).await;
    let answers = visitor.get(&format!("{FORM}/answers")).await;
    assert_eq!(answers.first("h2#incidents-1"), "The behaviour: incident 1");
    let links = answers.attributes("a", "href");
    let change = links
        .iter()
        .find(|href| href.contains("/incidents/1?then=answers#inc_desc"));
    let item = visitor
        .get(change.unwrap().split('#').next().unwrap())
        .await;
    let form = item.form("Continue").fill("inc_desc", "Told once more.");
    assert_eq!(
        led_to(&visitor, &form).await,
        format!("{FORM}/answers#incidents-1")
    );
    visitor
        .get(&format!("{FORM}/answers"))
        .await
        .must_say("Told once more.");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_incident_that_was_said_and_not_added_keeps_the_referral_from_being_sent() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let list = format!("{FORM}/incidents");
    let all = format!("You have completed {0} of {0} sections.", sections());
    fill_all(&visitor).await.must_say(&all);
    let send = visitor
        .get(&format!("{FORM}/answers"))
        .await
        .form("Send to my manager");
    let yes = visitor
        .get(&list)
        .await
        .form("Continue")
        .choose("another", "yes");
    let second = visitor.send(&yes).await;
    assert_eq!(second.heading(), "What happened and when");

    // Called away inside the second one.
    let tasks = visitor.get(FORM).await;
    tasks
        .must_not_say(&all)
        .must_say("Complete the sections above first");
    assert!(
        tasks.first("li#incidents").contains("In progress"),
        "{}",
        tasks.text()
    );
    let answers = visitor.get(&format!("{FORM}/answers")).await;
    answers.must_say("Before you can send this").must_say(MORE);
    let ready = fill(send.clone(), &[("decl", "yes"), ("lcs_submitted", "yes")]);
    let problems = visitor.send(&ready).await.must_be(422).problems();
    assert!(problems.iter().any(|one| one == MORE), "{problems:?}");
    let waiting = visitor.get(&list).await;
    waiting.must_say(MORE);
    assert_eq!(
        waiting.attributes("input[name=another][checked]", "value"),
        ["yes"]
    );

    // The other tab says that there is none, then that there is one, and this one adds it.
    let tab = visitor.tab();
    tab.send(&waiting.form("Continue").choose("another", "no"))
        .await;
    visitor.get(FORM).await.must_say(&all);
    tab.send(&yes).await;
    visitor.get(FORM).await.must_not_say(&all);
    let earlier = page_of("incidents", &[("inc_date-month-month", "8")]);
    let added = visitor
        .send(&fill(second.form("Continue"), &borrowed(&earlier)))
        .await;
    added
        .must_say("You have added 2 incidents")
        .must_not_say(MORE);
    visitor.get(FORM).await.must_say(&all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_without_items_begins_with_the_first_one_and_says_so_only_after_the_last_was_removed()
 {
    let house = OpenHouse::open("").await;
    let (visitor, tasks) = house.referrer().await;
    let first = visitor.click(&tasks, "The behaviour").await;
    assert_eq!(first.path, format!("{FORM}/incidents/new"));
    assert!(
        first.link("Back").ends_with("#incidents"),
        "{}",
        first.link("Back")
    );
    go_on(&visitor, &first, "incidents").await;
    let remove = visitor.get(&format!("{FORM}/incidents/1/remove")).await;
    let none = visitor.send(&remove.form("Remove")).await;
    none.must_say("You have not added an incident");
    let tasks = visitor.get(FORM).await;
    let asked = visitor.click(&tasks, "Other children affected").await;
    asked.must_say("Was any other child or person affected?");
    let yes = asked.form("Continue").choose("oth_any", "yes");
    let first = visitor.send(&yes).await;
    assert_eq!(first.path, format!("{FORM}/others/new?then=next"));
    let tasks = visitor.get(FORM).await;
    assert!(
        tasks.first("li#others").contains("In progress"),
        "the yes is kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_with_something_to_put_right_is_kept_and_an_item_of_it_is_there_once() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let you = visitor.get(&format!("{FORM}/you")).await;
    let half = you.form("Continue").fill("ref_name", "Sam Sample");
    visitor.send(&half).await.must_be(422);
    let held = visitor
        .get(&format!("{FORM}/you"))
        .await
        .form("Continue")
        .pairs();
    assert!(held.contains(&("ref_name".to_owned(), "Sam Sample".to_owned())));
    let tasks = visitor.get(FORM).await;
    assert!(
        tasks.first("li#you").contains("In progress"),
        "{}",
        tasks.text()
    );

    let new = visitor.get(&format!("{FORM}/incidents/new")).await;
    visitor.send(&new.form("Continue")).await.must_be(422);
    visitor.get(FORM).await.must_not_say("1 incident added");
    let half = new.form("Continue").fill("inc_desc", "Half a sentence");
    let wrong = visitor.send(&half).await;
    visitor.send(&half).await.must_be(422);
    wrong.must_be(422).must_say("incident 1");
    let whole = fill(
        wrong.form("Continue"),
        &borrowed(&page_of("incidents", &[])),
    );
    visitor
        .send(&whole)
        .await
        .must_say("You have added 1 incident");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_that_could_not_be_sent_as_it_is_is_not_called_complete() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let page = visitor.get(&format!("{FORM}/manager")).await;
    let told = page_of("manager", &[("mgr_email", "sam.sample@council.test")]);
    let own = visitor
        .send(&fill(page.form("Continue"), &borrowed(&told)))
        .await;
    own.must_be(422)
        .must_object("Your manager’s email address must be different from yours");
    let tasks = visitor.get(FORM).await;
    assert!(
        tasks.first("li#manager").contains("There is a problem"),
        "{}",
        tasks.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_as_not_known_is_named_with_whose_it_is_for_the_referrer_and_for_the_manager()
{
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    fill_all(&visitor).await;
    let asked = visitor.get(&format!("{FORM}/others")).await;
    visitor
        .send(&asked.form("Continue").choose("oth_any", "yes"))
        .await;
    let person = visitor.get(&format!("{FORM}/others/new")).await;
    let told = [
        ("oth_label", "Child A"),
        ("oth_rel", "sibling"),
        ("oth_sex", "not_known"),
        ("oth_age", "not known"),
    ];
    let made = page_of("others", &told);
    visitor
        .send(&fill(person.form("Continue"), &borrowed(&made)))
        .await
        .must_say("You have added 1 person");
    let answers = visitor.get(&format!("{FORM}/answers")).await;
    let left = answers.all(".app-note li");
    for line in [
        "The child’s details – Sex",
        "Other children affected: person 1 – Sex",
    ] {
        assert!(left.iter().any(|one| one == line), "{left:?}");
    }
    assert!(left.iter().all(|one| !one.contains("Child A")), "{left:?}");
    let form = fill(
        answers.form("Send to my manager"),
        &[("decl", "yes"), ("lcs_submitted", "yes")],
    );
    let sent = visitor.send(&form).await;
    let reference = sent.first(".govuk-panel strong");

    let manager = house.visitor();
    let page = manager.get("/r").await;
    let read = house
        .prove(&manager, &page, "max.specimen@council.test", &reference)
        .await;
    assert_eq!(read.all(".app-note li"), left);
    assert_eq!(read.first("h2#you"), "The referrer");
    assert_eq!(read.first("h2#manager"), "The manager");
    read.must_not_say("Your details")
        .must_not_say("Your manager");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_where_the_reference_is_asked_is_told_apart_and_an_unsent_referral_needs_none() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let tasks = visitor.get(FORM).await;
    visitor.send(&tasks.form("Save and leave")).await;
    let other = house.visitor();
    let page = other.get("/r/").await;
    page.must_say("A referral that was not sent yet has no reference");
    let form = page
        .form("Email me a code")
        .fill("email", "sam.sample@council.test");
    let wrong = other
        .send(&form.clone().fill("reference", "AB2C-3D4E"))
        .await;
    let problems = wrong.must_be(422).problems().concat();
    assert!(
        problems.contains("If it is the code from an email, take it out"),
        "{problems}"
    );
    let wrong = other.send(&form.fill("reference", "AB2C-3D4U")).await;
    let problems = wrong.must_be(422).problems();
    assert_eq!(
        problems,
        ["Check the reference: a letter or number in it is not right"]
    );
    let page = other.get("/r/").await;
    let opened = house
        .prove(&other, &page, "sam.sample@council.test", "")
        .await;
    assert_eq!(
        (opened.path.as_str(), opened.heading().as_str()),
        (FORM, "Your referral")
    );
}
