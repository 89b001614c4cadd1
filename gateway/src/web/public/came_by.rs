//! How a sent referral comes to the hub, in the words of its pages: released by a manager, sent straight to the hub by a school, written
//! down for somebody, or come by email. Never says that somebody did what the form does not ask of them.

use crate::{referral::HandedReferral, web::page::words::capital};

/// How one referral comes, as its reader sees it.
pub(super) struct Comes<'a> {
    handed: &'a HandedReferral,
    is_manager: bool,
}

impl<'a> Comes<'a> {
    /// Of a referral that was opened.
    pub(super) fn of(handed: &'a HandedReferral) -> Self {
        Self {
            handed,
            is_manager: handed.reader == "manager",
        }
    }

    /// The words for whoever reads.
    pub(super) fn pick(&self, referrer: &str, manager: &str) -> String {
        if self.is_manager { manager } else { referrer }.to_owned()
    }

    /// "your manager"; by name for a school, and where somebody wrote it down for the referrer.
    pub(super) fn manager(&self) -> &'a str {
        let came = &self.handed.came_by;
        if came.release && came.written_by.is_none() {
            "your manager"
        } else {
            &self.handed.manager
        }
    }

    /// Who else hears of it: for the referrer the manager, for the manager whoever fills in its pages.
    pub(super) fn other(&self) -> &'a str {
        let writer = self.handed.came_by.written_by.as_deref();
        match (self.is_manager, writer) {
            (false, _) => self.manager(),
            (true, Some(writer)) => writer,
            (true, None) => &self.handed.referrer,
        }
    }

    /// The manager released it by sending its form to the mailbox.
    fn is_from_the_manager(&self) -> bool {
        self.handed.came_by.mail && self.handed.received_at == Some(self.handed.sent_at)
    }

    /// The first step.
    pub(super) fn sent(&self) -> String {
        let HandedReferral {
            came_by, referrer, ..
        } = self.handed;
        let manager = self.manager();
        let of = |who: &str, what: &str| format!("{} {what}", capital(who));
        if self.is_from_the_manager() && came_by.release {
            let what = "sent it to the hub by email";
            return self.pick(&of(manager, what), &of("you", what));
        }
        if came_by.mail {
            return "It came to the hub by email".to_owned();
        }
        if !came_by.release {
            let what = "sent it to the hub";
            return self.pick(&of("you", what), &of(referrer, what));
        }
        match &came_by.written_by {
            Some(writer) => self.pick(
                &format!("You wrote it down and sent it to {manager}"),
                &of(
                    writer,
                    &format!("wrote it down for {referrer} and sent it to you"),
                ),
            ),
            None => self.pick(
                &format!("You sent it to {manager}"),
                &of(referrer, "sent it to you"),
            ),
        }
    }

    /// That the hub has it.
    pub(super) fn received(&self) -> String {
        if !self.handed.came_by.release || self.is_from_the_manager() {
            return "The hub received it".to_owned();
        }
        let what = "released it and the hub received it";
        let manager = capital(self.manager());
        self.pick(&format!("{manager} {what}"), &format!("You {what}"))
    }

    /// Who completed it and named the manager, and when.
    pub(super) fn completed(&self, on: &str) -> String {
        let referrer = &self.handed.referrer;
        match &self.handed.came_by.written_by {
            Some(writer) => {
                format!("{writer} wrote this down for {referrer} on {on} and named you as manager.")
            }
            None => format!("{referrer} completed this on {on} and named you as manager."),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Comes;
    use crate::referral::{CameBy, HandedReferral};

    fn handed(came_by: CameBy, reader: &str) -> HandedReferral {
        HandedReferral {
            id: String::new(),
            recipient: String::new(),
            reference: "7K3Q-92MX".to_owned(),
            own_reference: None,
            reader: reader.to_owned(),
            came_by,
            referrer: "Sam Sample".to_owned(),
            manager: "Max Specimen".to_owned(),
            stage: "waiting".to_owned(),
            submission: 1,
            sent_at: Timestamp::UNIX_EPOCH,
            received_at: None,
            stage_at: Timestamp::UNIX_EPOCH,
            decided_by: None,
            sections: Vec::new(),
            files: Vec::new(),
            changes: Vec::new(),
            draft: None,
            why: None,
            proof: Vec::new(),
            amend: None,
            amended: Vec::new(),
        }
    }

    fn said(came_by: &CameBy, received_at: Option<Timestamp>) -> Vec<String> {
        let read = |reader| HandedReferral {
            received_at,
            ..handed(came_by.clone(), reader)
        };
        let both = [read("referrer"), read("manager")];
        let said = both
            .iter()
            .map(|handed| [Comes::of(handed).sent(), Comes::of(handed).received()]);
        said.flatten().collect()
    }

    const SOCIAL_WORKER: CameBy = CameBy {
        release: true,
        mail: false,
        written_by: None,
    };

    #[test]
    fn a_managers_release_is_told_where_a_manager_releases() {
        assert_eq!(
            said(&SOCIAL_WORKER, None),
            [
                "You sent it to your manager",
                "Your manager released it and the hub received it",
                "Sam Sample sent it to you",
                "You released it and the hub received it",
            ]
        );
    }

    #[test]
    fn nobody_is_said_to_release_a_schools() {
        let school = CameBy {
            release: false,
            ..SOCIAL_WORKER
        };
        assert_eq!(
            said(&school, None),
            [
                "You sent it to the hub",
                "The hub received it",
                "Sam Sample sent it to the hub",
                "The hub received it",
            ]
        );
    }

    #[test]
    fn who_wrote_it_down_is_not_told_of_a_manager_of_theirs() {
        let phone = CameBy {
            written_by: Some("Kit Invented".to_owned()),
            ..SOCIAL_WORKER
        };
        assert_eq!(
            said(&phone, None),
            [
                "You wrote it down and sent it to Max Specimen",
                "Max Specimen released it and the hub received it",
                "Kit Invented wrote it down for Sam Sample and sent it to you",
                "You released it and the hub received it",
            ]
        );
    }

    #[test]
    fn what_came_by_email_says_so_and_who_sent_it_released_it() {
        let mail = CameBy {
            mail: true,
            ..SOCIAL_WORKER
        };
        assert_eq!(
            said(&mail, Some(Timestamp::UNIX_EPOCH)),
            [
                "Your manager sent it to the hub by email",
                "The hub received it",
                "You sent it to the hub by email",
                "The hub received it",
            ]
        );
        let [sent, received] = &said(&mail, None)[..2] else {
            panic!("two steps")
        };
        assert_eq!(sent, "It came to the hub by email");
        assert_eq!(received, "Your manager released it and the hub received it");
    }
}
