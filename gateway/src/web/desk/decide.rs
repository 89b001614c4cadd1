//! Deciding in three steps: the outcome and its fields, both letters, the record. Nothing is recorded before the last button, and
//! nothing that was typed is lost when somebody else was first.

use http::StatusCode;
use intake_forms::{Fields, long_text};

use super::{
    dates,
    found::Found,
    page::{
        ChangeRow, ChangedPage, CheckLettersPage, DecidePage, Holder, LetterPreview, OutcomePage,
        pieces, problems_of,
    },
    reading,
    site::{Answer, drawn, onward},
    words,
};
use crate::{
    journey::{
        decide::{self as journey, DecideError, Prepared},
        view::{OpenReferral, Part},
    },
    letters::{Letter, unsuitable},
    referral::{Outcome, ProposedDecision},
    web::{extract::Posted, page::ErrorSummary, page_error::PageError},
};

/// Step 1: the outcome, then the fields of the one chosen.
pub async fn start(found: Found) -> Answer {
    let open = found.open(Part::Decision).await?;
    if let Some(elsewhere) = elsewhere(&found, &open) {
        return Ok(onward(&elsewhere));
    }
    let chosen = found
        .desk
        .door
        .asked("outcome")
        .and_then(|code| Outcome::read(&code));
    if let Some(outcome) = chosen {
        let proposed = ProposedDecision {
            outcome: outcome.code().to_owned(),
            ..ProposedDecision::default()
        };
        return fields_of(&found, &open, outcome, proposed, ErrorSummary::default());
    }
    let mut problems = ErrorSummary::default();
    // A form sent without a choice has a question mark and nothing after it.
    if found.desk.door.query().is_some() {
        problems.push("outcome", "Choose a decision");
    }
    outcome_alone(&found, &open, problems)
}

/// Step 1, sent: both letters, or what to put right.
pub async fn check(found: Found, Posted(fields): Posted) -> Answer {
    let (opened, proposed) = read(&fields);
    let (keyholder, now) = (found.keyholder(), found.desk.door.now);
    let prepared = journey::prepare(
        keyholder,
        found.account(),
        &found.referral.id,
        opened.version,
        &proposed,
        now,
    )
    .await;
    match prepared {
        Ok(prepared) => both_letters(&found, &prepared, proposed).await,
        Err(error) => not_done(&found, (proposed, opened.screenings), error).await,
    }
}

/// Back from the letters, or from a referral that changed: the fields as they were.
pub async fn change(found: Found, Posted(fields): Posted) -> Answer {
    let (opened, proposed) = read(&fields);
    let open = found.open(Part::Decision).await?;
    if open.decision.is_some() {
        return Ok(onward(&found.path("/decision?already")));
    }
    if reading::head(&open, found.account(), None, None).holder != Holder::You {
        return changed(&found, &open, proposed, opened.screenings);
    }
    match Outcome::read(&proposed.outcome) {
        Some(outcome) => fields_of(&found, &open, outcome, proposed, ErrorSummary::default()),
        None => outcome_alone(&found, &open, ErrorSummary::default()),
    }
}

/// Step 3: records the decision and both letters.
pub async fn record(found: Found, Posted(fields): Posted) -> Answer {
    let (opened, proposed) = read(&fields);
    let (keyholder, now) = (found.keyholder(), found.desk.door.now);
    let prepared = journey::prepare(
        keyholder,
        found.account(),
        &found.referral.id,
        opened.version,
        &proposed,
        now,
    )
    .await;
    let done = match prepared {
        Ok(prepared) => journey::decide(keyholder, prepared, now).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(onward(&found.path("/decision"))),
        Err(error) => not_done(&found, (proposed, opened.screenings), error).await,
    }
}

/// Where somebody belongs who cannot decide this.
fn elsewhere(found: &Found, open: &OpenReferral) -> Option<String> {
    if open.decision.is_some() {
        return Some(found.path("/decision"));
    }
    let head = reading::head(open, found.account(), None, None);
    (head.holder != Holder::You).then(|| found.path(""))
}

