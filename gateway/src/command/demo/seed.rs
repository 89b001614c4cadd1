//! Brings the six stories into the gateway through the same verbs that browsers call: mailboxes are proved with codes, managers
//! release, screeners decide. Every step happens on its own day in the past.

use std::{collections::BTreeSet, convert::Infallible};

use anyhow::{Context as _, anyhow, bail};
use bytes::Bytes;
use futures::stream;
use jiff::SignedDuration;

use super::{
    people::{Person, SCREENERS, set_up},
    stories::{ACCEPTED, DECLINED, End, STORIES, Story},
};
use crate::{
    clock::{Clock, london_day},
    credentials::read_code,
    gateway::Gateway,
    journey::{
        OpenDraft, Opened, ask_code, attach, claim, decide, deliver, draft, receive, release,
        type_code::{self, Progress},
    },
    letters::Letter,
    referral::{
        Account, Answered, Handed, HandedReferral, ManagersWord, ProposedDecision,
        Purpose as Opens, Reference, Referral, Request,
    },
    seal::{BrowserIdentity, Label, Purpose, Sealed},
    worker,
};

/// The form that the stories are told on.
const FORM: &str = "social-worker";

/// Makes the screeners and the six referrals; returns what is needed to sign in.
pub(super) async fn seed(gateway: &Gateway) -> anyhow::Result<Vec<Person>> {
    let mut people = Vec::new();
    let mut accounts = Vec::new();
    for screener in SCREENERS {
        let (account, person) = set_up(gateway, screener, before(13, 0).now()).await?;
        people.push(person);
        accounts.push(account);
    }
    let [toni, asha] = accounts.as_slice() else {
        bail!("the screeners are missing")
    };
    for story in &STORIES {
        let seeding = Seeding { gateway, story };
        seeding
            .tell(toni, asha)
            .await
            .with_context(|| format!("the story of {} days ago", story.days_ago))?;
    }
    Ok(people)
}

/// The clock as it was.
fn before(days: i32, hours_later: i64) -> Clock {
    Clock::shifted(SignedDuration::from_hours(
        hours_later - 24 * i64::from(days),
    ))
}

struct Seeding<'a> {
    gateway: &'a Gateway,
    story: &'a Story,
}

