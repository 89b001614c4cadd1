//! A page as a person sees it without JavaScript: its heading, words, problems, links and forms. Changes nothing.

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

use crate::form::Form;

/// One answer of the site, after any redirects.
#[derive(Debug, Clone)]
pub struct Page {
    /// Status of the last answer.
    pub status: u16,
    /// Its path and query.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as text (bytes that are no text are replaced).
    pub body: String,
    /// Its body exactly.
    pub bytes: Vec<u8>,
    /// Status of each redirect followed on the way here.
    pub redirects: Vec<u16>,
}

impl Page {
    /// The `<title>`.
    pub fn title(&self) -> String {
        self.first("title")
    }

    /// The `<h1>`.
    pub fn heading(&self) -> String {
        self.first("h1")
    }

    /// The words of `<main>`, white space squeezed.
    pub fn text(&self) -> String {
        self.first("main")
    }

    /// Text of the first element that matches, or nothing.
    pub fn first(&self, css: &str) -> String {
        self.all(css).into_iter().next().unwrap_or_default()
    }

    /// Text of every element that matches.
    pub fn all(&self, css: &str) -> Vec<String> {
        self.html().select(&selector(css)).map(words).collect()
    }

    /// An attribute of every element that matches and has it.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        self.html()
            .select(&selector(css))
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    /// The error summary's entries.
    pub fn problems(&self) -> Vec<String> {
        self.all(".govuk-error-summary__list li")
    }

    /// Where the link with these words leads. Panics if there is none.
    pub fn link(&self, text: &str) -> String {
        let html = self.html();
        let found = html
            .select(&selector("a[href]"))
            .find(|link| words(*link).contains(text));
        match found.and_then(|link| link.attr("href")) {
            Some(href) => href.to_owned(),
            None => panic!("no link “{text}” on {}", self.describe()),
        }
    }

    /// The form that has a button with these words. Panics if there is none.
    pub fn form(&self, button: &str) -> Form {
        let html = self.html();
        let forms = selector("form");
        let found = html.select(&forms).find_map(|element| {
            let form = Form::read(element, &html, &self.path);
            form.has_button(button).then_some(form)
        });
        found.unwrap_or_else(|| {
            let buttons = self.all("form button, form input[type=submit]");
            panic!(
                "no form with a button “{button}” on {}; the buttons are {buttons:?}",
                self.describe()
            )
        })
    }

    /// Insists on the status.
    pub fn must_be(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.describe());
        self
    }

    /// Insists that the page says something.
    pub fn must_say(&self, text: &str) -> &Self {
        assert!(
            self.says(text),
            "“{text}” is not said by {}",
            self.describe()
        );
        self
    }

    /// Insists that the page does not say something.
    pub fn must_not_say(&self, text: &str) -> &Self {
        assert!(!self.says(text), "“{text}” is said by {}", self.describe());
        self
    }

    /// Insists on a problem in the error summary, and on the same words beside the field.
    pub fn must_object(&self, problem: &str) -> &Self {
        assert!(
            self.problems().iter().any(|one| one == problem),
            "no problem “{problem}” on {}; it says {:?}",
            self.describe(),
            self.problems()
        );
        let beside = self.all(".govuk-error-message");
        assert!(
            beside.iter().any(|one| one.contains(problem)),
            "“{problem}” is not beside a field on {}",
            self.describe()
        );
        assert!(
            self.title().starts_with("Error: "),
            "the title does not begin with “Error: ” on {}",
            self.describe()
        );
        self
    }

    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The page in one paragraph, for a failing test.
    pub fn describe(&self) -> String {
        let text: String = self.text().chars().take(1_500).collect();
        format!(
            "{} {} “{}” {:?}: {text}",
            self.status,
            self.path,
            self.heading(),
            self.problems()
        )
    }

    fn says(&self, text: &str) -> bool {
        let body = self.first("body");
        let all = if body.is_empty() { &self.body } else { &body };
        all.contains(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }
}

/// Compiles a selector written in a test.
pub(crate) fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}

/// An element's words, white space squeezed; scripts and styles say nothing.
pub(crate) fn words(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        let Some(piece) = node.value().as_text() else {
            continue;
        };
        let silent = node
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|parent| matches!(parent.value().name(), "script" | "style" | "template"));
        if !silent {
            text.push_str(piece);
        }
        text.push(' ');
    }
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    squeezed.replace(" .", ".").replace(" ,", ",")
}

#[cfg(test)]
mod tests {
    use super::Page;

    fn page(body: &str) -> Page {
        Page {
            status: 200,
            path: "/refer/a?b=1".into(),
            headers: reqwest::header::HeaderMap::new(),
            body: body.into(),
            bytes: body.into(),
            redirects: vec![],
        }
    }

    const NAMES: &str = r##"<title>Error: Name</title><main><h1>What is
        your name?</h1><ul class="govuk-error-summary__list"><li><a href="#n">Enter a name</a></li></ul>
        <form method="post"><input type="hidden" name="csrf" value="tok">
        <label for="n">Full name</label><p class="govuk-error-message"><span>Error:</span> Enter a name</p><input id="n" name="full_name" value="old">
        <fieldset><legend>Consent</legend><input type="radio" name="consent" value="yes" id="c1"><label for="c1">Yes, given</label>
        <input type="radio" name="consent" value="no" id="c2" checked><label for="c2">No</label></fieldset>
        <button name="go" value="next">Continue</button></form><form><button>Sign out</button></form></main>"##;

    #[test]
    fn a_page_tells_its_heading_and_problems() {
        let page = page(NAMES);
        assert_eq!(page.heading(), "What is your name?");
        page.must_object("Enter a name")
            .must_say("Full name")
            .must_not_say("tok");
    }

    #[test]
    fn a_form_keeps_what_it_held_and_takes_what_is_filled_in() {
        let form = page(NAMES).form("Continue");
        assert_eq!(form.action, "/refer/a?b=1");
        let sent = form
            .fill("Full name", "Sam Sample")
            .choose("Consent", "Yes, given")
            .press("Continue")
            .pairs();
        let expected = [
            ("csrf", "tok"),
            ("full_name", "Sam Sample"),
            ("consent", "yes"),
            ("go", "next"),
        ];
        assert_eq!(
            sent,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }

    #[test]
    #[should_panic(expected = "no field")]
    fn a_field_that_is_not_there_stops_the_test() {
        drop(page(NAMES).form("Continue").fill("Full nam", "Sam Sample"));
    }
}
