//! Where a sent referral is, in plain words for its referrer and its manager. Never the child's name or answers, the screening or
//! the queue.

use jiff::Timestamp;

use super::{
    PublicSite,
    page::{ManagersNote, Status, Step, Todo, When},
    reply::{Answer, Asked, page},
    visit::frame,
};
use crate::{
    clock::london,
    journey::release::Written,
    referral::{AdditionKind, HandedReferral, Stage},
    web::page::{Link, words},
};

/// The page. What the manager decided in this same visit counts, although the hub has not seen it yet.
pub(super) fn show(
    site: &PublicSite,
    asked: &Asked,
    handed: &HandedReferral,
    decided: Option<Written>,
) -> Answer {
    let reader = Reader::of(handed, decided);
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
    })
}

/// Who reads, and the stage as this reader knows it.
struct Reader<'a> {
    handed: &'a HandedReferral,
    stage: &'a str,
    since: Timestamp,
    is_manager: bool,
}

impl<'a> Reader<'a> {
    fn of(handed: &'a HandedReferral, decided: Option<Written>) -> Self {
        let is_manager = handed.reader == "manager";
        let waits = handed.stage == Stage::AwaitingManager.code();
        let (stage, since) = match decided {
            Some(Written::Before(kind, at)) if is_manager && waits => (after(kind), at),
            _ => (handed.stage.as_str(), handed.stage_at),
        };
        Self {
            handed,
            stage,
            since,
            is_manager,
        }
    }

    fn pick(&self, referrer: &str, manager: &str) -> String {
        if self.is_manager { manager } else { referrer }.to_owned()
    }

    fn steps(&self) -> Vec<Step> {
        let handed = self.handed;
        let sent = self.pick(
            "You sent it to your manager",
            &format!("{} sent it to you", handed.referrer),
        );
        let mut steps = vec![step(sent, Some(handed.sent_at), When::Past)];
        match self.stage {
            "awaiting_manager" => {
                let waits = format!("Waiting for {} to release it", handed.manager);
                let waits = self.pick(&waits, "Waiting for you to release it");
                steps.push(step(waits, None, When::Present));
                steps.extend(ahead(&[
                    "The hub receives it",
                    "A person at the hub screens it",
                    "The decision, with the reasons",
                ]));
            }
            "returned" => steps.push(self.now(&self.pick(
                "Your manager returned it for changes",
                "You returned it for changes",
            ))),
            "not_sent" => steps.push(self.now(&self.pick(
                "Your manager decided not to send it",
                "You decided not to send it",
            ))),
            _ => steps.extend(self.with_the_hub()),
        }
        steps
    }

    fn with_the_hub(&self) -> Vec<Step> {
        let received = self.pick(
            "Your manager released it and the hub received it",
            "You released it and the hub received it",
        );
        let at = self.handed.received_at.unwrap_or(self.since);
        let mut steps = vec![step(received, Some(at), When::Past)];
        match self.stage {
            "accepted" => steps.push(self.now("The hub accepted it")),
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

    fn todo(&self) -> Option<Todo> {
        let plain = |words: String| Todo {
            words,
            button: None,
        };
        match self.stage {
            "returned" if !self.is_manager => Some(Todo {
                words: "Your manager returned this.".to_owned(),
                button: self
                    .handed
                    .draft
                    .is_some()
                    .then(|| Link::new("/r/changes", "Make the changes")),
            }),
            "declined" => Some(plain(self.pick(
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

fn after(kind: AdditionKind) -> &'static str {
    match kind {
        AdditionKind::Release => "received",
        AdditionKind::Return => "returned",
        AdditionKind::NotSend => "not_sent",
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
