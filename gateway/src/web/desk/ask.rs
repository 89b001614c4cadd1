//! Asking the referrer for information in three steps: the questions, the letters, the record. Nothing goes before the last button, and
//! nothing that was typed is lost.

use http::StatusCode;
use intake_forms::{Fields, FormDefinition, long_text};
use jiff::civil::Date;

use super::{
    dates,
    found::Found,
    page::{AskPage, CheckQuestionPage, Holder, LetterPreview, pieces},
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        ask::{self as journey, AskError, Prepared},
        view::{OpenReferral, Part},
    },
    letters::{Letter, unsuitable},
    referral::{ProposedQuestion, QuestionProblem, Stage},
    screening::Verdict,
    web::{extract::Posted, page::ErrorSummary, page_error::PageError},
};

/// What was typed beside the question itself.
struct Typed {
    version: i32,
    proposed: ProposedQuestion,
    by: String,
    day: [String; 3],
}

/// The questions; of a referral that was asked, the open one.
pub async fn start(found: Found) -> Answer {
    let open = found.open(Part::Question).await?;
    let head = reading::head(&open, found.account(), None, None);
    if open.referral.stage == Stage::Asked {
        let mut frame = found.frame();
        frame.notice = notice(found.desk.door.query());
        let page = reading::asked(frame, head, &open).ok_or(PageError::Changed)?;
        return drawn(StatusCode::OK, &page);
    }
    if head.holder != Holder::You {
        return Ok(onward(&found.path("")));
    }
    let rows = reading::questions(&open, form(&found, &open));
    let (answer_by, _) = journey::usual_day(found.keyholder(), found.desk.door.now);
    let proposed = ProposedQuestion {
        questions: rows
            .into_iter()
            .filter(|row| row.settles)
            .map(|row| row.question)
            .collect(),
        answer_by: Some(answer_by),
        copy: true,
        ..ProposedQuestion::default()
    };
    let typed = Typed {
        version: open.referral.version,
        proposed,
        by: "due".to_owned(),
        day: Default::default(),
    };
    fields(&found, &open, typed, ErrorSummary::default())
}

/// The letters, or what to put right.
pub async fn check(found: Found, Posted(sent): Posted) -> Answer {
    let typed = read(&found, &sent);
    match prepared(&found, &typed).await {
        Ok(prepared) => letters(&found, &prepared, typed.proposed).await,
        Err(error) => not_done(&found, typed, error).await,
    }
}

/// Back from the letters: the fields as they were.
pub async fn change(found: Found, Posted(sent): Posted) -> Answer {
    let typed = read(&found, &sent);
    let open = found.open(Part::Question).await?;
    fields(&found, &open, typed, ErrorSummary::default())
}

/// Records the question and sends its letters.
pub async fn record(found: Found, Posted(sent): Posted) -> Answer {
    let typed = read(&found, &sent);
    let (keyholder, now) = (found.keyholder(), found.desk.door.now);
    let done = match prepared(&found, &typed).await {
        Ok(prepared) => journey::ask(keyholder, prepared, now).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(onward(&found.path("/ask?asked"))),
        Err(error) => not_done(&found, typed, error).await,
    }
}

/// Sends the reminder now.
pub async fn remind(found: Found, Posted(_): Posted) -> Answer {
    let (keyholder, now) = (found.keyholder(), found.desk.door.now);
    let id = &found.referral.id;
    match journey::remind(keyholder, found.account(), id, now).await {
        Ok(()) => Ok(onward(&found.path("/ask?reminded"))),
        Err(AskError::Today) => Ok(onward(&found.path("/ask?today"))),
        Err(error) => Err(failed(error)),
    }
}

/// Takes the question back.
pub async fn withdraw(found: Found, Posted(_): Posted) -> Answer {
    let (keyholder, now) = (found.keyholder(), found.desk.door.now);
    journey::withdraw(keyholder, found.account(), &found.referral.id, now)
        .await
        .map_err(failed)?;
    Ok(onward(&found.path("?question-withdrawn")))
}

/// Notes that an answer came by mail or telephone.
pub async fn answered(found: Found, Posted(_): Posted) -> Answer {
    let (keyholder, now) = (found.keyholder(), found.desk.door.now);
    journey::answered(keyholder, found.account(), &found.referral.id, now)
        .await
        .map_err(failed)?;
    Ok(onward(&found.path("?question-answered")))
}

fn failed(error: AskError) -> PageError {
    match error {
        AskError::NotThere => PageError::NotFound,
        AskError::Journey(error) => error.into(),
        _ => PageError::Changed,
    }
}

async fn prepared(found: &Found, typed: &Typed) -> Result<Prepared, AskError> {
    let id = &found.referral.id;
    let (who, now) = (found.account(), found.desk.door.now);
    journey::prepare(
        found.keyholder(),
        who,
        id,
        typed.version,
        &typed.proposed,
        now,
    )
    .await
}

