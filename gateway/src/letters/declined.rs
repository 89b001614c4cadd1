//! The letter that declines: the same reasons to both people; to the manager also the case note to record. It must
//! never leave its reader without what would change the decision, who can help now, and how to disagree.

use super::{
    block::Block,
    dates,
    decision::{DecisionFacts, finding_label, most_words, offer_words},
    frame::{self, RESPONSIBLE, one_line, quoted, whole},
    letter::{Draft, Letter, LetterKind, Reader, Stamp},
};
use crate::{
    config::{Audience, Hub, Need, Signpost, Why, oldest},
    referral::Reason,
    screening::{Criterion, Finding},
};

/// Tells one of the two people that the hub declines, with the rationale.
pub fn declined(hub: &Hub, stamp: &Stamp, facts: &DecisionFacts, reader: Reader) -> Letter {
    let (to_name, to_address) = facts.people.to(reader, stamp.at);
    let mut blocks = vec![
        frame::greeting(to_name),
        Block::Heading("We have declined this referral".to_owned()),
        facts.facts(reader, &hub.name, true),
        Block::Paragraph(lead(hub, facts)),
        Block::Section("Why"),
        Block::Quote(quoted(&facts.rationale)),
    ];
    blocks.extend(facts.comparison());
    blocks.push(Block::Paragraph(format!(
        "The most the hub can offer: {}.",
        offer_words(facts.offer)
    )));
    blocks.push(Block::Section("What would change this"));
    blocks.extend(changes(hub, facts).into_iter().map(Block::Paragraph));
    blocks.extend([
        Block::Section("Who can help now"),
        Block::Bullets(help(hub, facts)),
    ]);
    blocks.extend(frame::responsible("This decision does not change that."));
    blocks.extend(frame::of_a_school(&facts.people));
    if facts.people.school.is_none() {
        blocks.extend(case_note(hub, facts, reader));
    } else if reader == Reader::Manager {
        blocks.push(Block::Paragraph(
            "Please keep this letter with the child’s safeguarding record.".to_owned(),
        ));
    }
    blocks.extend(disagree(hub, facts, reader));
    blocks.extend(frame::ending(hub, Some(&facts.decided_by)));
    Draft {
        kind: LetterKind::Declined,
        wording: "declined-1",
        to_name,
        to_address,
        subject: format!("Referral {}: our decision", facts.reference),
        preview: "The decision, the reasons and what to do now.",
        blocks,
        written: facts.written(),
    }
    .finish(hub, stamp)
}

/// two teams must not do the same work.
const OPEN_TO_YOUTH_JUSTICE: &str = "This child is already open to youth justice. We have closed the referral here so that two teams \
    do not do the same work.";

/// who to turn to instead.
const SPEAK_TO_YOUTH_JUSTICE: &str = "Please speak to the child’s youth justice worker and that worker’s team manager about next steps. \
    They can ask us for a consultation.";

/// When no criterion is named: the rationale carries the letter.
fn judged(facts: &DecisionFacts) -> &'static str {
    if facts
        .findings
        .iter()
        .all(|found| found.finding == Finding::Met)
    {
        "The hub’s criteria are met, but we do not think a consultation is the right next step."
    } else {
        "We do not think a consultation is the right next step."
    }
}

/// The paragraph after the facts: which criteria, in words.
fn lead(hub: &Hub, facts: &DecisionFacts) -> String {
    let named = |finding: Finding| {
        facts
            .named
            .iter()
            .copied()
            .filter(move |criterion| facts.is(*criterion, finding))
    };
    let not_met: Vec<String> = named(Finding::NotMet)
        .map(|criterion| clause(hub, facts, criterion))
        .collect();
    let mut sentences = Vec::new();
    match not_met.as_slice() {
        [] => {}
        [one] => sentences.push(format!("One of the hub’s criteria is not met: {one}.")),
        several => sentences.push(format!(
            "These criteria are not met: {}.",
            several.join("; and ")
        )),
    }
    for found in named(Finding::NotKnown).filter_map(|criterion| facts.finding(criterion)) {
        sentences.push(format!(
            "We could not tell whether this criterion is met: {}.",
            one_line(&found.title)
        ));
    }
    if facts.reason == Reason::OpenToYouthJustice {
        sentences.push(OPEN_TO_YOUTH_JUSTICE.to_owned());
    } else if sentences.is_empty() {
        sentences.push(judged(facts).to_owned());
    }
    sentences.push(
        "We know you are worried about this child. This letter says how we decided, what would change it and who can help now.".to_owned(),
    );
    sentences.join(" ")
}

