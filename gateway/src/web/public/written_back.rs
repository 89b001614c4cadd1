//! What was changed about a sent referral, in words: what was just done, and each line of what changed since it was sent. Says only what
//! is written down; never an answer or a file's name.

use super::{PublicSite, came_by::Comes, page::Done, reply::Query};
use crate::{
    clock::london,
    referral::{HandedAmendment, HandedReferral},
    web::page::words,
};

/// What was just done, what of it, and when. Said only of what is written down.
pub(super) fn done(
    site: &PublicSite,
    handed: &HandedReferral,
    amended: &[HandedAmendment],
    query: &Query,
) -> Option<Done> {
    let done = query.done.as_deref()?;
    let words = said(handed, done)?;
    if matches!(done, "kept" | "decided") {
        return Some(Done {
            words,
            detail: None,
        });
    }
    let last = amended.iter().rfind(|made| made.kind == done)?;
    let at = words::moment(last.made_at, &london());
    let detail = match (what(site, handed, query), done) {
        (Some(what), _) => format!("{what}. Sent on {at}."),
        (None, "withdraw" | "take_back") => format!("{at}."),
        (None, _) => format!("Sent on {at}."),
    };
    Some(Done {
        words,
        detail: Some(detail),
    })
}

/// Which answer was corrected, or how many files were sent.
fn what(site: &PublicSite, handed: &HandedReferral, query: &Query) -> Option<String> {
    if let Some(added) = query.added {
        return Some(words::counted(added, "file", "files"));
    }
    let form = site.form(&handed.amend.as_ref()?.form).ok()?;
    let (section, question) = form.question(query.question.as_deref()?)?;
    let (title, label) = (words::curly(&section.title), words::curly(&question.label));
    Some(format!("{title}: {}", label.trim_end_matches('?')))
}

/// What was just done, in words.
fn said(handed: &HandedReferral, done: &str) -> Option<String> {
    let way = Comes::of(handed);
    let words = match done {
        "correct" => "We have sent your correction to the hub",
        "answer" => "We have sent your answer to the hub",
        "files" => "We have sent your files to the hub",
        "withdraw" if handed.came_by.release => {
            "You have withdrawn this referral. Children’s Social Care stays responsible for safeguarding and managing risk. Record this on LCS."
        }
        "withdraw" => {
            "You have withdrawn this referral. This does not change your own safeguarding duties."
        }
        "kept" => "Nothing was changed. The referral goes on as it was.",
        "take_back" => {
            "You have taken this referral back. To change it, ask for a new code and open it again."
        }
        "remind" => return Some(format!("We have sent {} a reminder", way.manager())),
        "decided" => {
            return Some(format!(
                "{} decided a moment before you, so it was not taken back. To see what they decided, ask for a new code and open it again.",
                words::capital(way.manager())
            ));
        }
        _ => return None,
    };
    Some(words.to_owned())
}

/// "Answer corrected by you, Thursday 19 November 2026, 2:15pm".
pub(super) fn line(handed: &HandedReferral, made: &HandedAmendment) -> String {
    let what = match made.kind.as_str() {
        "correct" => "Answer corrected",
        "answer" => "Question answered",
        "files" => "Files added",
        "withdraw" => "Withdrawn",
        "take_back" => "Taken back",
        _ => "Manager reminded",
    };
    let by = if made.by == handed.reader {
        "you"
    } else {
        Comes::of(handed).other()
    };
    format!("{what} by {by}, {}", words::moment(made.made_at, &london()))
}