impl Seeding<'_> {
    async fn tell(&self, toni: &Account, asha: &Account) -> anyhow::Result<()> {
        let (days, end) = (self.story.days_ago, self.story.end);
        let reference = self.send(&before(days, 0)).await?;
        if end == End::WithTheManager {
            return Ok(());
        }
        self.release(&reference, &before(days, 4)).await?;
        let (screener, outcome) = match end {
            End::WithTheManager | End::Waiting => return Ok(()),
            End::Claimed => (asha, None),
            End::Accepted => (toni, Some(accepted())),
            End::Declined => (asha, Some(declined())),
        };
        let clock = before(days - 2, 0);
        let referral = self.referral(&reference).await?;
        claim::claim(&self.gateway.keyholder, screener, &referral.id, clock.now()).await?;
        match outcome {
            Some(proposed) => {
                self.decide(screener, &reference, &proposed, &before(days - 3, 2))
                    .await
            }
            None => Ok(()),
        }
    }

    /// The referrer proves the mailbox, fills in the form and sends it.
    async fn send(&self, clock: &Clock) -> anyhow::Result<Reference> {
        let intake = &self.gateway.intake;
        let mut forms = intake.forms.iter();
        let form = forms.find(|form| form.id() == FORM).context("a form")?;
        let address = self.story.referrer.1.to_owned();
        let request = Request {
            address: address.clone(),
            form: Some(form.id().to_owned()),
            reference: None,
        };
        let (visit, handed) = self.proved(Opens::Begin, request, clock).await?;
        let Handed::Begin { address, .. } = handed else {
            bail!("the wrong hand-out was opened")
        };
        let begun = draft::begin(intake, &visit.id, &address, form, clock.now()).await?;
        let draft::Begun::Draft(key) = begun else {
            bail!("the mailbox has too many drafts")
        };
        let told = self.story.draft(form, london_day(clock.now()));
        for section in form.sections() {
            let page = told.section(&section.slug).map(|fields| (None, fields));
            let items = told.items(&section.slug).iter().enumerate();
            let items = items.map(|(n, fields)| (Some(n), fields));
            for (item, fields) in page.into_iter().chain(items) {
                let open = self.open(&key, clock).await?;
                let fields = form.keep(section, fields.clone());
                draft::save(intake, open, section, item, fields, clock.now()).await?;
            }
        }
        if let Some(file) = self.story.file {
            let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(file.bytes()))]);
            let mut open = self.open(&key, clock).await?;
            let attached =
                attach::attach(intake, &mut open, &key, file.name(), bytes, clock.now()).await;
            attached.map_err(|error| anyhow!("a file was not taken: {error:?}"))?;
        }
        let confirmed: BTreeSet<String> = form
            .declarations()
            .iter()
            .map(|declaration| declaration.id.clone())
            .collect();
        let open = self.open(&key, clock).await?;
        let sent = receive::receive(intake, &open, form, &confirmed, clock.now()).await;
        let reference = sent.map_err(|error| anyhow!("the form was not taken: {error:?}"))?;
        worker::settle(&self.gateway.keyholder, clock).await;
        Ok(reference)
    }

    async fn open(&self, key: &BrowserIdentity, clock: &Clock) -> anyhow::Result<OpenDraft> {
        match draft::open(&self.gateway.intake, key, clock.now()).await? {
            Opened::Draft(open) => Ok(*open),
            Opened::Idle(_) | Opened::Gone => bail!("the draft is gone"),
        }
    }

    /// The manager proves the mailbox, reads the referral and releases it.
    async fn release(&self, reference: &Reference, clock: &Clock) -> anyhow::Result<()> {
        let request = Request {
            address: self.story.manager.1.to_owned(),
            form: None,
            reference: Some(reference.as_str().to_owned()),
        };
        let (visit, handed) = self.proved(Opens::OpenReferral, request, clock).await?;
        let Handed::Referral(handed) = handed else {
            bail!("the wrong hand-out was opened")
        };
        let handed: HandedReferral = *handed;
        let answered = Answered {
            words: String::new(),
            recorded_on_lcs: true,
            ..Answered::default()
        };
        release::write_down(
            &self.gateway.intake,
            &visit.id,
            &handed,
            ManagersWord::Release,
            &answered,
            clock.now(),
        )
        .await?;
        worker::settle(&self.gateway.keyholder, clock).await;
        Ok(())
    }

    async fn decide(
        &self,
        screener: &Account,
        reference: &Reference,
        proposed: &ProposedDecision,
        clock: &Clock,
    ) -> anyhow::Result<()> {
        let keyholder = &self.gateway.keyholder;
        let referral = self.referral(reference).await?;
        let prepared = decide::prepare(
            keyholder,
            screener,
            &referral.id,
            referral.version,
            proposed,
            clock.now(),
        )
        .await;
        let prepared =
            prepared.map_err(|error| anyhow!("the decision cannot be made: {error:?}"))?;
        decide::decide(keyholder, prepared, clock.now()).await?;
        worker::settle(keyholder, clock).await;
        Ok(())
    }

    async fn referral(&self, reference: &Reference) -> anyhow::Result<Referral> {
        self.gateway
            .keyholder
            .store
            .find_by_reference(reference)
            .await?
            .context("the referral is gone")
    }

    /// Asks for a code, reads it as its mailbox would, and types it.
    async fn proved(
        &self,
        opens: Opens,
        request: Request,
        clock: &Clock,
    ) -> anyhow::Result<(ask_code::Visit, Handed)> {
        let (intake, keyholder) = (&self.gateway.intake, &self.gateway.keyholder);
        let visit = ask_code::ask(intake, opens, request, clock.now()).await?;
        worker::settle_codes(keyholder, clock).await;
        let letter = deliver::lease(keyholder, clock.now())
            .await?
            .context("no code was posted")?;
        let label = Label::own(Purpose::Letter, letter.id.as_str());
        let sealed: Sealed<Letter> = Sealed::from_stored(letter.sealed.clone());
        let words = keyholder.opener.open(&sealed, &label)?;
        let code = words
            .text()
            .split_once("code is:")
            .and_then(|(_, code)| code.split_whitespace().find_map(read_code))
            .context("a code")?;
        deliver::deliver(keyholder, letter, clock).await?;
        type_code::type_code(intake, &visit.id, &visit.key, &code, clock.now()).await?;
        worker::settle(keyholder, clock).await;
        match type_code::look(intake, &visit.id, &visit.key, clock.now()).await? {
            Progress::Open(handed) => Ok((visit, *handed)),
            other => bail!("the code opened nothing: {other:?}"),
        }
    }
}

fn accepted() -> ProposedDecision {
    ProposedDecision {
        outcome: "accept".to_owned(),
        reason: "criteria_met".to_owned(),
        services: ["consultation", "pattern_mapping", "aim_assessment"]
            .map(str::to_owned)
            .into(),
        rationale: ACCEPTED.to_owned(),
        ..ProposedDecision::default()
    }
}

fn declined() -> ProposedDecision {
    ProposedDecision {
        outcome: "decline".to_owned(),
        reason: "criterion_not_met".to_owned(),
        criteria: ["recency".to_owned()].into(),
        rationale: DECLINED.to_owned(),
        ..ProposedDecision::default()
    }
}
