//! A message in the desk's words. What its sender wrote is shown as text only, and a guess is never more than a guess.

use intake_forms::attachment::size;

use super::super::{
    dates,
    page::{DeskFrame, Fact, FileChoice, FiledLine, HeldLine, MessagePage, PartRow, ReferralLink},
};
use crate::{
    journey::held::{HeldMessage, HeldRow},
    mail::{Mailbox, Mark, Oddity, Outcome, Part, ReadMessage, Trust, Why, authors},
    referral::Stage,
    web::page::{Colour, ErrorSummary, Tag},
};

/// People of a head who are named one by one.
const MOST_PEOPLE: usize = 20;

/// One line of the pen.
pub(crate) fn held_line(row: &HeldRow) -> HeldLine {
    let why = row.message.why.as_deref().and_then(Why::read);
    let read = row.read.as_ref();
    let from = read.and_then(authors::sender);
    HeldLine {
        id: row.message.id.to_string(),
        arrived: dates::moment(row.message.arrived_at),
        from: from.map(|from| from.address.clone()).unwrap_or_default(),
        trust: trust(row.trust),
        why: why.map_or("For a person to look at", Why::label).to_owned(),
        with_it: read.map_or_else(|| "Not read".to_owned(), with_it),
        guess: guess(read, why).map_or("None", FileChoice::label),
    }
}

/// A message's page.
pub(crate) fn message(frame: DeskFrame, open: &HeldMessage, problems: ErrorSummary) -> MessagePage {
    let read = open.read.as_ref();
    let waits = open.outcome.waits() && open.filed.is_none();
    MessagePage {
        frame,
        id: open.message.id.to_string(),
        version: open.message.version,
        trust: read.map(|_| trust(open.trust)),
        facts: facts(open),
        text: read
            .map(|read| read.text.words.clone())
            .filter(|words| !words.trim().is_empty()),
        notes: read.map(notes).unwrap_or_default(),
        no_text: no_text(open),
        parts: read.map(parts).unwrap_or_default(),
        can_download: open.shown,
        referral: open.referral.as_ref().map(|referral| ReferralLink {
            reference: referral.reference.to_string(),
            can_open: referral.stage.is_with_the_hub(),
            waits: (open.outcome == Outcome::Referral && referral.stage == Stage::AwaitingManager)
                .then(|| format!("/desk/waiting/{}", referral.id)),
        }),
        choices: if waits { choices(open) } else { Vec::new() },
        guess: guess(read, open.why)
            .filter(|_| waits)
            .map(FileChoice::label),
        filed: open.filed.as_ref().map(|(by, at)| FiledLine {
            words: format!(
                "Filed by {by} on {} as: {}.",
                dates::long_moment(*at),
                open.outcome.label()
            ),
            can_undo: open.can_undo,
        }),
        problems,
    }
}

pub(super) fn trust(trust: Trust) -> Tag {
    match trust {
        Trust::Verified => Tag::new("Domain verified", Colour::Green),
        Trust::NotVerified => Tag::new("Not verified", Colour::Yellow),
        Trust::Failed => Tag::new("Says it did not send this", Colour::Orange),
    }
}

fn with_it(read: &ReadMessage) -> String {
    let files = read
        .parts
        .iter()
        .filter(|part| !part.is(Mark::InlinePicture));
    match files.count() {
        0 => "Nothing".to_owned(),
        1 => "1 attachment".to_owned(),
        more => format!("{more} attachments"),
    }
}

/// What it may be. A guess from the reason alone: nothing a stranger quotes leads to a referral.
fn guess(read: Option<&ReadMessage>, why: Option<Why>) -> Option<FileChoice> {
    let carries = read.is_some_and(|read| !read.parts.is_empty());
    Some(match why? {
        Why::ScanOnly | Why::ForwardedUnclear | Why::LockedAttachment | Why::Portal => {
            FileChoice::New
        }
        Why::NoForm if carries => FileChoice::New,
        Why::NoForm | Why::Smime | Why::Pgp | Why::TooLarge | Why::BeforeRules => {
            FileChoice::TellSender
        }
        Why::ReaderNotVerified => FileChoice::Join,
        Why::Empty | Why::NoBytes | Why::SaysItIsUs => FileChoice::NoAnswer,
        _ => return None,
    })
}

/// What becomes a referral must be here whole. Of what could not be read nobody is proved to have sent it, and nobody can be told.
fn choices(open: &HeldMessage) -> Vec<FileChoice> {
    let all = FileChoice::ALL.into_iter();
    let here = open.message.whole && !matches!(open.why, Some(Why::BeforeRules | Why::NoBytes));
    all.filter(|choice| match choice {
        FileChoice::New => here,
        FileChoice::NewAgreed => here && open.read.is_some(),
        FileChoice::TellSender => open.message.reading.is_some(),
        _ => true,
    })
    .collect()
}

fn facts(open: &HeldMessage) -> Vec<Fact> {
    let fact = |name, value: String| Fact { name, value };
    let outcome = match open.outcome {
        Outcome::HoldingPen => "For a person to look at",
        outcome => outcome.label(),
    };
    let mut facts = vec![fact("Outcome", outcome.to_owned())];
    if let Some(why) = open.why {
        let name = if open.outcome.waits() {
            "Why it is held"
        } else {
            "Why"
        };
        facts.push(fact(name, why.label().to_owned()));
    }
    facts.push(fact("Arrived", dates::full(open.message.arrived_at)));
    if open.message.archive {
        facts.push(fact(
            "Old mail",
            "It was there before the gateway.".to_owned(),
        ));
    }
    let Some(read) = &open.read else {
        return facts;
    };
    let head = &read.head;
    facts.push(fact("From, as written", people(&head.from)));
    for (name, list) in [
        ("Answers go to", &head.reply_to),
        ("To", &head.to),
        ("Copied", &head.cc),
    ] {
        if !list.is_empty() {
            facts.push(fact(name, people(list)));
        }
    }
    if let Some(date) = head.date {
        facts.push(fact("Dated, as written", dates::full(date)));
    }
    facts.push(fact("Subject", head.subject.clone()));
    for inner in &read.inner {
        facts.push(fact("A message inside is from", people(&inner.from)));
    }
    facts
}

