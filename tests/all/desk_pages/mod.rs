//! The desk over real TLS without JavaScript: what a screener meets, from the set-up code to the letters of a decision.

mod asked_manager;
mod filing;
mod forms;
mod queue;
mod timed;
mod undoing;

use std::{fs, sync::Arc};

use ::gateway::{
    journey::make_account,
    referral::{ManagersWord, Role},
    web::{
        desk,
        limits::Limits,
        serve::{ServeLimits, listen, serve},
        tls::Tls,
    },
};
use tests::{house::House, one_time_code::totp, page::Page, visitor::Visitor};
use tokio_util::sync::{CancellationToken, DropGuard};

const PASSWORD: &str = "tangled marble ostrich lamp";

/// A house with its desk open.
struct OpenDesk {
    house: House,
    origin: String,
    authority: std::path::PathBuf,
    _stop: DropGuard,
}

impl OpenDesk {
    async fn open() -> Self {
        Self::of(House::on_sqlite().await)
    }

    /// The desk of a house.
    fn of(house: House) -> Self {
        let folder = house.folder.path();
        let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let (certificate, key) = (folder.join("desk.pem"), folder.join("desk.key"));
        fs::write(&certificate, own.cert.pem()).unwrap();
        fs::write(&key, own.signing_key.serialize_pem()).unwrap();
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let origin = format!(
            "https://localhost:{}",
            listener.local_addr().unwrap().port()
        );
        let mut gateway = house.gateway.clone();
        Arc::make_mut(&mut gateway.config)
            .desk
            .origin
            .clone_from(&origin);
        let limits = Arc::new(Limits::new(&gateway.config.limits));
        let router = desk::router(&gateway, &limits);
        let tls = Arc::new(Tls::open(&certificate, &key).unwrap());
        let stop = CancellationToken::new();
        let bounds = ServeLimits::from(&gateway.config.limits);
        tokio::spawn(serve(listener, tls, router, bounds, stop.clone()));
        Self {
            house,
            origin,
            authority: certificate,
            _stop: stop.drop_guard(),
        }
    }

    fn visitor(&self) -> Visitor {
        Visitor::new(&self.origin, &self.authority)
    }

    fn code(&self, secret: &str, steps: u64) -> String {
        totp(
            &secret.replace(' ', ""),
            u64::try_from(self.house.now().as_second()).unwrap() + 30 * steps,
        )
    }

