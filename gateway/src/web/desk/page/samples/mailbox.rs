//! The holding pen, one message, tasks and the ledger, invented. Tests only.

use super::super::*;
use super::{CHILD, frame};
use crate::web::page::{Colour, ErrorSummary, Tag};

const ID: &str = "0000000000000000000000000c";

fn verified() -> Tag {
    Tag::new("Domain verified", Colour::Green)
}

pub(crate) fn held(old: bool) -> HeldPage {
    let row = |from: &str, why: &str, guess: FileChoice| HeldLine {
        id: ID.to_owned(),
        arrived: "23 Nov 2026, 09:40".to_owned(),
        from: from.to_owned(),
        trust: verified(),
        why: why.to_owned(),
        with_it: "1 attachment".to_owned(),
        guess: guess.label(),
    };
    let next = PageLink {
        path: "/desk/held?after=x".to_owned(),
        dates: "from 20 November 2026".to_owned(),
    };
    HeldPage {
        frame: frame().at(Section::Held),
        old,
        rows: vec![
            row(
                "sam.sample@exampleshire.test",
                "A document that could not be read as a form, such as a scan",
                FileChoice::New,
            ),
            HeldLine {
                trust: Tag::new("Not verified", Colour::Yellow),
                with_it: "Nothing".to_owned(),
                ..row("", "Nothing in it", FileChoice::NoAnswer)
            },
        ],
        count: 2,
        others: 3,
        read: Some("The mailbox was read 23 Nov 2026, 09:44.".to_owned()),
        alarm: Some(
            "The mailbox was last read 23 Nov 2026, 08:10. Tell the person who runs the gateway."
                .to_owned(),
        ),
        next: Some(next),
    }
}

pub(crate) fn nothing_held() -> HeldPage {
    HeldPage {
        rows: Vec::new(),
        count: 0,
        others: 0,
        alarm: None,
        next: None,
        ..held(false)
    }
}

fn fact(name: &'static str, value: &str) -> Fact {
    Fact {
        name,
        value: value.to_owned(),
    }
}

pub(crate) fn message(problems: ErrorSummary) -> MessagePage {
    let part = |number, name: &str, marks: Vec<&'static str>| PartRow {
        number,
        name: name.to_owned(),
        kind: "application/pdf, 184 KB".to_owned(),
        marks,
        form: Some("Read as a form: 41 answers. 1 passage was not read.".to_owned()),
    };
    MessagePage {
        frame: frame().within(Section::Held),
        id: ID.to_owned(),
        version: 1,
        trust: Some(verified()),
        facts: vec![
            fact("Outcome", "For a person to look at"),
            fact("Why it is held", "Forwarded, with no form in it"),
            fact(
                "From, as written",
                "Sam Sample <sam.sample@exampleshire.test>",
            ),
            fact("Subject", "FW: a question"),
        ],
        text: Some("Hello,\n\nplease see <https://elsewhere.test/a>.\n\nSam".to_owned()),
        notes: vec!["1 picture not shown. Nothing was fetched.".to_owned()],
        no_text: None,
        parts: vec![
            part(1, "form.pdf", Vec::new()),
            part(2, "", vec!["Locked", "Its name does not fit what is in it"]),
        ],
        can_download: true,
        referral: None,
        choices: FileChoice::ALL.to_vec(),
        guess: Some(FileChoice::New.label()),
        filed: None,
        problems,
    }
}

pub(crate) fn filed() -> MessagePage {
    let filed = FiledLine {
        words: "Filed by Bryn Demo on 23 November 2026, 09:50 as: New referral.".to_owned(),
        can_undo: true,
    };
    MessagePage {
        choices: Vec::new(),
        guess: None,
        text: None,
        no_text: Some(
            "This message could not be read. It is kept sealed, as it came. Download it and look at it elsewhere, then file it: as a new \
             referral it waits for its manager, with every answer missing and the message as its file.",
        ),
        parts: Vec::new(),
        referral: Some(ReferralLink {
            reference: "7K3Q-2FWD".to_owned(),
            can_open: false,
            waits: Some(format!("/desk/waiting/{ID}")),
        }),
        filed: Some(filed),
        ..message(ErrorSummary::default())
    }
}

pub(crate) fn more(
    choice: FileChoice,
    join: Option<(String, bool)>,
    problems: ErrorSummary,
) -> FileMorePage {
    FileMorePage {
        frame: frame().within(Section::Held),
        id: ID.to_owned(),
        version: 1,
        choice,
        typed: String::new(),
        join,
        problems,
    }
}

pub(crate) fn part(problems: ErrorSummary) -> DownloadPartPage {
    DownloadPartPage {
        frame: frame().within(Section::Held),
        id: ID.to_owned(),
        part: "1".to_owned(),
        problems,
    }
}

