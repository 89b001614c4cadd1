//! Every sample page as a browser gets it, by name. Tests only.

use askama::Template;

use super::super::*;
use super::changing::{correct, hold};
use super::clock::{clock, clock_not_started};
use super::deciding::{changed, check, decide, outcome};
use super::overview::{decision, overview};
use super::queue::queue;
use super::tabs::{answers, attachments, file, history, letter_rows};
use super::{asking, mailbox};
use super::{frame, head, nobody, shown};
use crate::referral::{Outcome, ScanState};
use crate::web::page::ErrorSummary;

type Pages = Vec<(&'static str, String)>;

fn drawn(page: &impl Template) -> String {
    page.render().unwrap()
}

fn wrong(field: &str, words: &str) -> ErrorSummary {
    let mut problems = ErrorSummary::default();
    problems.push(field, words);
    problems
}

fn none() -> ErrorSummary {
    ErrorSummary::default()
}

fn email() -> String {
    "asha.demo@exampleshire.test".to_owned()
}

fn sign_in(ended_after: Option<u16>, problems: ErrorSummary) -> String {
    drawn(&SignInPage {
        frame: nobody(),
        email: email(),
        ended_after,
        problems,
    })
}

fn app(problems: ErrorSummary) -> String {
    let key =
        "otpauth://totp/Desk:asha.demo@exampleshire.test?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let secret = "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP".to_owned();
    let picture = QrPicture::draw(key).unwrap();
    drawn(&SetUpAppPage {
        frame: nobody(),
        email: email(),
        secret,
        picture,
        problems,
    })
}

fn set_up(problems: ErrorSummary) -> String {
    drawn(&SetUpPage {
        frame: nobody(),
        email: email(),
        problems,
    })
}

fn second_step(problems: ErrorSummary) -> String {
    drawn(&SecondStepPage {
        frame: nobody(),
        problems,
    })
}

/// The pages of the sign-in.
pub(crate) fn before_the_desk() -> Pages {
    vec![
        ("01-sign-in", sign_in(None, none())),
        ("01-sign-in-ended", sign_in(Some(15), none())),
        ("01-sign-in-wrong", sign_in(None, wrong("email", WRONG))),
        ("02-second-step", second_step(none())),
        (
            "02-second-step-wrong",
            second_step(wrong("code", WRONG_CODE)),
        ),
        ("signed-out", drawn(&SignedOutPage { frame: nobody() })),
        ("set-up", set_up(none())),
        ("set-up-wrong", set_up(wrong("set_up_code", WRONG_SET_UP))),
        ("set-up-app", app(none())),
        ("set-up-app-wrong", app(wrong("code", WRONG_CODE))),
        ("failure-404", drawn(&FailurePage::not_found(nobody()))),
        ("failure-429", drawn(&FailurePage::wait(nobody()))),
    ]
}

fn filtered(page: QueuePage) -> QueuePage {
    let ticked = |name: &str, code: &str| (name.to_owned(), code.to_owned());
    let ticked = [
        ticked("claimed", "nobody"),
        ticked("not-known", "police"),
        ticked("filter", "open"),
    ];
    QueuePage {
        place: QueuePlace::read(&ticked),
        cut_short: true,
        ..page
    }
}

fn queues() -> Pages {
    let empty = QueuePage {
        read_first: Vec::new(),
        rows: Vec::new(),
        ..queue()
    };
    let notice = Some("You let 7K3Q-2FWD go.".to_owned());
    let told = QueuePage {
        frame: DeskFrame { notice, ..frame() },
        ..queue()
    };
    vec![
        ("03-queue", drawn(&queue())),
        ("03-queue-notice", drawn(&told)),
        ("03b-queue-filter", drawn(&filtered(queue()))),
        ("03b-queue-filter-none", drawn(&filtered(empty.clone()))),
        ("03c-queue-empty", drawn(&empty)),
    ]
}

fn overviews() -> Pages {
    let page = |decided, decide| overview(head(Some(Tab::Overview)), decided, decide);
    let unscreened = OverviewPage {
        screening: None,
        ..page(false, DecideBox::NotYet)
    };
    let held = DecideBox::Held("Bryn Demo".to_owned());
    vec![
        ("05-referral", drawn(&page(false, DecideBox::Yours))),
        ("05-referral-free", drawn(&page(false, DecideBox::Free))),
        ("05-referral-held", drawn(&page(false, held))),
        (
            "05-referral-decided",
            drawn(&page(true, DecideBox::Decided)),
        ),
        ("05-referral-unscreened", drawn(&unscreened)),
    ]
}

fn unscanned(problems: ErrorSummary) -> String {
    let file = file("File 2", ScanState::NotScanned, false);
    drawn(&DownloadUnscannedPage {
        frame: frame(),
        head: head(None),
        file,
        problems,
    })
}

fn tabs() -> Pages {
    let ticked = vec!["touching others under clothing".to_owned()];
    let warning = ContentWarningPage {
        frame: frame(),
        head: head(None),
        ticked,
    };
    let unticked = wrong("confirm", "Tick the box to download the file");
    let letters = LettersPage {
        frame: frame(),
        head: head(Some(Tab::Letters)),
        letters: letter_rows(),
    };
    vec![
        ("04-content-warning", drawn(&warning)),
        ("06-answers", drawn(&answers(head(Some(Tab::Answers))))),
        (
            "07-attachments",
            drawn(&attachments(head(Some(Tab::Attachments)))),
        ),
        ("07-unscanned", unscanned(none())),
        ("07-unscanned-wrong", unscanned(unticked)),
        ("09-history", drawn(&history())),
        ("17-letters", drawn(&letters)),
        ("24-clock", drawn(&clock(none()))),
        (
            "24-clock-wrong",
            drawn(&clock(wrong(
                "paused-day",
                "Enter a real date, such as 5 11 2026",
            ))),
        ),
        ("24-clock-not-started", drawn(&clock_not_started())),
    ]
}

fn conflict() -> ClaimConflictPage {
    let holder = Holder::Other("Bryn Demo".to_owned());
    ClaimConflictPage {
        frame: frame(),
        head: ReferralHead {
            holder,
            raised: Vec::new(),
            ..head(None)
        },
        holder: "Bryn Demo".to_owned(),
        claimed_at: "09:41:07".to_owned(),
        pressed_at: "09:41:08".to_owned(),
    }
}

fn recorded() -> RecordedPage {
    RecordedPage {
        frame: frame(),
        head: head(Some(Tab::Letters)),
        decision: decision(),
        letters: letter_rows(),
    }
}

fn steps() -> Pages {
    let stops = vec!["Take out the name in the rationale".to_owned()];
    vec![
        ("13-claim-conflict", drawn(&conflict())),
        ("06-correct", drawn(&correct(none(), false))),
        ("06-correct-changed", drawn(&correct(none(), true))),
        (
            "06-correct-wrong",
            drawn(&correct(
                wrong("why", "Say why you correct the answer"),
                false,
            )),
        ),
        ("15-hold", drawn(&hold(none(), false))),
        (
            "15-hold-wrong",
            drawn(&hold(
                wrong(
                    "review_on-day",
                    "The day must be after today and within a year",
                ),
                false,
            )),
        ),
        ("15-held", drawn(&hold(none(), true))),
        ("14-ask", drawn(&asking::asking(none()))),
        (
            "14-ask-wrong",
            drawn(&asking::asking(wrong(
                "answer_by",
                "The day must be a working day after today",
            ))),
        ),
        ("14-ask-check", drawn(&asking::check())),
        ("14-asked", drawn(&asking::asked())),
        ("26-rules", drawn(&asking::rules())),
        ("25-forms", drawn(&asking::forms())),
        ("13-changed", drawn(&changed())),
        ("15-outcome", drawn(&outcome(none()))),
        (
            "15-outcome-wrong",
            drawn(&outcome(wrong("outcome", "Choose a decision"))),
        ),
        ("15-accept", drawn(&decide(Outcome::Accept, false))),
        ("15-accept-wrong", drawn(&decide(Outcome::Accept, true))),
        ("16-decline", drawn(&decide(Outcome::Decline, false))),
        ("16-decline-wrong", drawn(&decide(Outcome::Decline, true))),
        ("17-check", drawn(&check(Vec::new()))),
        ("17-check-stopped", drawn(&check(stops))),
        ("18-recorded", drawn(&recorded())),
        ("failure-403", drawn(&FailurePage::forbidden(frame()))),
        ("failure-409", drawn(&FailurePage::changed(frame()))),
        (
            "failure-500",
            drawn(&FailurePage::failed(frame(), "2F7K-0001")),
        ),
    ]
}

fn messages() -> Pages {
    let confirm = wrong("confirm", "Tick the box to download the file");
    let choose = wrong("choice", "Choose what it is");
    let manager = wrong("manager", "Enter the manager’s work email");
    let join = Some(("7K3Q-2FWD".to_owned(), false));
    let more = mailbox::more;
    vec![
        ("20-holding-pen", drawn(&mailbox::held(false))),
        ("20-holding-pen-old", drawn(&mailbox::held(true))),
        ("20-holding-pen-empty", drawn(&mailbox::nothing_held())),
        ("21-held-message", drawn(&mailbox::message(none()))),
        ("21-held-message-wrong", drawn(&mailbox::message(choose))),
        ("21-held-message-filed", drawn(&mailbox::filed())),
        (
            "21-more-manager",
            drawn(&more(FileChoice::New, None, none())),
        ),
        (
            "21-more-manager-wrong",
            drawn(&more(FileChoice::New, None, manager)),
        ),
        (
            "21-more-reference",
            drawn(&more(FileChoice::Join, None, none())),
        ),
        ("21-more-join", drawn(&more(FileChoice::Join, join, none()))),
        ("21-part", drawn(&mailbox::part(none()))),
        ("21-part-wrong", drawn(&mailbox::part(confirm))),
        ("11-tasks", drawn(&mailbox::tasks(false))),
        ("11-ask-manager", drawn(&mailbox::ask_manager(none()))),
        (
            "11-ask-manager-wrong",
            drawn(&mailbox::ask_manager(wrong(
                "email",
                "Enter the manager’s work email",
            ))),
        ),
        ("11-tasks-empty", drawn(&mailbox::tasks(true))),
        ("22-ledger", drawn(&mailbox::ledger(false))),
        ("22-ledger-empty", drawn(&mailbox::ledger(true))),
        ("22-ledger-day", drawn(&mailbox::ledger_day())),
    ]
}

fn by_mail(head: ReferralHead) -> String {
    let name = head.shown.is_some();
    drawn(&AnswersPage {
        by_mail: Some(mailbox::by_mail(name)),
        ..answers(head)
    })
}

/// The pages of the desk without the name.
pub(crate) fn masked() -> Pages {
    let came = vec![("06-answers-by-mail", by_mail(head(Some(Tab::Answers))))];
    [queues(), overviews(), tabs(), steps(), messages(), came].concat()
}

/// The pages on which the name was asked for.
pub(crate) fn with_the_name() -> Pages {
    let page = overview(shown(Tab::Overview), false, DecideBox::Yours);
    vec![
        ("05b-referral-name-shown", drawn(&page)),
        (
            "06b-answers-name-shown",
            drawn(&answers(shown(Tab::Answers))),
        ),
        (
            "06b-answers-by-mail-name-shown",
            by_mail(shown(Tab::Answers)),
        ),
        (
            "07b-attachments-name-shown",
            drawn(&attachments(shown(Tab::Attachments))),
        ),
    ]
}
