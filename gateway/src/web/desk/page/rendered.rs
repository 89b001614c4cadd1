//! What every page of the desk keeps, held against every sample page. Tests only.

use super::samples::{CHILD, FILE_NAME, before_the_desk, masked, with_the_name};

fn every_page() -> Vec<(&'static str, String)> {
    before_the_desk()
        .into_iter()
        .chain(masked())
        .chain(with_the_name())
        .collect()
}

/// The words between tags, lower case.
fn words(page: &str) -> String {
    let main = page.split_once("<body").map_or(page, |(_, body)| body);
    let mut text = String::new();
    for part in main.split('<') {
        text.push(' ');
        text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
    }
    text.to_lowercase()
}

#[test]
fn every_page_has_one_heading_of_the_first_rank_and_one_main() {
    for (name, page) in every_page() {
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert_eq!(page.matches("<main").count(), 1, "{name}");
        assert!(page.starts_with("<!DOCTYPE html>"), "{name}");
    }
}

#[test]
fn no_page_carries_a_style_or_a_script_of_its_own() {
    for (name, page) in every_page() {
        for banned in [
            " style=",
            "<style",
            "javascript:",
            " onclick",
            " onload",
            "http-equiv",
            "src=\"http",
            "href=\"http",
        ] {
            assert!(!page.contains(banned), "{name} holds {banned}");
        }
        assert_eq!(
            page.matches("<script").count(),
            page.matches("<script type=\"module\" src=\"/assets/")
                .count(),
            "{name}: only files of our own"
        );
    }
}

#[test]
fn the_childs_name_is_not_in_a_page_until_somebody_asked_for_it() {
    for (name, page) in before_the_desk().into_iter().chain(masked()) {
        assert!(!page.contains(CHILD), "{name}");
        assert!(!page.contains(FILE_NAME), "{name}");
    }
    for (name, page) in with_the_name() {
        assert!(page.contains(CHILD), "{name}");
        assert!(page.contains("Hide name"), "{name}");
        let title = page.split("</title>").next().unwrap();
        assert!(!title.contains(CHILD), "{name}: never in the title");
        assert!(
            !page.contains("<textarea"),
            "{name}: no text box beside a page that reloads"
        );
    }
}

#[test]
fn a_page_with_something_to_put_right_says_so_in_its_title() {
    let mut wrong = 0;
    for (name, page) in every_page() {
        let has_summary = page.contains("govuk-error-summary__title");
        assert_eq!(page.contains("<title>Error: "), has_summary, "{name}");
        wrong += usize::from(has_summary);
    }
    assert!(wrong >= 8, "{wrong}");
}

#[test]
fn the_summary_leads_to_fields_that_are_there() {
    for (name, page) in every_page() {
        let Some((_, summary)) = page.split_once("govuk-error-summary__list") else {
            continue;
        };
        let summary = summary.split_once("</ul>").unwrap().0;
        for target in summary
            .split("href=\"#")
            .skip(1)
            .map(|rest| rest.split_once('"').unwrap().0)
        {
            assert!(
                page.contains(&format!("id=\"{target}\"")),
                "{name}: {target}"
            );
        }
    }
}

#[test]
fn every_id_is_given_once() {
    for (name, page) in every_page() {
        let mut ids: Vec<_> = page
            .split(" id=\"")
            .skip(1)
            .map(|rest| rest.split_once('"').unwrap().0)
            .collect();
        ids.sort_unstable();
        let before = ids.len();
        ids.dedup();
        assert_eq!(before, ids.len(), "{name}");
    }
}

#[test]
fn every_form_that_changes_something_carries_its_token() {
    for (name, page) in every_page() {
        for form in page
            .split("<form ")
            .skip(1)
            .map(|rest| rest.split_once("</form>").unwrap().0)
        {
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"csrf\""), "{name}: {form}");
            }
        }
    }
}

#[test]
fn no_page_uses_a_word_that_the_hub_does_not_use() {
    let banned = [
        "perpetrator",
        "offender",
        "abuser",
        "victim",
        "submit",
        "invalid",
        "oops",
        "case number",
        "delivered",
        "case note number",
        "gds transport",
        "…",
    ];
    for (name, page) in every_page() {
        let words = words(&page);
        for word in banned {
            assert!(!words.contains(word), "{name} says {word}");
        }
    }
}

#[test]
fn there_is_no_link_to_a_page_that_does_not_exist_yet() {
    for (name, page) in every_page() {
        for later in [
            "Search",
            "Statistics",
            "Hide screen",
            "Print",
            "Hand over",
            "Who opened this",
            "Messages",
            "Linked",
        ] {
            assert!(
                !page.contains(&format!(">{later}<")),
                "{name} names {later}"
            );
        }
    }
}

#[test]
fn a_file_with_a_threat_has_no_way_out_and_an_unscanned_one_only_a_second_step() {
    let (_, page) = masked()
        .into_iter()
        .find(|(name, _)| *name == "07-attachments")
        .unwrap();
    assert_eq!(
        page.matches("/attachments/0000000000000000000000000a\"")
            .count(),
        1,
        "only the clean one downloads at once"
    );
    assert_eq!(
        page.matches("/unscanned\"").count(),
        3,
        "not scanned, waiting and cannot be scanned need a second step"
    );
}

#[test]
fn nothing_is_chosen_on_the_first_page_of_a_decision() {
    let (_, page) = masked()
        .into_iter()
        .find(|(name, _)| *name == "15-outcome")
        .unwrap();
    assert!(!page.contains(" checked"));
}

#[test]
fn what_somebody_typed_is_shown_as_text() {
    use askama::Template as _;
    let mut page = super::samples::changed();
    page.proposed.rationale = "<script>alert(1)</script>\" onload=\"x".to_owned();
    let drawn = page.render().unwrap();
    assert!(!drawn.contains("<script>alert"));
    assert!(!drawn.contains("\" onload=\""));
}
