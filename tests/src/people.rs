//! The three people of a referral, each in their own browser without JavaScript: who fills it in, who releases it, who decides.

use std::time::{Duration, Instant};

use crate::answers::{ordinary, today};
use crate::one_time_code::{totp_next, totp_now};
use crate::page::Page;
use crate::stand::Stand;
use crate::visitor::Visitor;

/// Subject of the letter with a code.
pub const CODE: &str = "Your code";

/// The form that they fill in.
pub const FORM: &str = "/refer/social-worker";

/// How long the hub's side may take.
const WITHIN: Duration = Duration::from_secs(30);

/// Somebody who refers.
#[derive(Debug, Clone)]
pub struct Referrer {
    /// Their browser.
    pub browser: Visitor,
    /// Their work mailbox.
    pub address: String,
}

/// A name for a mailbox that no other test uses.
pub fn mailbox(person: &str) -> String {
    let mut random = [0_u8; 6];
    std::io::Read::read_exact(
        &mut std::fs::File::open("/dev/urandom").expect("the device"),
        &mut random,
    )
    .expect("random bytes");
    let mark = ::gateway::seal::hex(&random);
    format!("{person}.{mark}@council.test")
}

impl Referrer {
    /// A referrer with a new browser.
    pub fn new(stand: &Stand) -> Self {
        Self::at(stand.public(), &mailbox("sam.sample"))
    }

    /// A referrer with this browser and mailbox.
    pub fn at(browser: Visitor, address: &str) -> Self {
        Self {
            browser,
            address: address.to_owned(),
        }
    }

    /// Proves the mailbox; the page is the list of sections.
    pub async fn begin(&self, stand: &Stand) -> Page {
        let page = self.browser.get(&format!("{FORM}/email")).await;
        let form = page.must_be(200).form("Email me a code");
        let sections = prove(
            &self.browser,
            stand,
            &self.address,
            form.fill("email", &self.address),
        )
        .await;
        assert_eq!(sections.path, FORM, "{}", sections.describe());
        sections
    }

    /// Saves the page of a section, and gives what follows.
    pub async fn save(&self, path: &str, fields: &[(String, String)]) -> Page {
        let page = self.browser.get(&format!("{FORM}/{path}")).await;
        let mut form = page.must_be(200).form("Continue");
        for (name, value) in fields {
            form = form.answer(name, value);
        }
        self.browser.send(&form).await
    }

    /// Adds an incident.
    pub async fn add_incident(&self, fields: &[(String, String)]) -> Page {
        self.save("incidents/new", fields).await
    }

    /// Answers everything for `manager`, changed by `changes`.
    pub async fn fill(&self, manager: &str, changes: &[(&str, &str)]) {
        for told in ordinary(manager, changes, today()) {
            let page = self.save(&told.path, &told.fields).await;
            let problems = page.problems();
            assert!(problems.is_empty(), "{}: {}", told.path, page.describe());
            page.must_be(200);
        }
    }

    /// Attaches files: name, media type, bytes.
    pub async fn attach(&self, files: &[(&str, &str, &[u8])]) -> Page {
        let page = self.browser.get(&format!("{FORM}/attachments")).await;
        let mut form = page.must_be(200).form("Upload");
        for (name, media_type, bytes) in files {
            form = form.attach("files", name, media_type, bytes);
        }
        self.browser.send(&form.press("Upload")).await
    }

    /// The form that sends, filled in.
    pub async fn ready_to_send(&self) -> crate::form::Form {
        let page = self.browser.get(&format!("{FORM}/answers")).await;
        let form = page.must_be(200).form("Send to my manager");
        form.choose(
            "Please confirm",
            "This is accurate to the best of my knowledge",
        )
        .choose("Please confirm", "I will record this request on LCS")
        .press("Send to my manager")
    }

    /// Sends it; its reference.
    pub async fn send(&self) -> String {
        let form = self.ready_to_send().await;
        reference(&self.browser.send(&form).await)
    }
}

/// The reference on the page that says it was sent.
pub fn reference(page: &Page) -> String {
    page.must_be(200).must_say("Sent to your manager");
    let reference = page.first(".govuk-panel__body strong");
    assert_eq!(reference.len(), 9, "{}", page.describe());
    reference
}

/// Asks for a code with the filled form, reads it from the letter and types it; what it opened.
pub async fn prove(
    browser: &Visitor,
    stand: &Stand,
    address: &str,
    form: crate::form::Form,
) -> Page {
    let before = stand.letters.count(address, CODE).await;
    let page = browser.send(&form).await;
    page.must_be(200).must_say("Check your email");
    let code = stand
        .letters
        .wait_for(address, CODE, before + 1)
        .await
        .code();
    let page = browser
        .send(&page.form("Continue").fill("code", &code))
        .await;
    opened(browser, page).await
}

/// Waits until the hub's side has answered a code.
pub async fn opened(browser: &Visitor, mut page: Page) -> Page {
    let until = Instant::now() + WITHIN;
    while page.heading() == "Opening your referral" {
        assert!(Instant::now() < until, "{}", page.describe());
        tokio::time::sleep(Duration::from_millis(100)).await;
        page = browser.get(&page.link("Refresh now")).await;
    }
    if page.heading() == "Your code is right" {
        page = browser.send(&page.form("Continue")).await;
    }
    page.must_be(200);
    page
}

