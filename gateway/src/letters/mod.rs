//! Letters: the words of every e-mail. Pure: facts in, subject and two bodies out. Never names a child.
//!
//! A letter is a list of blocks; the text part and the HTML part are two renderings of that one list, so they
//! cannot say different things. Each kind of letter has one file here, and its wording a version that is stored with it.

mod accepted;
mod acknowledgement;
mod block;
mod code;
mod contacts;
mod dates;
mod decision;
mod declined;
mod draft;
mod frame;
mod held;
mod html;
mod hub_notice;
mod letter;
mod mail;
mod question;
mod release;
#[cfg(test)]
mod sample;
mod short;
mod social_worker;
#[cfg(test)]
mod tests;
mod text;
#[cfg(test)]
mod told;
mod unsuitable;
mod withdrawn;

pub use accepted::accepted;
pub use acknowledgement::{acknowledgement, acknowledgement_by_mail};
pub use code::code;
pub use contacts::StandIn;
pub use decision::{ConsentGap, CriterionFinding, DecisionFacts, Limits};
pub use declined::declined;
pub use draft::draft_ending;
pub use held::{held, held_no_more, police_question};
pub use hub_notice::hub_notice;
pub use letter::{Letter, LetterKind, People, Reader, Stamp};
pub use mail::{ByMail, NotRead, mail_not_read, mail_received, not_a_referral, waits_for_release};
pub use question::{question, question_reminder};
pub use release::{
    manager_reminded, not_sent, returned, sent_to_manager, still_waiting, taken_back,
    waiting_for_manager,
};
pub use social_worker::school_has_referred;
pub use unsuitable::{forbidden, unsuitable, unsuitable_letter};
pub use withdrawn::withdrawn;
