//! A referral written in difficult texts, read by everybody who reads it: each text stands there as it was typed, but for what nobody can
//! see; pages, letters and the log keep their shape.

use intake_forms::{Kind, Question, SectionKind, long_text, one_line};
use mail_parser::MessageParser;
use tests::answers::social_worker;
use tests::naughty::naughty;
use tests::page::Page;
use tests::people::{Screener, at_desk, open_referral, release, sent};
use tests::stand::{Settings, Stand, files_below};

/// Left as they are: what letters are addressed by and what tells which child it is decides more than how it is shown.
const PLAIN: [&str; 4] = ["ref_own", "ch_first", "ch_last", "ch_known_as"];

/// As much as fits into a question, each text on a line of its own in one that takes lines; what was left over stays in `texts`.
fn answer(question: &Question, texts: &mut Vec<String>) -> String {
    if matches!(question.kind, Kind::Text) {
        let fits = |text: &String| {
            let line = one_line(text);
            (1..=question.max).contains(&line.chars().count())
        };
        let at = texts.iter().position(fits);
        return at.map_or_else(|| "None left".to_owned(), |at| texts.remove(at));
    }
    let mut all = String::from("Begins.");
    while let Some(text) = texts.pop() {
        if all.chars().count() + text.chars().count() + 10 > question.max {
            texts.push(text);
            break;
        }
        all = format!("{all}\r\n{text}");
    }
    format!("{all}\r\nEnds.")
}

/// Every question that takes words, with its answer.
fn difficult() -> Vec<(String, String)> {
    let mut texts = naughty();
    let form = social_worker();
    let asked = form.sections().filter(|section| match &section.kind {
        SectionKind::Repeated { any, .. } => any.is_none(),
        _ => true,
    });
    let questions = asked.flat_map(|section| &section.questions);
    let written = questions.filter(|question| {
        matches!(question.kind, Kind::Text | Kind::LongText | Kind::Address)
            && !question.no_names
            && !PLAIN.contains(&question.id.as_str())
            && !matches!(question.required, intake_forms::Required::When(_))
    });
    let written: Vec<(String, String)> = written
        .map(|question| (question.id.clone(), answer(question, &mut texts)))
        .collect();
    assert!(texts.is_empty(), "{} texts found no place", texts.len());
    written
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every answer stands on the page, as it is kept.
fn stands_there(page: &Page, told: &[(String, String)]) {
    page.must_be(200);
    let form = social_worker();
    let text = squeezed(&page.first("body"));
    for (id, typed) in told {
        let (_, question) = form.question(id).unwrap();
        let kept = match question.kind {
            Kind::Text => one_line(typed),
            _ => long_text(typed),
        };
        let kept = squeezed(&kept);
        assert!(text.contains(&kept), "{id} on {}: {kept}", page.path);
    }
    for tag in ["main", "h1", "title"] {
        assert_eq!(page.all(tag).len(), 1, "{tag} on {}", page.path);
    }
    for wrong in ["onerror", "onload", "onclick", "onfocus", "autofocus"] {
        assert!(
            page.attributes(&format!("[{wrong}]"), wrong).is_empty(),
            "{}",
            page.path
        );
    }
    for tag in ["iframe", "base", "img", "xmp", "math"] {
        assert!(
            page.all(&format!("main {tag}")).is_empty(),
            "{tag} on {}",
            page.path
        );
    }
}

fn letters_hold(stand: &Stand) {
    let letters = files_below(&stand.path().join("letters"));
    let mails = letters
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "eml"));
    let mut seen = 0;
    for file in mails {
        let bytes = std::fs::read(file).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let to = mail.to().and_then(|to| to.as_list()).unwrap();
        assert_eq!(to.len(), 1, "one recipient");
        assert!(mail.cc().is_none() && mail.bcc().is_none());
        assert!(mail.header("Set-Cookie").is_none());
        let subject = mail.subject().unwrap();
        let known = ["Referral ", "Your code", "Something waits at the desk"];
        assert!(
            known.iter().any(|known| subject.starts_with(known)),
            "{subject}"
        );
        assert!(mail.text_body_count() == 1 && mail.html_body_count() == 1);
        let html = mail.body_html(0).unwrap();
        let page = Page {
            status: 200,
            path: "letter".to_owned(),
            headers: reqwest::header::HeaderMap::default(),
            body: html.into_owned(),
            bytes: Vec::new(),
            redirects: Vec::new(),
        };
        for tag in ["script", "img", "svg", "iframe", "form", "input", "base"] {
            assert!(page.all(tag).is_empty(), "{tag} in {subject}");
        }
        seen += 1;
    }
    assert!(seen > 4, "{seen} letters");
}

#[tokio::test]
async fn a_referral_in_difficult_texts_is_read_as_it_was_written_by_everybody_who_reads_it() {
    let stand = Stand::start(&Settings::default());
    let told = difficult();
    let changes: Vec<(&str, &str)> = told
        .iter()
        .map(|(id, text)| (id.as_str(), text.as_str()))
        .collect();
    let gone = sent(&stand, &changes, &[]).await;
    let paper = gone
        .referrer
        .browser
        .get("/refer/social-worker/sent/print")
        .await;
    stands_there(&paper, &told);
    let manager = stand.public();
    let page = open_referral(&manager, &stand, &gone.reference, &gone.manager).await;
    stands_there(&page, &told);
    drop(release(&stand, &gone.reference, &gone.manager).await);
    let toni = Screener::new(&stand, "Toni Trial").await;
    toni.claim(&gone.reference).await.must_be(200);
    let warned = toni
        .browser
        .get(&at_desk(&gone.reference, "/answers"))
        .await;
    let form = warned
        .must_be(200)
        .form("Read the answers")
        .press("Read the answers");
    stands_there(&toni.browser.send(&form).await, &told);
    let paper = toni.browser.get(&at_desk(&gone.reference, "/print")).await;
    stands_there(&paper, &told);
    letters_hold(&stand);
    let log = stand.log();
    for line in log.lines() {
        assert!(
            !line.contains(|c: char| c.is_control() && c != '\t'),
            "{line}"
        );
        assert!(
            !line.contains("alert(1)") && !line.contains("DROP TABLE"),
            "{line}"
        );
    }
}