/// Opens a sent referral with its reference and a mailbox on it.
pub async fn open_referral(
    browser: &Visitor,
    stand: &Stand,
    reference: &str,
    address: &str,
) -> Page {
    let page = browser.get("/r/").await;
    let form = page.must_be(200).form("Email me a code");
    let form = form.fill("reference", reference).fill("email", address);
    prove(browser, stand, address, form).await
}

/// The manager reads the referral and releases it.
pub async fn release(stand: &Stand, reference: &str, manager: &str) -> Visitor {
    let browser = stand.public();
    let page = open_referral(&browser, stand, reference, manager).await;
    page.must_say("Read this referral and decide whether to send it");
    let form = page.form("Confirm").choose("choice", "release");
    let form = form.choose("lcs", "This request is recorded on LCS, or will be today");
    let page = browser.send(&form).await;
    page.must_be(200).must_say("Released to the hub");
    browser
}

/// A referral from beginning to release: its reference and the two mailboxes.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The reference.
    pub reference: String,
    /// Who sent it.
    pub referrer: Referrer,
    /// The manager's mailbox.
    pub manager: String,
}

/// Fills in, attaches, sends and releases a referral.
pub async fn referred(
    stand: &Stand,
    changes: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Sent {
    let sent = sent(stand, changes, files).await;
    drop(release(stand, &sent.reference, &sent.manager).await);
    sent
}

/// Fills in, attaches and sends a referral.
pub async fn sent(stand: &Stand, changes: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Sent {
    let (referrer, manager) = (Referrer::new(stand), mailbox("max.specimen"));
    referrer.begin(stand).await;
    referrer.fill(&manager, changes).await;
    if !files.is_empty() {
        let page = referrer.attach(files).await;
        assert!(page.problems().is_empty(), "{}", page.describe());
    }
    let reference = referrer.send().await;
    Sent {
        reference,
        referrer,
        manager,
    }
}

/// Somebody who decides.
#[derive(Debug, Clone)]
pub struct Screener {
    /// Their browser on the desk.
    pub browser: Visitor,
    /// Their name at sign-in.
    pub email: String,
    /// Their password.
    pub password: String,
    /// Their authenticator's secret.
    pub secret: String,
}

impl Screener {
    /// Makes an account by command, and sets it up over HTTP. The browser is then signed in.
    pub async fn new(stand: &Stand, name: &str) -> Self {
        let email = mailbox(&name.to_lowercase().replace(' ', "."));
        let made = stand.done(&["account", "new", "--email", &email, "--name", name]);
        let code = made.first().and_then(|line| line["code"].as_str());
        let code = code.expect("a code").to_owned();
        let browser = stand.desk();
        let password = "four invented words together".to_owned();
        let page = browser.get("/desk/set-up").await;
        let form = page.must_be(200).form("Continue");
        let form = form.fill("email", &email).fill("set_up_code", &code);
        let page = browser.send(&form.fill("password", &password)).await;
        page.must_be(200).must_say("Set up your authenticator app");
        let secret = page.first(".app-code").replace(' ', "");
        let form = page.form("Finish and sign in");
        let page = browser.send(&form.fill("code", &totp_now(&secret))).await;
        page.must_be(200);
        assert_eq!(page.heading(), "Queue", "{}", page.describe());
        Self {
            browser,
            email,
            password,
            secret,
        }
    }

    /// Signs in with password and authenticator in a new browser. The code of now may be used up, so it is the next one.
    pub async fn sign_in(&mut self, stand: &Stand) -> Page {
        self.browser = stand.desk();
        let page = self.browser.get("/desk/sign-in").await;
        let form = page
            .must_be(200)
            .form("Continue")
            .fill("email", &self.email);
        let page = self
            .browser
            .send(&form.fill("password", &self.password))
            .await;
        page.must_be(200).must_say("Confirm it is you");
        let form = page.form("Continue").fill("code", &totp_next(&self.secret));
        self.browser.send(&form).await
    }

    /// The referral's page, once it is screened.
    pub async fn open(&self, reference: &str) -> Page {
        let until = Instant::now() + WITHIN;
        loop {
            let page = self.browser.get(&at_desk(reference, "")).await;
            if page.status == 200 && !page.text().contains("Being screened") {
                return page;
            }
            assert!(Instant::now() < until, "{}", page.describe());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Claims it.
    pub async fn claim(&self, reference: &str) -> Page {
        let page = self.open(reference).await;
        self.browser.send(&page.form("Claim")).await
    }

    /// Declines it as best taken forward within the child’s plan; the page with the decision.
    pub async fn decline(&self, reference: &str, rationale: &str) -> Page {
        let page = self.check(reference, rationale).await;
        let form = page.form("Record the decision and send both letters");
        let form = form.press("Record the decision and send both letters");
        self.browser.send(&form).await
    }

    /// The page with both letters, before anything is recorded.
    pub async fn check(&self, reference: &str, rationale: &str) -> Page {
        let page = self.browser.get(&at_desk(reference, "/decide")).await;
        let form = page
            .must_be(200)
            .form("Continue")
            .choose("outcome", "decline");
        let page = self.browser.send(&form).await;
        let form = page.must_be(200).form("Check both letters");
        let form = form.fill("reason", "within_the_childs_plan");
        let page = self.browser.send(&form.fill("rationale", rationale)).await;
        page.must_be(200).must_say("Check both letters");
        page
    }
}

/// An address of a referral on the desk.
pub fn at_desk(reference: &str, below: &str) -> String {
    format!("/desk/referrals/{reference}{below}")
}