/// Why one criterion is not met, to stand after a colon.
fn clause(hub: &Hub, facts: &DecisionFacts, criterion: Criterion) -> String {
    let limits = facts.limits;
    match criterion {
        Criterion::Age => {
            let range = format!(
                "the hub works with children aged {} to {}",
                limits.youngest, limits.oldest
            );
            match facts.age {
                Some(age) if age > limits.oldest => {
                    format!("the young person was {age} when we received the referral, and {range}")
                }
                Some(age) => {
                    format!("the child was {age} when we received the referral, and {range}")
                }
                None => range,
            }
        }
        Criterion::Recency => {
            format!(
                "the most recent behaviour was more than {} months before we received the referral",
                limits.window_months
            )
        }
        Criterion::Residence => format!("the child does not live in {}", hub.area),
        Criterion::Police => "a police investigation is open".to_owned(),
    }
}

/// What would change the decision, one paragraph a criterion that it names.
fn changes(hub: &Hub, facts: &DecisionFacts) -> Vec<String> {
    if facts.named.contains(&Criterion::Age)
        && facts.age.is_some_and(|age| age > facts.limits.oldest)
    {
        return vec![format!(
            "Nothing would: the hub works with children up to {}. Please talk to adult services.",
            facts.limits.oldest
        )];
    }
    let mut paragraphs: Vec<String> = facts
        .named
        .iter()
        .filter_map(|criterion| {
            let words = change(hub, facts, *criterion)?;
            Some(match then(facts, *criterion) {
                Some(then) => format!("{words} {then}"),
                None => words,
            })
        })
        .collect();
    paragraphs.extend(not_one_alone(facts));
    if facts.reason == Reason::OpenToYouthJustice {
        paragraphs.push(SPEAK_TO_YOUTH_JUSTICE.to_owned());
    }
    if paragraphs.is_empty() {
        paragraphs.push("If something changes for this child, please refer again.".to_owned());
    }
    paragraphs
}

/// What one change would open: said only where the same referral, screened again with it, could be offered that.
fn then(facts: &DecisionFacts, criterion: Criterion) -> Option<String> {
    let change = facts
        .changes
        .iter()
        .find(|change| change.fact.criterion() == Some(criterion))?;
    Some(format!(
        "The most the hub could offer then: {}.",
        most_words(&change.services)
    ))
}

/// Where several criteria stand in the way, each change alone opens nothing.
fn not_one_alone(facts: &DecisionFacts) -> Option<String> {
    let shut: Vec<String> = facts
        .findings
        .iter()
        .filter(|found| found.criterion != Criterion::Police && found.finding != Finding::Met)
        .map(|found| one_line(&found.title))
        .collect();
    (shut.len() > 1).then(|| {
        format!(
            "One change alone would not be enough. Each of these would have to be met: {}.",
            shut.join("; ")
        )
    })
}

fn change(hub: &Hub, facts: &DecisionFacts, criterion: Criterion) -> Option<String> {
    let look = format!("phone us on {} and we will look again.", whole(&hub.phone));
    let since = dates::short(facts.window_start);
    let words = match (criterion, facts.finding(criterion)?.finding) {
        (_, Finding::Met) => return None,
        (Criterion::Age, Finding::NotMet) => {
            format!(
                "If there is new behaviour after the child turns {}, please refer again.",
                facts.limits.youngest
            )
        }
        (Criterion::Age, Finding::NotKnown) => {
            format!("If you can tell us the child’s date of birth, {look}")
        }
        (Criterion::Recency, Finding::NotMet) => format!(
            "If there has been any behaviour on or after {since} that the referral did not mention, {look} If there is any in future, \
             please refer again."
        ),
        (Criterion::Recency, Finding::NotKnown) => {
            format!("If you can tell us the month it last happened, {look}")
        }
        (Criterion::Residence, Finding::NotMet) => format!(
            "If the child moves to {}, please refer then. Until then, contact children’s services where they live.",
            hub.area
        ),
        (Criterion::Residence, Finding::NotKnown) => {
            format!("If you can tell us the child’s current postcode, {look}")
        }
        (Criterion::Police, Finding::NotMet) => {
            "When the investigation closes, please refer again.".to_owned()
        }
        (Criterion::Police, Finding::NotKnown) => {
            format!("If you can tell us whether a police investigation is open, {look}")
        }
    };
    Some(words)
}

/// Checked places of help that fit the reason, and children's services always.
fn help(hub: &Hub, facts: &DecisionFacts) -> Vec<String> {
    let need = need(facts);
    let mut lines: Vec<String> = hub
        .signposts_for(
            Audience::Professional,
            Some(&need),
            oldest(facts.decided_on),
        )
        .map(signpost)
        .collect();
    let services = &hub.childrens_services;
    lines.push(format!(
        "{}, {}: if your worry about this child grows",
        services.name,
        whole(&services.day_number)
    ));
    lines
}

