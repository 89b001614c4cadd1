//! A house with its public door open: the real pages over real TLS, and the worker beside them, in the test's own process.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use ::gateway::{
    web::{
        limits::Limits,
        public::{self, PublicSite},
        serve::{ServeLimits, listen, serve},
        tls::Tls,
    },
    worker,
};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    house::{House, code_in},
    page::Page,
    visitor::Visitor,
};

/// A house, and who may knock.
#[derive(Debug)]
pub struct OpenHouse {
    /// What is inside.
    pub house: House,
    /// As browsers write it.
    pub origin: String,
    authority: PathBuf,
    _stop: DropGuard,
    _worker: watch::Sender<bool>,
}

impl OpenHouse {
    /// A house on SQLite; `more` is added to its configuration.
    pub async fn open(more: &str) -> Self {
        Self::of(House::build(None, more).await)
    }

    /// The door of a house in which something may have happened before; from now on its own worker does the work.
    pub fn of(house: House) -> Self {
        let folder = house.folder.path();
        let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let (certificate, key) = (folder.join("public.pem"), folder.join("public.key"));
        fs::write(&certificate, own.cert.pem()).unwrap();
        fs::write(&key, own.signing_key.serialize_pem()).unwrap();
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let port = listener.local_addr().unwrap().port();
        let origin = format!("https://localhost:{port}");
        let gateway = &house.gateway;
        let site = PublicSite {
            intake: gateway.intake.clone(),
            clock: gateway.clock.clone(),
            limits: Arc::new(Limits::new(&gateway.config.limits)),
            rules: gateway.keyholder.rules.clone(),
            pages: gateway.pages.clone(),
            demonstration: false,
        };
        let router = public::router(site, &gateway.forms_key, &origin);
        let (tls, limits) = (
            Arc::new(Tls::open(&certificate, &key).unwrap()),
            ServeLimits::from(&gateway.config.limits),
        );
        let stop = CancellationToken::new();
        tokio::spawn(serve(listener, tls, router, limits, stop.clone()));
        let (worker, stopped) = watch::channel(false);
        let keyholder = Arc::clone(&gateway.keyholder);
        tokio::spawn(worker::run(
            gateway.intake.clone(),
            keyholder,
            gateway.clock.clone(),
            stopped,
        ));
        Self {
            origin,
            authority: certificate,
            _stop: stop.drop_guard(),
            _worker: worker,
            house,
        }
    }

    /// Somebody with a browser.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.origin, &self.authority)
    }

    /// Asks for a code on `page`, whose form is filled in by `fill`, and types it from its letter.
    pub async fn prove(
        &self,
        visitor: &Visitor,
        page: &Page,
        address: &str,
        reference: &str,
    ) -> Page {
        let before = self.house.letters_to(address).len();
        let mut form = page.form("Email me a code").fill("email", address);
        if !reference.is_empty() {
            form = form.fill("reference", reference);
        }
        let asked = visitor.send(&form).await;
        asked.must_be(200).must_say("Check your email");
        let code = self.code_after(address, before).await;
        visitor
            .send(&asked.form("Continue").fill("code", &code))
            .await
    }

    /// Somebody who comes back with a code: to a referral with its reference, without one to what is not sent yet.
    pub async fn come_back(&self, address: &str, reference: &str) -> (Visitor, Page) {
        let visitor = self.visitor();
        let page = visitor.get("/r").await;
        let opened = self.prove(&visitor, &page, address, reference).await;
        (visitor, opened)
    }

    /// The code in a letter to `address` that came after `before` others.
    pub async fn code_after(&self, address: &str, before: usize) -> String {
        for _ in 0..100 {
            let letters = self.house.letters_to(address);
            let code = letters
                .iter()
                .skip(before)
                .find_map(|letter| code_in(letter));
            if let Some(code) = code {
                return code;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no code came to {address}")
    }

    /// A referrer with a new draft open, on its sections.
    pub async fn referrer(&self) -> (Visitor, Page) {
        let visitor = self.visitor();
        let email = visitor.get("/refer/social-worker/email").await;
        let tasks = self
            .prove(&visitor, &email, "sam.sample@council.test", "")
            .await;
        (visitor, tasks)
    }
}
