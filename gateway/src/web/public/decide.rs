//! The manager reads the referral and decides whether to send it: once for each version, never by a link.

use std::sync::Arc;

use axum::extract::State;
use intake_forms::{Fields, ShownSection, attachment::size, long_date, long_text};

use super::{
    PublicSite,
    came_by::Comes,
    page::{AnswerSection, Answers, Message, Release, ReleaseForm, Released},
    reply::{Answer, Asked, go, page, refused},
    visit::{frame, is_to_decide, shown},
};
use crate::{
    clock::london_day,
    journey::{
        amend,
        release::{self, Written},
    },
    referral::{Answered, HandedReferral, ManagersWord, ShownChange},
    web::{
        extract::Posted,
        page::{ErrorSummary, SummaryList, SummaryRow},
    },
};

/// Characters at most in what the manager writes.
const MOST: usize = 4000;

/// The referral, and nothing chosen yet.
pub(super) fn read(site: &PublicSite, asked: &Asked, handed: &HandedReferral) -> Answer {
    let form = ReleaseForm::default();
    page(&release_page(
        site,
        asked,
        handed,
        &form,
        ErrorSummary::default(),
    ))
}

fn release_page<'a>(
    site: &'a PublicSite,
    asked: &Asked,
    handed: &HandedReferral,
    form: &ReleaseForm,
    errors: ErrorSummary,
) -> Release<'a> {
    let mut sections = Vec::new();
    if !handed.changes.is_empty() {
        sections.push(changed(&handed.changes));
    }
    let shown: Vec<ShownSection> = handed.sections.iter().map(for_the_manager).collect();
    sections.extend(shown.iter().map(|shown| AnswerSection::new(shown, None)));
    let files = handed.files.iter();
    Release {
        frame: frame(
            site,
            asked,
            "Read this referral and decide whether to send it",
        )
        .problems(!errors.is_empty()),
        choice: form.radios(Comes::of(handed).other(), &errors),
        errors,
        caption: caption(handed),
        referrer: Comes::of(handed).other().to_owned(),
        completed: Comes::of(handed).completed(&long_date(london_day(handed.sent_at))),
        sections,
        not_known: Answers::not_known(&shown, None),
        attachments: files
            .map(|file| format!("{} ({})", file.name, size(file.bytes)))
            .collect(),
        action: "/r/decide".to_owned(),
    }
}

/// A section as its manager reads it: "Your details" are somebody else's.
fn for_the_manager(shown: &ShownSection) -> ShownSection {
    let asks = |id: &str| shown.lines.iter().any(|line| line.question == id);
    let title = if asks("ref_name") {
        "The referrer"
    } else if asks("mgr_email") {
        "The manager"
    } else {
        shown.title.as_str()
    };
    ShownSection {
        title: title.to_owned(),
        ..shown.clone()
    }
}

/// "Referral 7K3Q-92MX, referrer’s reference TS-041".
fn caption(handed: &HandedReferral) -> String {
    match &handed.own_reference {
        Some(own) => format!("Referral {}, referrer’s reference {own}", handed.reference),
        None => format!("Referral {}", handed.reference),
    }
}

/// What changed since the manager returned it.
fn changed(changes: &[ShownChange]) -> AnswerSection {
    let or_nothing = |value: &str| match value {
        "" => "no answer".to_owned(),
        value => value.to_owned(),
    };
    let row = |change: &ShownChange| {
        let (before, now) = (or_nothing(&change.before), or_nothing(&change.now));
        SummaryRow::new(change.label.as_str(), format!("Was: {before}\nNow: {now}"))
    };
    AnswerSection {
        id: "changed".to_owned(),
        title: "Changed since you returned it".to_owned(),
        list: SummaryList::new(changes.iter().map(row).collect()),
    }
}

/// POST `/r/decide`.
pub(super) async fn decide(
    State(site): State<Arc<PublicSite>>,
    asked: Asked,
    Posted(fields): Posted,
) -> Answer {
    let (visit, handed) = shown(&site, &asked).await?;
    site.limits.post_to(visit.id.as_str())?;
    if !is_to_decide(&handed) || amend::ended(&site.intake, &handed).await?.is_some() {
        return Ok(go("/r/open"));
    }
    let form = chosen(&fields);
    let (kind, answered) = match read_decision(&form) {
        Ok(decision) => decision,
        Err(errors) => return refused(&release_page(&site, &asked, &handed, &form, errors)),
    };
    let now = site.clock.now();
    let written =
        release::write_down(&site.intake, &visit.id, &handed, kind, &answered, now).await?;
    match written {
        Written::Now(_) => Ok(go("/r/decided")),
        Written::Before(kind, at) => {
            let what = format!("{} on {}.", done(kind), long_date(london_day(at)));
            page(&Message::already_decided(
                frame(&site, &asked, ""),
                &what,
                "/r/open",
            ))
        }
        // The referrer was first by a moment: the page says so.
        Written::TakenBack => Ok(go("/r/open")),
    }
}