/// For whom help is looked for: the child's age, on which side of the border, and what the decline names.
fn need(facts: &DecisionFacts) -> Need {
    let named =
        |criterion| facts.named.contains(&criterion) && facts.is(criterion, Finding::NotMet);
    let old = facts.age.is_some_and(|age| age > facts.limits.oldest);
    let why = [
        (named(Criterion::Age) && !old, Why::TooYoung),
        (named(Criterion::Age) && old, Why::TooOld),
        (named(Criterion::Recency), Why::NotRecent),
        (named(Criterion::Residence), Why::OutsideArea),
        (named(Criterion::Police), Why::PoliceOpen),
        (
            facts.reason == Reason::OpenToYouthJustice,
            Why::YouthJustice,
        ),
        (facts.reason == Reason::WithinTheChildsPlan, Why::ChildsPlan),
    ];
    Need {
        age: facts.age,
        inside: match facts
            .finding(Criterion::Residence)
            .map(|found| found.finding)
        {
            Some(Finding::Met) => Some(true),
            Some(Finding::NotMet) => Some(false),
            Some(Finding::NotKnown) | None => None,
        },
        why: why
            .into_iter()
            .filter_map(|(is, why)| is.then_some(why))
            .collect(),
    }
}

fn signpost(post: &Signpost) -> String {
    match &post.phone {
        Some(phone) => format!("{}, {}: {}", post.name, whole(phone), post.text),
        None => format!("{}: {}", post.name, post.text),
    }
}

/// the manager is responsible for the case note and gets text to copy; the referrer is told so.
fn case_note(hub: &Hub, facts: &DecisionFacts, reader: Reader) -> Vec<Block> {
    match reader {
        Reader::Manager => vec![
            Block::Section("For you to do: the LCS case note"),
            Block::Paragraph(
                "As manager, you are responsible for recording these reasons in an LCS case note. If you or the referrer disagree, \
                 dispute the decision first (see below). If not, you can copy this text:"
                    .to_owned(),
            ),
            Block::Copy(copy(hub, facts)),
        ],
        Reader::Referrer => vec![
            Block::Section("The LCS case note"),
            Block::Paragraph(format!(
                "Your manager, {}, is responsible for recording these reasons in an LCS case note. We have sent them the same letter, \
                 with text to copy.",
                one_line(&facts.people.manager_name)
            )),
        ],
    }
}

/// The text for the case note: complete without the letter around it.
fn copy(hub: &Hub, facts: &DecisionFacts) -> Vec<String> {
    let own = facts
        .people
        .own_reference
        .as_deref()
        .map(one_line)
        .filter(|own| !own.is_empty());
    let own = own
        .map(|own| format!(", referrer’s reference {own}"))
        .unwrap_or_default();
    let mut lines = vec![format!(
        "{hub} referral {}{own}. Received {}. Declined {} by {}, {hub}.",
        facts.reference,
        dates::short(facts.received_on),
        dates::short(facts.decided_on),
        one_line(&facts.decided_by),
        hub = hub.name,
    )];
    for found in &facts.findings {
        lines.push(format!(
            "{}: {}. {}",
            one_line(&found.title),
            finding_label(found.finding).to_lowercase(),
            one_line(&found.evidence)
        ));
    }
    lines.push(format!(
        "Reason given: {}",
        quoted(&facts.rationale).join(" ")
    ));
    lines.push(format!(
        "Offer: {}. {}",
        offer_words(facts.offer),
        changes(hub, facts).join(" ")
    ));
    lines.push(RESPONSIBLE.to_owned());
    lines
}

/// How to disagree.
fn disagree(hub: &Hub, facts: &DecisionFacts, reader: Reader) -> [Block; 2] {
    let who = match reader {
        Reader::Referrer if facts.people.school.is_some() => {
            format!("You or {}", one_line(&facts.people.manager_name))
        }
        Reader::Referrer => "You or your manager".to_owned(),
        Reader::Manager => "You or the referrer".to_owned(),
    };
    let (until, waits) = if facts.people.school.is_some() {
        ("", "")
    } else {
        (
            " until the case note is recorded",
            " The case note waits until then.",
        )
    };
    let words = format!(
        "{who} can dispute the decision{until}: phone {} or email {}. A senior manager who did not make the decision will look at it \
         again, and you will both get the outcome in writing.{waits}",
        whole(&hub.phone),
        hub.email,
    );
    [Block::Section("If you disagree"), Block::Paragraph(words)]
}
