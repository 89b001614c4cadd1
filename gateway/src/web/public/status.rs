//! Where a sent referral is, in plain words for its referrer and its manager. Never the child's name or answers, the screening or
//! the queue.

use intake_forms::long_date;
use jiff::Timestamp;

use super::{
    PublicSite,
    came_by::Comes,
    page::{ManagersNote, Reminder, Status, Step, Todo, When},
    reply::{Answer, Asked, Query, page},
    visit::frame,
    written_back,
};
use crate::{
    clock::{london, london_day},
    journey::release::Written,
    referral::{AdditionKind, HandedAmendment, HandedReferral, ManagersWord, Stage},
    web::page::{Link, words},
};

/// What was written back since the referral was opened for this visit.
pub(super) struct Since {
    /// What the manager decided.
    pub(super) decided: Option<Written>,
    /// That it was withdrawn or taken back.
    pub(super) ended: Option<(AdditionKind, Timestamp)>,
    /// What this visit has changed, oldest first.
    pub(super) made: Vec<HandedAmendment>,
}

/// The page. What was decided and changed in this same visit counts, although the hub has not seen it yet.
pub(super) fn show(
    site: &PublicSite,
    asked: &Asked,
    handed: &HandedReferral,
    since: &Since,
    query: &Query,
) -> Answer {
    let amended: Vec<HandedAmendment> = handed
        .amended
        .iter()
        .cloned()
        .chain(since.made.iter().cloned())
        .collect();
    let reader = Reader::of(handed, since);
    let own = handed.own_reference.as_deref();
    let caption = match (own, reader.is_manager) {
        (Some(own), true) => format!("Referrer’s reference {own}"),
        (Some(own), false) => format!("Your reference {own}"),
        (None, _) => String::new(),
    };
    page(&Status {
        frame: frame(site, asked, "Where the referral is")
            .heading(format!("Referral {}", handed.reference)),
        caption,
        todo: reader.todo(),
        note: handed.why.as_deref().map(|text| ManagersNote {
            manager: handed.manager.clone(),
            text: text.to_owned(),
        }),
        steps: reader.steps(),
        done: written_back::done(site, handed, &amended, query),
        amended: amended
            .iter()
            .map(|made| written_back::line(handed, made))
            .collect(),
        reminder: reader.reminder(asked_today(site, &amended)),
        changes: reader.changes(),
    })
}

/// When a reminder was asked for today, if one was.
fn asked_today(site: &PublicSite, amended: &[HandedAmendment]) -> Option<Timestamp> {
    let reminded = amended.iter().filter(|made| made.kind == "remind");
    let last = reminded.map(|made| made.made_at).max()?;
    (london_day(last) == site.today()).then_some(last)
}

/// Whether the referrer's referral waits for the manager.
pub(super) fn waits_for_manager(handed: &HandedReferral) -> bool {
    handed.reader == "referrer"
        && handed.came_by.release
        && handed.stage == Stage::AwaitingManager.code()
}

/// Whether it may still be withdrawn: nothing is decided.
pub(super) fn may_withdraw(handed: &HandedReferral) -> bool {
    handed.amend.is_some() && handed.stage != Stage::Accepted.code()
}

/// Who reads, and the stage as this reader knows it.
struct Reader<'a> {
    handed: &'a HandedReferral,
    way: Comes<'a>,
    stage: &'a str,
    since: Timestamp,
    is_manager: bool,
}

impl<'a> Reader<'a> {
    fn of(handed: &'a HandedReferral, now: &Since) -> Self {
        let is_manager = handed.reader == "manager";
        let waits = handed.stage == Stage::AwaitingManager.code();
        let ends = now.ended.filter(|(kind, _)| match kind {
            AdditionKind::TakeBack => waits,
            _ => may_withdraw(handed),
        });
        let answered = now.made.iter().rfind(|made| made.kind == "answer");
        let (stage, since) = match (now.decided, answered) {
            (Some(Written::Before(kind, at)), _) if is_manager && waits => (after(kind), at),
            (_, Some(made)) if ends.is_none() && handed.stage == "asked" => {
                ("answered", made.made_at)
            }
            _ => ends.map_or((handed.stage.as_str(), handed.stage_at), |(kind, at)| {
                (kind.code(), at)
            }),
        };
        Self {
            handed,
            way: Comes::of(handed),
            stage,
            since,
            is_manager,
        }
    }

    fn steps(&self) -> Vec<Step> {
        let handed = self.handed;
        let manager = words::capital(self.way.manager());
        let mut steps = vec![step(self.way.sent(), Some(handed.sent_at), When::Past)];
        match self.stage {
            "awaiting_manager" if !handed.came_by.release => {
                let words = "The hub is taking it in".to_owned();
                steps.push(step(words, None, When::Present));
                steps.extend(ahead(&[
                    "A person at the hub screens it",
                    "The decision, with the reasons",
                ]));
            }
            "awaiting_manager" => {
                let waits = format!("Waiting for {} to release it", handed.manager);
                let waits = self.way.pick(&waits, "Waiting for you to release it");
                steps.push(step(waits, None, When::Present));
                steps.extend(ahead(&[
                    "The hub receives it",
                    "A person at the hub screens it",
                    "The decision, with the reasons",
                ]));
            }
            "returned" => steps.push(self.now(&self.way.pick(
                &format!("{manager} returned it for changes"),
                "You returned it for changes",
            ))),
            "not_sent" => steps.push(self.now(&self.way.pick(
                &format!("{manager} decided not to send it"),
                "You decided not to send it",
            ))),
            "take_back" => steps.push(self.now(&self.way.pick(
                "You took it back",
                &format!("{} took it back", self.way.other()),
            ))),
            "withdraw" if handed.received_at.is_none() => steps.push(self.now("Withdrawn")),
            _ => steps.extend(self.with_the_hub()),
        }
        steps
    }