fn done(kind: ManagersWord) -> &'static str {
    match kind {
        ManagersWord::Release => "You released this referral",
        ManagersWord::Return => "You returned this referral",
        ManagersWord::NotSend => "You decided not to send this referral",
    }
}

fn chosen(fields: &Fields) -> ReleaseForm {
    ReleaseForm {
        choice: fields.first("choice").to_owned(),
        add: long_text(fields.first("add")),
        lcs: fields.has("lcs", "yes"),
        change: long_text(fields.first("change")),
        why: long_text(fields.first("why")),
    }
}

/// The decision, or what to put right. Only the boxes of the chosen one are read.
fn read_decision(form: &ReleaseForm) -> Result<(ManagersWord, Answered), ErrorSummary> {
    let mut errors = ErrorSummary::default();
    let (kind, words) = match form.choice.as_str() {
        "release" => {
            too_long(&mut errors, "add", "What you add", &form.add);
            if !form.lcs {
                errors.push(
                    "lcs",
                    "Confirm that this request is recorded on LCS, or will be today",
                );
            }
            (ManagersWord::Release, &form.add)
        }
        "return" => {
            if form.change.is_empty() {
                errors.push("change", "Say what needs to change");
            }
            too_long(&mut errors, "change", "What needs to change", &form.change);
            (ManagersWord::Return, &form.change)
        }
        "stop" => {
            if form.why.is_empty() {
                errors.push("why", "Say why you are not sending it");
            }
            too_long(&mut errors, "why", "Why you are not sending it", &form.why);
            (ManagersWord::NotSend, &form.why)
        }
        _ => {
            errors.push("choice", "Select what you want to do");
            return Err(errors);
        }
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    let answered = Answered {
        words: words.clone(),
        recorded_on_lcs: kind == ManagersWord::Release && form.lcs,
        ..Answered::default()
    };
    Ok((kind, answered))
}

fn too_long(errors: &mut ErrorSummary, field: &str, label: &str, words: &str) {
    if words.chars().count() > MOST {
        errors.push(field, format!("{label} must be 4,000 characters or fewer"));
    }
}

/// GET `/r/decided`: the confirmation, the same on reloading.
pub(super) async fn decided(State(site): State<Arc<PublicSite>>, asked: Asked) -> Answer {
    let (_, handed) = shown(&site, &asked).await?;
    let decided = release::decided(&site.intake, &handed).await?;
    let (true, Some(Written::Now(kind) | Written::Before(kind, _))) =
        (is_to_decide(&handed), decided)
    else {
        return Ok(go("/r/open"));
    };
    let frame = frame(&site, &asked, "Your decision");
    let referrer = Comes::of(&handed).other();
    match kind {
        ManagersWord::Release => page(&Released {
            frame: frame.heading("Released to the hub"),
            reference: handed.reference.clone(),
            referrer: referrer.to_owned(),
        }),
        ManagersWord::Return => page(&Message::returned(frame, referrer)),
        ManagersWord::NotSend => page(&Message::not_sent(frame, referrer)),
    }
}

#[cfg(test)]
mod tests {
    use super::{ManagersWord, ReleaseForm, read_decision};

    fn wrong(form: &ReleaseForm) -> Vec<String> {
        let errors = read_decision(form).unwrap_err();
        errors.links.into_iter().map(|link| link.message).collect()
    }

    #[test]
    fn nothing_is_chosen_for_the_manager_and_only_the_chosen_boxes_are_read() {
        assert_eq!(
            wrong(&ReleaseForm::default()),
            ["Select what you want to do"]
        );
        let form = ReleaseForm {
            choice: "release".to_owned(),
            lcs: true,
            why: "x".repeat(5_000),
            ..ReleaseForm::default()
        };
        let (kind, answered) = read_decision(&form).unwrap();
        assert_eq!(kind, ManagersWord::Release);
        assert!(answered.words.is_empty() && answered.recorded_on_lcs);
    }

    #[test]
    fn a_return_and_a_stop_need_a_reason_of_4000_characters_at_most() {
        let form = |choice: &str, words: &str| ReleaseForm {
            choice: choice.to_owned(),
            change: words.to_owned(),
            why: words.to_owned(),
            ..ReleaseForm::default()
        };
        assert_eq!(wrong(&form("return", "")), ["Say what needs to change"]);
        assert_eq!(wrong(&form("stop", "")), ["Say why you are not sending it"]);
        let long = "é".repeat(4_001);
        assert_eq!(
            wrong(&form("return", &long)),
            ["What needs to change must be 4,000 characters or fewer"]
        );
        assert!(read_decision(&form("stop", &"é".repeat(4_000))).is_ok());
    }

    #[test]
    fn a_release_needs_the_lcs_box() {
        let form = ReleaseForm {
            choice: "release".to_owned(),
            ..ReleaseForm::default()
        };
        assert_eq!(
            wrong(&form),
            ["Confirm that this request is recorded on LCS, or will be today"]
        );
    }
}
