//! The queue with referrals in different states. Tests only.

use super::super::queue::ScreenedLine;
use super::super::*;
use super::frame;
use crate::referral::{DeskLine, LetterState};

fn desk_line(findings: [&str; 4], offer: &str, suggestion: &str) -> DeskLine {
    let codes = ["age", "recency", "residence", "police"]
        .into_iter()
        .zip(findings);
    DeskLine {
        findings: codes
            .map(|(criterion, finding)| (criterion.to_owned(), finding.to_owned()))
            .collect(),
        offer: offer.to_owned(),
        suggestion: suggestion.to_owned(),
        ..DeskLine::default()
    }
}

fn row(reference: &str, raised: Vec<Raised>, line: &DeskLine, claiming: Claiming) -> QueueRow {
    QueueRow {
        reference: reference.to_owned(),
        age: Some(14),
        raised,
        team: "Northtown Assessment Team".to_owned(),
        referrer: "Casey Sample".to_owned(),
        own_reference: Some("NT 204".to_owned()),
        screened: Screened::Done(ScreenedLine::of(line)),
        waited: "2 working days".to_owned(),
        received: "19 Nov".to_owned(),
        eligible: Eligible {
            words: "1 Dec 2026".to_owned(),
            left: Some("8 days".to_owned()),
        },
        letter: Some(letter(LetterState::Relayed)),
        claiming,
        version: 3,
    }
}

fn letter(state: LetterState) -> LatestLetter {
    let kind = "Acknowledgement".to_owned();
    LatestLetter { state, kind }
}

fn accepts() -> DeskLine {
    desk_line(["met"; 4], "full", "accept")
}

fn read_first() -> Vec<QueueRow> {
    let asks = desk_line(
        ["met", "met", "met", "not_known"],
        "consultation_only",
        "ask",
    );
    let risks = vec![Raised::SelfHarm, Raised::ImmediateRisk];
    vec![
        row("M2XD-8R0K", risks, &accepts(), Claiming::Free),
        row(
            "7K3Q-2FWD",
            vec![Raised::AddressWithheld],
            &asks,
            Claiming::You,
        ),
    ]
}

fn others() -> Vec<QueueRow> {
    let declines = desk_line(["met", "not_met", "met", "met"], "none", "decline");
    let held = Claiming::Held("Bryn Demo".to_owned());
    let eligible = |words: &str| Eligible {
        words: words.to_owned(),
        left: None,
    };
    let uncertain = QueueRow {
        letter: Some(letter(LetterState::Uncertain)),
        eligible: eligible("not now met"),
        own_reference: None,
        ..row("4T9P-XM20", Vec::new(), &declines, held)
    };
    let new = QueueRow {
        age: None,
        screened: Screened::NotYet,
        eligible: eligible("not known yet"),
        letter: None,
        waited: "Today".to_owned(),
        ..row("ZR41-8NKP", Vec::new(), &declines, Claiming::Nothing)
    };
    vec![
        uncertain,
        row("5HXB-T7G1", Vec::new(), &accepts(), Claiming::Free),
        new,
    ]
}

pub(crate) fn queue() -> QueuePage {
    let link = |path: &str, dates: &str| {
        Some(PageLink {
            path: path.to_owned(),
            dates: dates.to_owned(),
        })
    };
    let count = Some(5);
    QueuePage {
        frame: frame(),
        now: "Monday 23 November 2026, 09:40".to_owned(),
        place: QueuePlace::read(&[]),
        views: QueueView::ALL
            .into_iter()
            .map(|view| ViewLink { view, count })
            .collect(),
        read_first: read_first(),
        rows: others(),
        matching: None,
        cut_short: false,
        alarm: Some("12 letters have waited for more than an hour.".to_owned()),
        older: link("/desk/queue?view=to-screen&before=x", "to 17 November"),
        newer: link("/desk/queue?view=to-screen&after=x", "from 20 November"),
    }
}
