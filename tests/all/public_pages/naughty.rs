//! Every difficult text in every field of all three forms, through the real pages: refused beside the field or kept, it comes back exactly as
//! it was typed, and the page around it holds.

use intake_forms::{FormDefinition, SectionKind};
use tests::{form::Form, naughty::naughty, open_house::OpenHouse, page::Page, visitor::Visitor};

/// In as many values all the texts go into a field, one after the other.
const ROUNDS: usize = 3;
/// Bytes of what ends a file in a message cut below.
const BOUNDARY: usize = 5;

/// A referrer of one of the forms with a new draft.
async fn referrer(house: &OpenHouse, form: &FormDefinition) -> Visitor {
    let visitor = house.visitor();
    let email = visitor.get(&format!("/refer/{}/email", form.id())).await;
    let address = format!("{}@exampleshire.test", form.id());
    let tasks = house.prove(&visitor, &email, &address, "").await;
    tasks.must_be(200).must_say("You have completed 0 of");
    visitor
}

/// Every page of a form that asks something.
fn pages(form: &FormDefinition) -> Vec<String> {
    let path = |slug: &str| format!("/refer/{}/{slug}", form.id());
    let of = |section: &intake_forms::Section| match &section.kind {
        SectionKind::Questions => vec![path(&section.slug)],
        SectionKind::Repeated { any, .. } => {
            let any = any.as_ref().map(|_| path(&section.slug));
            any.into_iter()
                .chain([path(&format!("{}/new", section.slug))])
                .collect()
        }
        _ => Vec::new(),
    };
    form.sections().flat_map(of).collect()
}

/// The texts in `ROUNDS` values, each one value after the other.
fn values() -> Vec<String> {
    let all = naughty();
    let each = all.len().div_ceil(ROUNDS);
    all.chunks(each).map(|some| some.join(" ")).collect()
}

/// What a page holds that no text may add to or take from.
fn structure(page: &Page) -> Vec<(&'static str, usize)> {
    let all = [
        "h1", "main", "form", "script", "style", "iframe", "svg", "img", "base", "meta", "title",
        "input", "textarea",
    ];
    all.map(|tag| (tag, page.all(tag).len())).into()
}

/// As a parser of pages gives a value back: line ends are one character, and the character that cannot be is a mark for it.
fn parsed(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace('\r', "\n");
    lines.replace('\0', "\u{FFFD}")
}