    /// A screener signed in through the pages: the visitor, the queue and the app's secret.
    async fn screener(&self, name: &str) -> (Visitor, Page, String) {
        let email = format!(
            "{}@exampleshire.test",
            name.to_lowercase().replace(' ', ".")
        );
        let store = &self.house.gateway.keyholder.store;
        let (_, code) = make_account::make(store, &email, name, Role::Screener, self.house.now())
            .await
            .unwrap();
        let visitor = self.visitor();
        let first = visitor.get("/desk/set-up").await;
        let form = first
            .form("Continue")
            .fill("email", &email)
            .fill("set_up_code", &code.to_lowercase())
            .fill("password", PASSWORD);
        let app = visitor.send(&form).await;
        app.must_be(200).must_say("Set up your authenticator app");
        let secret = app.first(".app-code");
        let queue = visitor
            .send(
                &app.form("Finish and sign in")
                    .fill("code", &self.code(&secret, 0)),
            )
            .await;
        queue.must_be(200).must_say("Queue");
        (visitor, queue, secret)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screener_declines_a_referral_and_both_letters_are_queued() {
    let desk = OpenDesk::open().await;
    let reference = desk.house.received(&[("safe_selfharm", "yes")]).await;
    let (visitor, queue, _) = desk.screener("Asha Demo").await;
    queue
        .must_say(reference.as_str())
        .must_say("Read first")
        .must_say("Self-harm risk")
        .must_not_say("Robin");
    let page = visitor.send(&queue.form("Claim")).await;
    page.must_be(200)
        .must_say("Findings on 19 November 2026")
        .must_not_say("Robin");
    let warning = visitor.click(&page, "Answers").await;
    warning
        .must_say("Before you read on")
        .must_say("touching self in public");
    let answers = visitor
        .send(&warning.form("Read the answers").press("Read the answers"))
        .await;
    answers
        .must_be(200)
        .must_not_say("Robin")
        .must_say("Facts as they were told.")
        .must_not_say("0000123");
    let shown = visitor.send(&answers.form("Show name")).await;
    shown.must_be(200).must_say("Robin").must_say("0000123");
    assert!(
        shown
            .header("refresh")
            .starts_with("300; url=/desk/referrals/")
    );
    let hidden = visitor.click(&shown, "Hide name").await;
    hidden.must_be(200).must_not_say("Robin");

    let outcome = visitor
        .get(&format!("/desk/referrals/{reference}/decide"))
        .await;
    let nothing = visitor.send(&outcome.form("Continue")).await;
    nothing.must_be(422).must_object("Choose a decision");
    let fields = visitor
        .send(&nothing.form("Continue").choose("Decision", "Decline"))
        .await;
    let empty = visitor.send(&fields.form("Check both letters")).await;
    empty
        .must_be(422)
        .must_object("Choose a reason")
        .must_object("Write the rationale: it goes to the referrer and the manager");
    let told = empty
        .form("Check both letters")
        .tamper("reason", "within_the_childs_plan")
        .tamper("rationale", "Robin is well held by the plan.");
    let named = visitor.send(&told).await;
    named
        .must_be(422)
        .must_say("Take out what tells who the child is");
    let words = "The plan made in March is working.";
    let letters = visitor
        .send(&named.form("Check both letters").tamper("rationale", words))
        .await;
    letters
        .must_be(200)
        .must_say("Check both letters")
        .must_say(words)
        .must_say("Max Specimen");
    let record = letters
        .form("Record the decision and send both letters")
        .press("Record the decision and send both letters");
    let recorded = visitor.send(&record).await;
    recorded
        .must_be(200)
        .must_say("Declined on 19 November 2026")
        .must_say("Queued");
    let again = visitor.send(&record).await;
    again.must_be(200).must_say("Already recorded at");
    desk.house.settle().await;
    let relayed = visitor
        .get(&format!("/desk/referrals/{reference}/decision"))
        .await;
    relayed.must_say("Both letters are relayed");
    let history = visitor.click(&relayed, "History").await;
    history
        .must_say("Decision recorded")
        .must_say("Declined. Best taken forward within the child’s plan.");
    visitor
        .click(&history, "Overview")
        .await
        .must_be(200)
        .must_say("Declined on 19 November 2026");
    visitor
        .click(&history, "Letters")
        .await
        .must_be(200)
        .must_say("Acknowledgement");
    visitor
        .get("/desk/queue?view=declined")
        .await
        .must_say("newest first")
        .must_say(reference.as_str());
    for letter in ["sam.sample@council.test", "max.specimen@council.test"] {
        let last = desk.house.letters_to(letter).pop().unwrap();
        assert!(
            last.contains("The plan made in March is working."),
            "{last}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_both_proofs_nothing_opens() {
    let desk = OpenDesk::open().await;
    let reference = desk.house.received(&[]).await;
    let stranger = desk.visitor();
    let at = |page: &Page| page.path.clone();
    assert_eq!(at(&stranger.get("/").await), "/desk/sign-in");
    assert_eq!(
        at(&stranger.get(&format!("/desk/referrals/{reference}")).await),
        "/desk/sign-in"
    );
    assert_eq!(
        at(&stranger.get("/desk/referrals/0000-0000").await),
        "/desk/sign-in"
    );
    stranger
        .get("/refer/social-worker")
        .await
        .must_be(404)
        .must_say("There is no such page");

    let (visitor, queue, secret) = desk.screener("Asha Demo").await;
    let other = desk.visitor();
    let first = other.get("/desk/sign-in").await;
    let typed = |email: &str, password: &str| {
        first
            .form("Continue")
            .fill("email", email)
            .fill("password", password)
    };
    let wrong = other
        .send(&typed("nobody@exampleshire.test", PASSWORD))
        .await;
    wrong
        .must_be(422)
        .must_say("Email, password or second proof is wrong");
    let second = other
        .send(&typed("Asha.Demo@exampleshire.test ", PASSWORD))
        .await;
    second.must_be(200).must_say("Confirm it is you");
    assert_eq!(at(&other.get("/desk/queue").await), "/desk/sign-in?ended");
    let again = other
        .send(&typed("asha.demo@exampleshire.test", PASSWORD))
        .await;
    let replayed = other
        .send(&again.form("Continue").fill("code", &desk.code(&secret, 0)))
        .await;
    replayed.must_be(422).must_say("That code did not work");
    let inside = other
        .send(
            &replayed
                .form("Continue")
                .fill("code", &desk.code(&secret, 1)),
        )
        .await;
    inside.must_be(200).must_say("Asha Demo");

    let claim = queue.form("Claim");
    let cookies = visitor.cookies();
    let out = visitor.send(&queue.form("Sign out")).await;
    out.must_be(200).must_say("You are signed out");
    visitor.set_cookie(&format!(
        "{}; Secure; Path=/",
        cookies
            .split("; ")
            .find(|pair| pair.starts_with("__Host-desk="))
            .unwrap()
    ));
    assert_eq!(at(&visitor.get("/desk/queue").await), "/desk/sign-in?ended");
    let late = visitor.send(&claim).await;
    late.must_be(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_screeners_at_once_one_wins_and_the_other_is_told() {
    let desk = OpenDesk::open().await;
    let reference = desk.house.received(&[]).await;
    let (asha, hers, _) = desk.screener("Asha Demo").await;
    let (bryn, his, _) = desk.screener("Bryn Demo").await;
    asha.send(&hers.form("Claim")).await.must_be(200);
    let lost = bryn.send(&his.form("Claim")).await;
    lost.must_be(409)
        .must_say("Asha Demo claimed this a moment ago")
        .must_say(reference.as_str());
    let held = bryn.click(&lost, "Read it without claiming").await;
    held.must_be(200).must_say("Asha Demo is screening this.");
    let path = format!("/desk/referrals/{reference}");
    let fields = asha.get(&format!("{path}/decide?outcome=accept")).await;
    let overview = asha.get(&path).await;
    let queue = asha.send(&overview.form("Let go")).await;
    queue
        .must_be(200)
        .must_say(&format!("You let {reference} go."));
    bryn.send(&his.form("Claim")).await.must_be(200);
    let typed = fields
        .form("Check both letters")
        .tamper("services", "consultation")
        .tamper("reason", "criteria_met")
        .tamper("rationale", "All four are met.");
    let changed = asha.send(&typed).await;
    changed
        .must_be(409)
        .must_say("Bryn Demo claimed it at")
        .must_say("All four are met.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unscanned_file_needs_a_second_step_and_leaves_under_the_referrals_name() {
    let desk = OpenDesk::open().await;
    let key = desk.house.fill(&[]).await;
    let bytes = b"%PDF-1.7 invented";
    let attached = desk.house.attach(&key, "Robin Example.pdf", bytes).await;
    attached.unwrap();
    let reference = desk.house.send(&key).await;
    desk.house
        .manager(&reference, ManagersWord::Release, "")
        .await;
    let (visitor, _, _) = desk.screener("Asha Demo").await;
    let path = format!("/desk/referrals/{reference}/attachments");
    let list = visitor.get(&path).await;
    list.must_say("Not scanned").must_not_say("Robin");
    let named = visitor.send(&list.form("Show name")).await;
    named.must_say("Robin Example.pdf");
    let asked = visitor.click(&list, "Download without a scan").await;
    asked
        .must_be(200)
        .must_say("Download a file that has not been scanned?");
    let at_once = visitor.get(asked.path.trim_end_matches("/unscanned")).await;
    assert_eq!(at_once.path, asked.path, "no way around the second step");
    let unticked = visitor.send(&asked.form("Download it")).await;
    unticked
        .must_be(422)
        .must_object("Tick the box to download the file");
    let form = asked.form("Download it").tamper("confirm", "yes");
    let file = visitor.send(&form).await;
    assert_eq!(file.bytes, bytes);
    let name = format!("{reference}-file-1.pdf");
    let disposition = format!("attachment; filename=\"{name}\"; filename*=UTF-8''{name}");
    assert_eq!(file.header("content-disposition"), disposition);
    assert_eq!(file.header("content-type"), "application/octet-stream");
    let policy = file.header("content-security-policy");
    assert_eq!(policy, "sandbox; default-src 'none'");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let elsewhere = desk.house.received(&[]).await;
    let other = asked.path.replace(reference.as_str(), elsewhere.as_str());
    visitor.get(&other).await.must_be(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_of_the_set_up_that_was_left_empty_is_named() {
    let desk = OpenDesk::open().await;
    let visitor = desk.visitor();
    let first = visitor.get("/desk/set-up").await;
    let again = visitor
        .send(
            &first
                .form("Continue")
                .fill("email", "asha.demo@exampleshire.test"),
        )
        .await;
    again
        .must_be(422)
        .must_say("Enter the set-up code")
        .must_say("Enter a new password");
    again.must_not_say("Enter your work email");
}