fn people(list: &[Mailbox]) -> String {
    if list.is_empty() {
        return "nobody".to_owned();
    }
    let shown = list.iter().take(MOST_PEOPLE).map(|one| {
        if one.name.is_empty() {
            one.address.clone()
        } else {
            format!("{} <{}>", one.name, one.address)
        }
    });
    let mut lines: Vec<String> = shown.collect();
    if list.len() > MOST_PEOPLE {
        lines.push(format!("and {} more", list.len() - MOST_PEOPLE));
    }
    lines.join("\n")
}

fn no_text(open: &HeldMessage) -> Option<&'static str> {
    if !open.shown {
        return Some(
            "What this message says stands at its referral, once the hub has received that.",
        );
    }
    match &open.read {
        None if open.why == Some(Why::NoBytes) => Some("There is nothing in this message."),
        None => Some(
            "This message could not be read. It is kept sealed, as it came. Download it and look at it elsewhere, then file it: as a new \
             referral it waits for its manager, with every answer missing and the message as its file.",
        ),
        Some(_) if !open.message.whole => Some(
            "This message is larger than what is taken in. Only its head was kept, so no referral can be made of it here. It was left where \
             it came from: look at it there, and ask its sender to use the form.",
        ),
        Some(read) if read.text.words.trim().is_empty() => Some("There are no words in it."),
        Some(_) => None,
    }
}

fn notes(read: &ReadMessage) -> Vec<String> {
    let mut notes = Vec::new();
    let text = &read.text;
    match text.pictures {
        0 => {}
        1 => notes.push("1 picture not shown. Nothing was fetched.".to_owned()),
        more => notes.push(format!("{more} pictures not shown. Nothing was fetched.")),
    }
    if text.from_html {
        notes.push("Made from HTML.".to_owned());
    }
    if text.differs {
        notes.push("Its plain text and its HTML do not say the same; both stand here.".to_owned());
    }
    if text.cut {
        notes.push("It goes on in the original.".to_owned());
    }
    notes.extend(
        read.oddities
            .iter()
            .copied()
            .filter_map(odd)
            .map(str::to_owned),
    );
    for form in &read.forms {
        if form.path == "text" {
            notes.push(format!(
                "In the words: {}",
                as_form(read, "text").unwrap_or_default()
            ));
        }
    }
    notes
}

/// What a person should know before believing a message.
fn odd(oddity: Oddity) -> Option<&'static str> {
    Some(match oddity {
        Oddity::SeveralFrom => "It says that it is from more than one person.",
        Oddity::NoFrom => "It does not say whom it is from.",
        Oddity::NameIsAddress => "The sender’s name is written as another address.",
        Oddity::HiddenCharacters => "Characters that hide or turn words were written out.",
        Oddity::HiddenText => "Its HTML hides some of these words.",
        Oddity::Truncated => "It ends before it should.",
        Oddity::Partial => "It is one piece of a longer message.",
        Oddity::External => "A part of it is somewhere else. It was not fetched.",
        Oddity::TooManyParts | Oddity::TooDeep | Oddity::NotUnpacked | Oddity::Cut => {
            "There is more in the original than is listed here."
        }
        Oddity::FileInWords => {
            "A file is written into these words in an old way (uuencode, yEnc or BinHex). It was not taken out."
        }
        Oddity::Scan => "A document in it may be a scan: its words could not be read.",
        _ => return None,
    })
}

fn parts(read: &ReadMessage) -> Vec<PartRow> {
    let numbered = read.parts.iter().zip(1..);
    numbered
        .map(|(part, number)| PartRow {
            number,
            name: name(part),
            kind: format!("{}, {}", part.kind, size(part.bytes)),
            marks: part.marks.iter().filter_map(|mark| words(*mark)).collect(),
            form: as_form(read, &part.path),
        })
        .collect()
}

fn name(part: &Part) -> String {
    match &part.other_name {
        Some(other) => format!("{} (also called {other})", part.name),
        None => part.name.clone(),
    }
}

fn words(mark: Mark) -> Option<&'static str> {
    Some(match mark {
        Mark::Encrypted => "Locked",
        Mark::Macros => "Holds a program",
        Mark::Risky => "May run or fetch something",
        Mark::Truncated => "Cut short",
        Mark::NameLies => "Its name does not fit what is in it",
        Mark::Container => return None,
        Mark::NotUnpacked => "Not unpacked",
        Mark::InlinePicture => "Picture of the text",
    })
}

/// "Read as a form: 41 answers. Not read: 2 passages."
fn as_form(read: &ReadMessage, path: &str) -> Option<String> {
    let form = read.forms.iter().find(|form| form.path == path)?;
    let answers = form.reading.found.len();
    let unread = form.reading.unread.len() + form.reading.problems.len();
    let words = if answers == 1 { "answer" } else { "answers" };
    let more = match unread {
        0 => String::new(),
        1 => " 1 passage was not read.".to_owned(),
        more => format!(" {more} passages were not read."),
    };
    Some(format!("Read as a form: {answers} {words}.{more}"))
}