pub(crate) fn tasks(empty: bool) -> TasksPage {
    let row =
        |title, referral: Option<(String, bool)>, about: Option<&str>, raised: &str| TaskRow {
            id: ID.to_owned(),
            title,
            words: "Read the message. It changed nothing.",
            waits: referral
                .as_ref()
                .filter(|(_, can_open)| !can_open)
                .map(|_| format!("/desk/waiting/{ID}")),
            referral,
            message: Some(ID.to_owned()),
            about: about.map(str::to_owned),
            raised: raised.to_owned(),
        };
    let rows = vec![
        row(
            "A reply came",
            Some(("7K3Q-2FWD".to_owned(), true)),
            None,
            "23 Nov 2026, 09:40",
        ),
        row(
            "No manager can release it",
            Some(("4T9P-XM20".to_owned(), false)),
            None,
            "23 Nov 2026, 09:41",
        ),
        row(
            "A message is missing",
            None,
            Some("hub/INBOX/42"),
            "23 Nov 2026, 09:42",
        ),
    ];
    TasksPage {
        frame: frame().at(Section::Tasks),
        rows: if empty { Vec::new() } else { rows },
    }
}

pub(crate) fn ask_manager(problems: ErrorSummary) -> AskManagerPage {
    AskManagerPage {
        frame: frame().within(Section::Tasks),
        id: ID.to_owned(),
        version: 1,
        reference: "4T9P-XM20".to_owned(),
        facts: vec![
            fact("Came by email", "23 Nov 2026, 09:40"),
            fact("From, as written", "sam.sample@exampleshire.test"),
        ],
        trust: verified(),
        asked: problems.is_empty().then(|| "23 Nov 2026, 09:41".to_owned()),
        typed: (
            "Max Specimen".to_owned(),
            "max.specimen@exampleshire.test".to_owned(),
        ),
        problems,
    }
}

pub(crate) fn ledger(empty: bool) -> LedgerPage {
    let day = |day: &str, title: &str, missing| LedgerDay {
        day: day.to_owned(),
        title: title.to_owned(),
        arrived: 12,
        referrals: 5,
        held: 3,
        automatic: 2,
        bounces: 1,
        missing,
        closed: missing == 0,
        ..LedgerDay::default()
    };
    let folder = FolderLine {
        name: "hub / INBOX".to_owned(),
        read: "23 Nov 2026, 09:44".to_owned(),
        uids: 24,
        present: 23,
        counted: Some(23),
        missing: 1,
    };
    let page = LedgerPage {
        frame: frame().at(Section::Ledger),
        folders: vec![folder],
        days: vec![
            day("2026-11-23", "Mon 23 Nov", 1),
            day("2026-11-22", "Sun 22 Nov", 0),
        ],
        missing: vec!["hub / INBOX, UID 0000000042".to_owned()],
    };
    if empty {
        LedgerPage {
            folders: Vec::new(),
            days: Vec::new(),
            missing: Vec::new(),
            ..page
        }
    } else {
        page
    }
}

pub(crate) fn ledger_day() -> LedgerDayPage {
    let line = |uid: &str, outcome: &str, reference: Option<&str>| UidLine {
        folder: "hub / INBOX".to_owned(),
        uid: uid.to_owned(),
        arrived: "09:40".to_owned(),
        outcome: outcome.to_owned(),
        why: "Sent by the manager the form names".to_owned(),
        reference: reference.map(str::to_owned),
        message: Some(ID.to_owned()),
    };
    LedgerDayPage {
        frame: frame().within(Section::Ledger),
        day: "Monday 23 November 2026".to_owned(),
        outcomes: vec![("New referral", 1), ("For a person to look at", 1)],
        lines: vec![
            line("0000000041", "New referral", Some("7K3Q-2FWD")),
            line("0000000042", "For a person to look at", None),
        ],
        next: Some(PageLink {
            path: "/desk/ledger/2026-11-23?uid=0000000042".to_owned(),
            dates: "after UID 0000000042".to_owned(),
        }),
    }
}

/// What came by email with a form; `name` shows what was not read, which may hold it.
pub(crate) fn by_mail(name: bool) -> ByMailFacts {
    ByMailFacts {
        came: vec![
            "It came by email from max.specimen@exampleshire.test. Sender’s domain checked."
                .to_owned(),
        ],
        missing: vec!["Date of birth".to_owned(), "Police position".to_owned()],
        unread: name.then(|| vec![format!("Remarks: {CHILD} likes drawing (table 1, row 40)")]),
        unread_count: 1,
        can_ask: true,
    }
}
