//! What the journey opened, in the words of the pages. Reads nothing, decides nothing, and takes a name along only when it was asked for.

mod amended;
mod ask_manager;
mod asked;
mod by_mail;
mod changes;
mod clock;
mod decided;
mod deciding;
mod earlier;
mod head;
mod held;
mod history;
mod holds;
mod ledger;
mod letters;
mod overview;
mod places;
mod row;
mod screening;
mod source;
mod tasks;
mod topics;

pub(super) use ask_manager::ask_manager;
pub(super) use asked::{asked, questions};
pub(super) use by_mail::by_mail;
pub(super) use clock::{aim_table, due_changes, holidays, other_clocks, pauses, screening_table};
pub(super) use decided::decision;
pub(super) use deciding::{above_because, ceiling, side};
pub(super) use earlier::{corrected_since, since};
pub(super) use head::{head, shown_name};
pub(super) use held::{held_line, message};
pub(super) use history::items;
pub(super) use holds::held_lines;
pub(super) use ledger::{days, folder, outcomes, uid};
pub(super) use letters::letter_rows;
pub(super) use overview::overview;
pub(super) use row::row;
pub(super) use tasks::task;
pub(super) use topics::{Reading, answer_now, corrected, is_name, ticked, topics};

/// The code of a value that has one.
fn code_of(value: &impl serde::Serialize) -> String {
    let code = serde_json::to_value(value).ok();
    code.as_ref()
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