async fn not_done(
    found: &Found,
    (proposed, opened): (ProposedDecision, usize),
    error: DecideError,
) -> Answer {
    let mut problems = ErrorSummary::default();
    match error {
        DecideError::NotThere => return Err(PageError::NotFound),
        DecideError::Journey(error) => return Err(error.into()),
        DecideError::NotYours | DecideError::Changed => {
            let open = found.open(Part::Decision).await?;
            if open.decision.is_some() {
                return Ok(onward(&found.path("/decision?already")));
            }
            return changed(found, &open, proposed, opened);
        }
        DecideError::Problems(list) => problems = problems_of(&list, &proposed, true),
        DecideError::Unsuitable(list) => problems.push("rationale", unsuitable_words(&list)),
    }
    let open = found.open(Part::Decision).await?;
    match Outcome::read(&proposed.outcome) {
        Some(outcome) => fields_of(found, &open, outcome, proposed, problems),
        None => outcome_alone(found, &open, problems),
    }
}

/// What is wrong with the words, without repeating what names the child.
fn unsuitable_words(found: &[String]) -> String {
    let ours = |word: &&String| {
        word.bytes().all(|byte| byte.is_ascii_lowercase()) && !unsuitable(word, &[]).is_empty()
    };
    match found.iter().find(ours) {
        Some(word) => format!("Write this about the child in other words: ‘{word}’"),
        None => {
            "Take out what tells who the child is: a name, a date of birth or a postcode".to_owned()
        }
    }
}

fn fields_of(
    found: &Found,
    open: &OpenReferral,
    outcome: Outcome,
    proposed: ProposedDecision,
    problems: ErrorSummary,
) -> Answer {
    let status = status_of(&problems);
    let page = DecidePage {
        frame: found.frame(),
        head: reading::head(open, found.account(), None, None),
        side: reading::side(open, Some(outcome)),
        outcome,
        proposed,
        ceiling: reading::ceiling(open),
        above_because: reading::above_because(open),
        problems,
    };
    drawn(status, &page)
}

fn outcome_alone(found: &Found, open: &OpenReferral, problems: ErrorSummary) -> Answer {
    let status = status_of(&problems);
    let page = OutcomePage {
        frame: found.frame(),
        head: reading::head(open, found.account(), None, None),
        side: reading::side(open, None),
        problems,
    };
    drawn(status, &page)
}

