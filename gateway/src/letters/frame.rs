//! What letters share: the responsibilities sentence, the emergency block, the foot, and how a value from a person is
//! made fit for one line. Nothing here may depend on the kind of letter.

use super::{block::Block, letter::People};
use crate::config::Hub;

/// stands in every letter about a referral.
pub(super) const RESPONSIBLE: &str = "Children’s Social Care stays the lead agency for this child. It stays responsible for safeguarding and for managing risk.";

/// R-11, where the letter is about no child in particular.
pub(super) const RESPONSIBLE_FOR_ANY: &str = "Children’s Social Care stays the lead agency for a child who is referred. It stays responsible for safeguarding and for managing risk.";

/// What a referral's letter adds to R-11 before and after an accept.
pub(super) const ADDS_TO_THE_PLAN: &str =
    "The hub’s work adds to the child’s plan and does not replace it.";

/// The one page that letters link to, the same for everybody; it opens nothing without a code (rule 6).
pub(super) fn page(hub: &Hub) -> String {
    format!("{}/r/", hub.refer_url.trim_end_matches('/'))
}

/// "Dear …"; "Hello" to somebody whose name is not known.
pub(super) fn greeting(name: &str) -> Block {
    let name = one_line(name);
    if name.is_empty() || UNNAMED.contains(&name.as_str()) {
        Block::Paragraph("Hello".to_owned())
    } else {
        Block::Paragraph(format!("Dear {name}"))
    }
}

/// What stands for the name of a referrer, and of a manager, that a form does not give.
pub(super) const UNNAMED: [&str; 2] = ["the referrer", "the manager"];

/// "Who is responsible" with R-11 and what the letter adds to it.
pub(super) fn responsible(more: &str) -> [Block; 2] {
    [
        Block::Section("Who is responsible"),
        Block::Paragraph(format!("{RESPONSIBLE} {more}")),
    ]
}

/// What every letter about a school's referral adds: its own duties stay.
pub(super) const DUTIES_OF_A_SCHOOL: &str = "This does not change your own safeguarding duties. If you think the child is at risk of harm, contact Children’s Services.";

/// The same as a block, where a school refers.
pub(super) fn of_a_school(people: &People) -> Option<Block> {
    let school = people.school.as_ref();
    school.map(|_| Block::Paragraph(DUTIES_OF_A_SCHOOL.to_owned()))
}

/// The emergency block and the foot. `signed_by` is the person who decided, when the letter is a decision.
pub(super) fn ending(hub: &Hub, signed_by: Option<&str>) -> Vec<Block> {
    let services = &hub.childrens_services;
    let call = format!(
        "Then call {}: {} ({}) or {} at other times. Have the police log number ready. You will be asked to follow up in writing.",
        services.name,
        whole(&services.day_number),
        services.day_hours,
        whole(&services.out_of_hours_number),
    );
    let wait = "Do not wait for a reply from the hub. It is not monitored round the clock.";
    let mut lines: Vec<String> = signed_by.map(one_line).into_iter().collect();
    lines.extend([
        hub.name.clone(),
        format!("{} ({})", whole(&hub.phone), hub.hours),
        hub.email.clone(),
    ]);
    vec![
        Block::Emergency("If a child is in immediate danger, call 999 now".to_owned(), vec![call, wait.to_owned()]),
        Block::Signature(signed_by.is_some(), lines),
        Block::SmallPrint(
            "You can reply to this email, and a person at the hub will read it. A reply cannot release or decide anything. \
             Please leave the child’s name out of the subject line."
                .to_owned(),
        ),
    ]
}

/// A value that must not be broken over two lines, such as a telephone number.
pub(super) fn whole(value: &str) -> String {
    value.trim().replace(' ', "\u{a0}")
}

/// One line without control characters: what a person typed must not make a line of its own.
pub(super) fn one_line(value: &str) -> String {
    let plain: String = value
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A person's paragraphs, each on one line, in quotation marks.
pub(super) fn quoted(words: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = words
        .lines()
        .map(one_line)
        .filter(|line| !line.is_empty())
        .collect();
    if let Some(first) = paragraphs.first_mut() {
        first.insert(0, '“');
    }
    if let Some(last) = paragraphs.last_mut() {
        last.push('”');
    }
    paragraphs
}
