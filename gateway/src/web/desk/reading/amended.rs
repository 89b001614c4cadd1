//! What the referrer and the manager wrote back after sending, for the overview: who, when, what, and their words. A correction's answers
//! stand on the page of the answers.

use super::super::{dates, page::WrittenBack};
use crate::{
    journey::view::OpenReferral,
    letters::Reader,
    referral::{Amendment, MadeAmendment},
};

/// Everything that a person reads, newest first.
pub(super) fn written_back(open: &OpenReferral) -> Vec<WrittenBack> {
    open.amendments.iter().rev().filter_map(line).collect()
}

fn line(made: &MadeAmendment) -> Option<WrittenBack> {
    let (what, words) = match &made.what {
        Amendment::Correct { why, .. } => ("corrected an answer".to_owned(), why.as_str()),
        Amendment::Answer { note, .. } => ("answered the question".to_owned(), note.as_str()),
        Amendment::Files { files, note } => {
            let what = match files.len() {
                1 => "added a file".to_owned(),
                many => format!("added {many} files"),
            };
            (what, note.as_str())
        }
        Amendment::Withdraw { reason, note } => {
            (format!("withdrew it: {}", reason.label()), note.as_str())
        }
        Amendment::TakeBack | Amendment::Remind => return None,
    };
    let who = match made.by {
        Reader::Referrer => "The referrer",
        Reader::Manager => "The manager",
    };
    Some(WrittenBack {
        at: dates::moment(made.made_at),
        what: format!("{who} {what}"),
        words: words.to_owned(),
    })
}