fn status_of(problems: &ErrorSummary) -> StatusCode {
    if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

async fn both_letters(found: &Found, prepared: &Prepared, proposed: ProposedDecision) -> Answer {
    let open = found.open(Part::Decision).await?;
    let [referrer, manager] = &prepared.letters;
    let stops = if referrer
        .to_address()
        .eq_ignore_ascii_case(manager.to_address())
    {
        vec![
            "Referrer and manager have the same address. Ask the referrer who the manager is"
                .to_owned(),
        ]
    } else {
        Vec::new()
    };
    let rationale = prepared.decision.rationale();
    let goes_as = found.desk.door.site.goes_as;
    let page = CheckLettersPage {
        frame: found.frame(),
        head: reading::head(&open, found.account(), None, None),
        wording: referrer.wording().to_owned(),
        letters: vec![
            preview("referrer", referrer, manager, (rationale, goes_as)),
            preview("manager", manager, referrer, (rationale, goes_as)),
        ],
        proposed,
        stops,
    };
    drawn(StatusCode::OK, &page)
}

fn preview(
    reader: &str,
    letter: &Letter,
    other: &Letter,
    (rationale, goes_as): (&str, &str),
) -> LetterPreview {
    LetterPreview {
        reader: reader.to_owned(),
        name: letter.to_name().to_owned(),
        address: match letter.to_address() {
            "" => "no address known: this letter is not sent, and a task says so".to_owned(),
            address => address.to_owned(),
        },
        subject: letter.subject().to_owned(),
        goes_as: goes_as.to_owned(),
        pieces: pieces(letter.text(), rationale, other.text()),
    }
}

/// 409: somebody else was first. What was typed stays on the page. `opened` counts the screenings when the page was opened.
fn changed(
    found: &Found,
    open: &OpenReferral,
    proposed: ProposedDecision,
    opened: usize,
) -> Answer {
    let head = reading::head(open, found.account(), None, None);
    let at = dates::clock(open.referral.stage_at);
    let (words, now) = match &head.holder {
        Holder::You => (String::new(), "You".to_owned()),
        Holder::Nobody => (
            format!("At {at} it was let go. Nobody holds it now: claim it again."),
            "Nobody".to_owned(),
        ),
        Holder::Other(name) => (format!("{name} claimed it at {at}."), name.clone()),
    };
    let row = ChangeRow {
        label: "Claimed by".to_owned(),
        before: "You".to_owned(),
        now,
    };
    let mut rows: Vec<ChangeRow> = vec![row].into_iter().filter(ChangeRow::changed).collect();
    rows.extend(reading::since(open, opened));
    let mut words = [reading::corrected_since(open, opened), words].concat();
    if words.is_empty() {
        words.push_str("This referral changed.");
    }
    drawn(
        StatusCode::CONFLICT,
        &ChangedPage {
            frame: found.frame(),
            head,
            words,
            rows,
            proposed,
        },
    )
}

/// What the screener had open.
#[derive(Clone, Copy)]
struct Opened {
    /// The version of the referral.
    version: i32,
    /// How many screenings it had.
    screenings: usize,
}

/// What was open, and what was typed and ticked. Codes that nobody was offered are left out.
fn read(fields: &Fields) -> (Opened, ProposedDecision) {
    let all = |name: &str| fields.all(name).iter().cloned();
    let text = |name: &str| long_text(fields.first(name));
    let services = all("services")
        .chain(all("services_above"))
        .filter(|code| words::service(code).is_some());
    let proposed = ProposedDecision {
        outcome: fields.first("outcome").to_owned(),
        reason: fields.first("reason").to_owned(),
        criteria: all("criteria")
            .filter(|code| words::criterion(code).is_some())
            .collect(),
        services: services.collect(),
        rationale: text("rationale"),
        beyond_ceiling: text("beyond_ceiling"),
        note: text("note"),
    };
    let opened = Opened {
        version: fields.first("version").parse().unwrap_or(-1),
        screenings: fields.first("screenings").parse().unwrap_or_default(),
    };
    (opened, proposed)
}

#[cfg(test)]
mod tests {
    use super::{read, unsuitable_words};
    use intake_forms::Fields;

    #[test]
    fn only_what_was_offered_is_read() {
        let sent = [
            ("version", "3"),
            ("outcome", "accept"),
            ("services", "consultation"),
            ("services_above", "aim_assessment"),
            ("services", "<script>"),
            ("criteria", "weather"),
            ("rationale", "One.\r\n\r\nTwo."),
        ];
        let (opened, proposed) = read(&Fields::bounded(sent).unwrap());
        assert_eq!((opened.version, opened.screenings), (3, 0));
        assert_eq!(
            proposed.services.into_iter().collect::<Vec<_>>(),
            ["aim_assessment", "consultation"]
        );
        assert!(proposed.criteria.is_empty());
        assert_eq!(proposed.rationale, "One.\n\nTwo.");
    }

    #[test]
    fn what_names_the_child_is_not_repeated() {
        let words = unsuitable_words(&["Robin".to_owned(), "offender".to_owned()]);
        assert_eq!(
            words,
            "Write this about the child in other words: ‘offender’"
        );
        assert!(!unsuitable_words(&["robin".to_owned()]).contains("robin"));
    }
}