    fn with_the_hub(&self) -> Vec<Step> {
        let at = self.handed.received_at.unwrap_or(self.since);
        let mut steps = vec![step(self.way.received(), Some(at), When::Past)];
        match self.stage {
            "accepted" => steps.push(self.now("The hub accepted it")),
            "asked" => {
                steps.push(
                    self.now("The hub has asked a question. Screening is paused until you answer."),
                );
                steps.extend(ahead(&["The decision, with the reasons"]));
            }
            "answered" => {
                steps.push(self.now("You answered the hub’s question"));
                steps.extend(ahead(&[
                    "A person at the hub screens it",
                    "The decision, with the reasons",
                ]));
            }
            "held" => {
                steps.push(
                    self.now(
                        "The hub is holding it. Its place and the date we received it are kept.",
                    ),
                );
                steps.extend(ahead(&["The decision, with the reasons"]));
            }
            "withdrawn" | "withdraw" => steps.push(self.now("Withdrawn")),
            "declined" => {
                let by = self.handed.decided_by.as_deref();
                let words = by.map_or_else(
                    || "The hub declined it".to_owned(),
                    |name| format!("The hub declined it. Decided by {name}."),
                );
                steps.push(self.now(&words));
            }
            _ => {
                let words = "A person at the hub is screening it";
                steps.push(step(words.to_owned(), None, When::Present));
                steps.extend(ahead(&["The decision, with the reasons"]));
            }
        }
        steps
    }

    fn now(&self, words: &str) -> Step {
        step(words.to_owned(), Some(self.since), When::Present)
    }

    /// Whether it was withdrawn or taken back since this visit began.
    fn is_over(&self) -> bool {
        matches!(self.stage, "withdraw" | "take_back")
    }

    /// The reminder's button, or when the last one went.
    fn reminder(&self, today: Option<Timestamp>) -> Option<Reminder> {
        if !waits_for_manager(self.handed) || self.is_over() {
            return None;
        }
        Some(match today {
            Some(at) => Reminder::Sent(words::moment(at, &london())),
            None => Reminder::Offer(self.handed.manager.clone()),
        })
    }

    /// What may be changed now.
    fn changes(&self) -> Vec<Link> {
        let handed = self.handed;
        let mut links = Vec::new();
        if self.is_over() {
            return links;
        }
        if waits_for_manager(handed) {
            let words = format!(
                "Take it back to change it, or because {} is away",
                handed.manager
            );
            links.push(Link::new("/r/take-back", words));
        }
        let may = handed.amend.as_ref();
        if may.is_some_and(|may| !may.places.is_empty()) {
            links.push(Link::new("/r/change", "Tell the hub about a change"));
        }
        if may_withdraw(handed) {
            links.push(Link::new("/r/withdraw", "Withdraw this referral"));
        }
        links
    }

    /// The hub's question, while it is not answered.
    fn question(&self) -> Option<Todo> {
        let question = self.handed.amend.as_ref()?.question.as_ref()?;
        let by = long_date(question.asked.answer_by);
        Some(Todo {
            words: format!("The hub has a question. Answer it by {by}."),
            button: None,
            link: Some(Link::new("/r/answer", "Answer the question")),
        })
    }

    fn todo(&self) -> Option<Todo> {
        if self.stage == "asked" {
            return self.question();
        }
        let plain = |words: String| Todo {
            words,
            button: None,
            link: None,
        };
        match self.stage {
            "returned" if !self.is_manager => Some(Todo {
                words: format!("{} returned this.", words::capital(self.way.manager())),
                button: self
                    .handed
                    .draft
                    .is_some()
                    .then(|| Link::new("/r/changes", "Make the changes")),
                link: None,
            }),
            "declined" if !self.handed.came_by.release => Some(plain(
                "The hub has declined this referral. We have emailed you the letter.".to_owned(),
            )),
            "declined" => Some(plain(self.way.pick(
                "The hub has declined this referral. We have emailed you the letter. Your manager records the reasons on LCS.",
                "The hub has declined this referral. We have emailed you the letter. As manager, record the reasons on LCS.",
            ))),
            "accepted" => Some(plain(
                "The hub has accepted this referral. We have emailed you the letter.".to_owned(),
            )),
            _ => None,
        }
    }
}

fn after(kind: ManagersWord) -> &'static str {
    match kind {
        ManagersWord::Release => "received",
        ManagersWord::Return => "returned",
        ManagersWord::NotSend => "not_sent",
    }
}

fn step(words: String, at: Option<Timestamp>, when: When) -> Step {
    Step {
        words,
        detail: at.map(|at| words::moment(at, &london())),
        when,
    }
}

fn ahead(words: &'static [&str]) -> impl Iterator<Item = Step> {
    words
        .iter()
        .map(|words| step((*words).to_owned(), None, When::Ahead))
}
