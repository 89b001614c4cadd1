//! Every public page, rendered with invented answers, held to what all pages promise.

mod drafts;
mod others;

use askama::Template;

use super::AnswerSection;
use crate::config::Hub;
use crate::web::page::{ErrorSummary, Frame, Leave, Link, SummaryList, SummaryRow};

const FORM: &str = include_str!("../../../../../../config/forms/social-worker.toml");

fn errors(list: &[(&str, &str)]) -> ErrorSummary {
    let mut all = ErrorSummary::default();
    for (field, message) in list {
        all.push(field, *message);
    }
    all
}

fn draft<'a>(hub: &'a Hub, title: &str) -> Frame<'a> {
    Frame::new(hub, title)
        .csrf("token")
        .leave(Leave::Draft)
        .back("/refer/social-worker")
}

fn sent<'a>(hub: &'a Hub, title: &str) -> Frame<'a> {
    Frame::new(hub, title).csrf("token").leave(Leave::Referral)
}

fn html(page: &impl Template) -> String {
    page.render().unwrap()
}

fn sections() -> Vec<AnswerSection> {
    let row = |key: &str, value: &str| {
        SummaryRow::new(key, value)
            .action(Link::new("/refer/social-worker/child", "Change").hidden(key))
    };
    vec![
        AnswerSection {
            id: "child".to_owned(),
            title: "The child’s details".to_owned(),
            list: SummaryList::new(vec![
                row("First name", "Robin"),
                row("Date of birth", "14 March 2013"),
            ]),
        },
        AnswerSection {
            id: "incidents-1".to_owned(),
            title: "The behaviour: incident 1".to_owned(),
            list: SummaryList::new(vec![row("What happened?", "First line\nSecond line <b>")]),
        },
    ]
}

fn every_page() -> Vec<(&'static str, String)> {
    let hub = Hub::sample();
    [
        others::entry(&hub),
        drafts::drafts(&hub),
        drafts::question_pages(&hub),
        others::referrals(&hub),
        others::coming_back(&hub),
        others::others(&hub),
        others::about(&hub),
    ]
    .concat()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from)
        .and_then(|(_, rest)| rest.split_once(to))
        .map_or("", |(inside, _)| inside)
}

#[test]
fn every_page_has_one_heading_of_the_first_level() {
    for (name, html) in every_page() {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
    }
}

#[test]
fn every_title_names_the_page_and_the_service_and_says_error_with_problems() {
    for (name, html) in every_page() {
        let title = between(&html, "<title>", "</title>");
        assert!(
            title.ends_with(" – HSB Hub referrals") && !title.starts_with(' '),
            "{name}: {title}"
        );
        assert_eq!(
            title.starts_with("Error: "),
            html.contains("govuk-error-summary\""),
            "{name}: {title}"
        );
        for secret in ["7K3Q", "Robin", "Sam", "eleased"] {
            assert!(!title.contains(secret), "{name}: {title}");
        }
    }
}

#[test]
fn no_page_has_a_style_or_a_script_of_its_own() {
    for (name, html) in every_page() {
        for banned in [
            " style=",
            "<style",
            " onclick=",
            "javascript:",
            "http://",
            "//fonts",
        ] {
            assert!(
                !html
                    .replace("http://www.w3.org/2000/svg", "")
                    .contains(banned),
                "{name} holds {banned}"
            );
        }
        for script in html.split("<script").skip(1) {
            assert!(
                between(script, ">", "</script>").is_empty(),
                "{name} has an inline script"
            );
        }
    }
}

#[test]
fn every_form_posts_with_its_token_and_without_the_browsers_own_checks() {
    for (name, html) in every_page() {
        for form in html.split("<form").skip(1) {
            let tag = form.split('>').next().unwrap();
            assert!(
                tag.contains("method=\"post\"") && tag.contains("novalidate"),
                "{name}: {tag}"
            );
            assert!(
                between(form, ">", "</form>").contains("name=\"csrf\" value=\"token\""),
                "{name}: {tag}"
            );
        }
    }
}

#[test]
fn every_id_is_used_once_and_every_reference_to_an_id_is_good() {
    for (name, html) in every_page() {
        let ids: Vec<&str> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        for id in &ids {
            assert_eq!(
                ids.iter().filter(|other| *other == id).count(),
                1,
                "{name}: {id} twice"
            );
        }
        for attribute in [
            " for=\"",
            " aria-describedby=\"",
            " aria-labelledby=\"",
            " href=\"#",
        ] {
            let named = html
                .split(attribute)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .flat_map(str::split_whitespace);
            for id in named {
                assert!(ids.contains(&id), "{name}: {attribute}{id}\" leads nowhere");
            }
        }
    }
}

#[test]
fn no_page_uses_a_word_that_we_do_not_use() {
    for (name, html) in every_page() {
        let text: String = html
            .split('<')
            .filter_map(|rest| rest.split_once('>'))
            .map(|(_, words)| words.to_lowercase())
            .collect();
        for word in [
            "perpetrator",
            "offender",
            "abuser",
            "victim",
            "submit",
            "invalid",
            "oops",
            "gov.uk",
            "crown",
        ] {
            assert!(!text.contains(word), "{name} says {word}");
        }
    }
}

#[test]
fn what_people_typed_is_never_markup() {
    let (_, html) = every_page()
        .into_iter()
        .find(|(name, _)| *name == "answers")
        .unwrap();
    assert!(html.contains("Second line &#60;b&#62;"));
}

#[test]
fn a_new_code_is_said_to_have_been_asked_for_and_when() {
    let (_, html) = every_page()
        .into_iter()
        .find(|(name, _)| *name == "code")
        .unwrap();
    assert!(
        html.contains("You asked for a new code at 2:47pm. The one before it no longer works.")
    );
}

#[test]
fn save_and_leave_stands_in_the_navigation_and_enter_in_a_field_still_goes_on() {
    let of_a_page = "form=\"page\" name=\"go\" value=\"leave\"";
    let first = "form=\"page\" class=\"govuk-visually-hidden\" tabindex=\"-1\" aria-hidden=\"true\">Continue";
    let pages = every_page();
    let leaving: Vec<_> = pages
        .iter()
        .filter(|(_, html)| html.contains(of_a_page))
        .collect();
    assert!(!leaving.is_empty());
    for (name, html) in leaving {
        let navigation = between(html, "<nav aria-label=\"Menu\"", "</nav>");
        assert!(navigation.contains(of_a_page), "{name}");
        assert!(
            html.find(first) < html.find(of_a_page) && html.contains(first),
            "{name}"
        );
        assert!(
            !between(html, "<main", "</main>").contains("Save and leave"),
            "{name}"
        );
    }
}

#[test]
fn every_number_of_the_hub_is_a_link_that_dials_it() {
    let hub = Hub::sample();
    // The hint of "Before you start" holds no link: it is read out with its box.
    for (name, html) in every_page()
        .into_iter()
        .filter(|(name, _)| *name != "before")
    {
        for number in [&hub.phone, &hub.childrens_services.day_number] {
            let plain = html.replace(&number.replace(' ', "\u{a0}"), number);
            let link = format!("\">{number}</a>");
            assert_eq!(
                plain.matches(number.as_str()).count(),
                plain.matches(&link).count(),
                "{name}: {number}"
            );
        }
        assert!(html.contains("href=\"tel:+441632960100\""), "{name}");
    }
}