async fn not_done(found: &Found, typed: Typed, error: AskError) -> Answer {
    let mut problems = ErrorSummary::default();
    match error {
        AskError::Problems(list) => {
            for problem in list {
                let (field, words) = match problem {
                    QuestionProblem::Nothing => {
                        ("questions", "Choose a question or write your own")
                    }
                    QuestionProblem::Day => {
                        ("answer_by", "The day must be a working day after today")
                    }
                    QuestionProblem::TooLong => {
                        ("words", "Your own words must be 4,000 characters or fewer")
                    }
                };
                problems.push(field, words);
            }
        }
        AskError::Unsuitable(list) => problems.push("words", unsuitable_words(&list)),
        AskError::NoAddress => problems.push(
            "words",
            "There is no address of the referrer. Phone them instead",
        ),
        error => return Err(failed(error)),
    }
    let open = found.open(Part::Question).await?;
    fields(found, &open, typed, problems)
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

fn fields(found: &Found, open: &OpenReferral, typed: Typed, problems: ErrorSummary) -> Answer {
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let questions = reading::questions(open, form(found, open));
    // Without boxes to tick, the words are the place to put it right.
    let mut problems = problems;
    if questions.is_empty() {
        for link in &mut problems.links {
            if link.href == "#questions" {
                "#words".clone_into(&mut link.href);
            }
        }
    }
    let (day, working_days) = journey::usual_day(found.keyholder(), found.desk.door.now);
    let text = |id: &str| open.sent.record.answers.text(id).unwrap_or_default();
    let verdict = open.screened.as_ref().map(|found| &found.verdict);
    let page = AskPage {
        frame: found.frame(),
        head: reading::head(open, found.account(), None, None),
        questions,
        proposed: typed.proposed,
        by: typed.by,
        typed_day: typed.day,
        usual_day: format!(
            "{} ({working_days} working days)",
            day.strftime("%a %-d %B")
        ),
        manager: (!text("mgr_email").is_empty()).then(|| text("mgr_name").to_owned()),
        eligible_until: verdict
            .and_then(Verdict::eligible_until)
            .map(dates::long_day),
        problems,
    };
    drawn(status, &page)
}

async fn letters(found: &Found, prepared: &Prepared, proposed: ProposedQuestion) -> Answer {
    let open = found.open(Part::Question).await?;
    let goes_as = found.desk.door.site.goes_as;
    let text = |at: usize| {
        prepared
            .letters
            .get(at)
            .map(|(_, letter)| letter.text())
            .unwrap_or_default()
    };
    let written: Vec<(&str, &Letter)> = prepared
        .letters
        .iter()
        .map(|(reader, letter)| (reader.code(), letter))
        .collect();
    let several = written.len() > 1;
    let previews = written
        .into_iter()
        .enumerate()
        .map(|(at, (reader, letter))| {
            let other = if several {
                text(1 - at.min(1))
            } else {
                letter.text()
            };
            LetterPreview {
                reader: reader.to_owned(),
                name: letter.to_name().to_owned(),
                address: letter.to_address().to_owned(),
                subject: letter.subject().to_owned(),
                goes_as: goes_as.to_owned(),
                pieces: pieces(letter.text(), &prepared.asked.words, other),
            }
        });
    let page = CheckQuestionPage {
        frame: found.frame(),
        head: reading::head(&open, found.account(), None, None),
        letters: previews.collect(),
        proposed,
    };
    drawn(StatusCode::OK, &page)
}

fn form<'a>(found: &'a Found, open: &OpenReferral) -> Option<&'a FormDefinition> {
    let mut forms = found.keyholder().forms.iter();
    forms.find(|form| form.id() == open.sent.record.form)
}

/// The line after something was done about the question.
fn notice(query: Option<&str>) -> Option<String> {
    let words = match query? {
        "asked" => "The question is recorded. Its letter is queued.",
        "reminded" => "The reminder is queued.",
        "today" => "They were written to today. Nothing more was sent.",
        _ => return None,
    };
    Some(words.to_owned())
}

fn read(found: &Found, sent: &Fields) -> Typed {
    let day = ["day", "month", "year"]
        .map(|part| sent.first(&format!("answer_by-{part}")).trim().to_owned());
    let by = sent.first("by").to_owned();
    let answer_by = match by.as_str() {
        "other" => other_day(&day),
        _ => Some(journey::usual_day(found.keyholder(), found.desk.door.now).0),
    };
    Typed {
        version: sent.first("version").parse().unwrap_or(-1),
        proposed: ProposedQuestion {
            questions: sent.all("questions").iter().cloned().collect(),
            words: long_text(sent.first("words")),
            answer_by,
            copy: sent.has("copy", "yes"),
        },
        by,
        day,
    }
}

fn other_day([day, month, year]: &[String; 3]) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{other_day, unsuitable_words};
    use jiff::civil::date;

    #[test]
    fn another_day_is_a_real_one() {
        let day = |parts: [&str; 3]| other_day(&parts.map(str::to_owned));
        assert_eq!(day(["1", "12", "2026"]), Some(date(2026, 12, 1)));
        assert_eq!(day(["31", "2", "2026"]), None);
        assert_eq!(day(["", "", ""]), None);
    }

    #[test]
    fn what_names_the_child_is_not_repeated() {
        assert!(!unsuitable_words(&["robin".to_owned()]).contains("robin"));
        assert!(unsuitable_words(&["offender".to_owned()]).contains("‘offender’"));
    }
}