/// Sends a value in every field, nothing that can be taken, and finds it there again.
async fn comes_back(visitor: &Visitor, asked: &Page, value: &str) {
    let form = asked.form("Continue");
    let names: Vec<String> = form
        .names()
        .into_iter()
        .filter(|name| name != "csrf" && !name.ends_with("-precision"))
        .collect();
    let mut sent: Form = form;
    for name in &names {
        sent = sent.tamper(name, value);
    }
    let page = visitor.send(&sent).await;
    page.must_be(422);
    assert!(!page.problems().is_empty() && page.title().starts_with("Error: "));
    assert_eq!(structure(&page), structure(asked), "{}", page.path);
    for wrong in ["onerror", "onload", "onclick", "onfocus", "autofocus"] {
        let found = page.attributes(&format!("[{wrong}]"), wrong);
        assert!(found.is_empty(), "{} {wrong}: {found:?}", page.path);
    }
    let shown = page.form("Continue");
    let texts = page.attributes(
        "input[type=text], input[type=email], input[type=tel], textarea",
        "name",
    );
    assert!(texts.iter().all(|name| names.contains(name)));
    for (name, held) in shown.pairs() {
        if texts.contains(&name) {
            let (held, wanted) = (parsed(&held), parsed(value));
            assert_eq!(
                held.trim_start_matches('\n'),
                wanted.trim_start_matches('\n'),
                "{} {name}",
                page.path
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_difficult_text_in_every_field_of_every_form_comes_back_as_it_was_typed() {
    let house = OpenHouse::open("[limits]\nrequests_a_minute = 100000\nburst = 100000\nposts_a_minute_to_one_draft = 100000\n").await;
    let mut tried = 0;
    for form in house.house.gateway.intake.forms.iter() {
        let visitor = referrer(&house, form).await;
        for path in pages(form) {
            let page = visitor.get(&path).await;
            page.must_be(200);
            for value in values() {
                comes_back(&visitor, &page, &value).await;
                tried += 1;
            }
        }
        let tasks = visitor.get(&format!("/refer/{}", form.id())).await;
        tasks.must_say("You have completed 0 of");
    }
    assert!(tried > 100, "{tried}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_sent_twice_and_bytes_that_are_no_text_are_said_and_change_nothing() {
    let house = OpenHouse::open("").await;
    let (visitor, _) = house.referrer().await;
    let path = "/refer/social-worker/police";
    let page = visitor.get(path).await;
    let token = page.attributes("input[name=csrf]", "value")[0].clone();
    let cases: [(String, u16); 6] = [
        (
            format!("csrf={token}&pol_status=open&pol_status=closed_no_action"),
            422,
        ),
        (format!("csrf={token}&csrf={token}&pol_status=open"), 403),
        (format!("csrf={token}&pol_status=%ED%A0%80%ED%B0%80"), 422),
        (format!("csrf={token}&pol_status=%FF%FE%C3%28"), 422),
        (format!("csrf={token}&pol_status=%ZZ%&=&&;"), 422),
        (
            format!("csrf={token}&pol_status[]=open&pol_status.x=open"),
            422,
        ),
    ];
    for (body, status) in cases {
        let post = visitor.http().post(visitor.url(path)).body(body.clone());
        let post = post
            .header("Origin", visitor.origin())
            .header("Content-Type", "application/x-www-form-urlencoded");
        let answer = visitor.follow(post, path).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.describe());
        assert!(!answer.heading().is_empty());
    }
    let tasks = visitor.get("/refer/social-worker").await;
    tasks.must_say("You have completed 0 of");
}

/// A message with files whose end is missing, cut wherever it may be.
#[tokio::test(flavor = "multi_thread")]
async fn an_upload_cut_at_any_place_keeps_whole_files_only() {
    let house = OpenHouse::open("[limits]\nrequests_a_minute = 100000\nburst = 100000\nposts_a_minute_to_one_draft = 100000\n").await;
    let (visitor, _) = house.referrer().await;
    let path = "/refer/social-worker/attachments";
    let token = visitor
        .get(path)
        .await
        .attributes("input[name=csrf]", "value")[0]
        .clone();
    let file = |name: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\nFacts of {name}.\r\n"
        )
    };
    let token = format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n");
    let whole = format!("{token}{}{}--b--\r\n", file("one.txt"), file("two.txt"));
    let first_ends = token.len() + file("one.txt").len();
    for cut in (0..whole.len() - 4).step_by(5) {
        let post = visitor
            .http()
            .post(visitor.url(path))
            .body(whole.get(..cut).unwrap().to_owned());
        let post = post
            .header("Origin", visitor.origin())
            .header("Content-Type", "multipart/form-data; boundary=b");
        let page = visitor.follow(post, path).await;
        assert!(
            (400..500).contains(&page.status),
            "{cut}: {}",
            page.describe()
        );
        assert!(!page.heading().is_empty(), "{cut}");
        let list = visitor.get(path).await;
        let names = list.all(".govuk-summary-list__key");
        let wanted: &[&str] = if cut > first_ends { &["one.txt"] } else { &[] };
        // Within the boundary either is right.
        let is_within = (first_ends..=first_ends + BOUNDARY).contains(&cut);
        assert!(
            names == wanted || is_within,
            "{cut} of {}: {names:?} {}",
            whole.len(),
            page.describe()
        );
        if !names.is_empty() {
            let remove = visitor.click(&list, "Remove").await;
            visitor.send(&remove.form("Remove")).await.must_be(200);
        }
    }
}
