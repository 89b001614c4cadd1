//! How often a stranger may ask: per client, per mailbox, per draft, per account. Kept in memory; keys are addresses of networks and
//! digests, never a mailbox in the clear. Beyond a limit the answer is when to try again, never a lock.

use std::{hash::Hash, num::NonZeroU32, time::Duration};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use sha2::{Digest, Sha256};

use super::extract::ClientAddress;
use crate::config::Limits as Rates;

/// How often what nobody used is forgotten.
const TIDY: Duration = Duration::from_mins(1);

/// Too often: try again after so many whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// At least 1.
    pub seconds: u64,
}

type Key = [u8; 32];

/// The counters of one site.
#[derive(Debug)]
pub struct Limits {
    clock: DefaultClock,
    requests: DefaultKeyedRateLimiter<ClientAddress>,
    codes_from: DefaultKeyedRateLimiter<ClientAddress>,
    codes_from_to: DefaultKeyedRateLimiter<(ClientAddress, Key)>,
    codes_to: DefaultKeyedRateLimiter<Key>,
    posts: DefaultKeyedRateLimiter<Key>,
    sign_ins: DefaultKeyedRateLimiter<(ClientAddress, Key)>,
}

impl Limits {
    /// Counters at nought. A rate of 0 counts as 1.
    pub fn new(rates: &Rates) -> Self {
        let requests = Quota::per_minute(positive(rates.requests_a_minute));
        Self {
            clock: DefaultClock::default(),
            requests: RateLimiter::keyed(requests.allow_burst(positive(rates.burst))),
            codes_from: RateLimiter::keyed(Quota::per_hour(positive(
                rates.codes_an_hour_from_one_client,
            ))),
            codes_from_to: RateLimiter::keyed(Quota::per_hour(positive(rates.codes_an_hour))),
            codes_to: RateLimiter::keyed(Quota::per_hour(positive(
                rates.codes_an_hour_to_one_mailbox,
            ))),
            posts: RateLimiter::keyed(Quota::per_minute(positive(
                rates.posts_a_minute_to_one_draft,
            ))),
            sign_ins: RateLimiter::keyed(Quota::per_minute(positive(rates.sign_ins_a_minute))),
        }
    }

    /// Counts a page or a post of a client. The gate does this for every request.
    ///
    /// # Errors
    /// When to try again.
    pub fn request(&self, client: ClientAddress) -> Result<(), Wait> {
        self.count(&self.requests, &client)
    }

    /// Counts a code that a client asked for.
    ///
    /// # Errors
    /// When to try again.
    pub fn code_from(&self, client: ClientAddress) -> Result<(), Wait> {
        self.count(&self.codes_from, &client)
    }

    /// Counts a code that a client asked for to a mailbox, whether or not there is one of that address. A client that asks too
    /// often uses up its own codes only, so that a stranger elsewhere does not lock out the person whose mailbox it is.
    ///
    /// # Errors
    /// When to try again.
    pub fn code_to(&self, client: ClientAddress, mailbox: &str) -> Result<(), Wait> {
        let mailbox = digest(mailbox);
        self.count(&self.codes_from_to, &(client, mailbox))?;
        self.count(&self.codes_to, &mailbox)
    }

    /// Counts a post to a draft, or to a referral's page.
    ///
    /// # Errors
    /// When to try again.
    pub fn post_to(&self, draft: &str) -> Result<(), Wait> {
        self.count(&self.posts, &digest(draft))
    }

    /// Counts a try to sign in, whether or not there is such an account.
    ///
    /// # Errors
    /// When to try again.
    pub fn sign_in(&self, client: ClientAddress, account: &str) -> Result<(), Wait> {
        self.count(&self.sign_ins, &(client, digest(account)))
    }

    /// Forgets what nobody used lately.
    pub fn tidy(&self) {
        self.requests.retain_recent();
        self.codes_from.retain_recent();
        self.codes_from_to.retain_recent();
        self.codes_to.retain_recent();
        self.posts.retain_recent();
        self.sign_ins.retain_recent();
    }

    /// Tidies once a minute, for ever: spawn it, and drop it at the end.
    pub async fn keep_tidy(&self) {
        loop {
            tokio::time::sleep(TIDY).await;
            self.tidy();
        }
    }

    fn count<K: Clone + Eq + Hash>(
        &self,
        limiter: &DefaultKeyedRateLimiter<K>,
        key: &K,
    ) -> Result<(), Wait> {
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            Wait::rounded_up(wait)
        })
    }
}

impl Wait {
    fn rounded_up(wait: Duration) -> Self {
        let more = u64::from(wait.subsec_nanos() > 0);
        Self {
            seconds: wait.as_secs().saturating_add(more).max(1),
        }
    }
}

fn positive(rate: u32) -> NonZeroU32 {
    NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN)
}

/// Mailboxes and accounts are compared without case.
fn digest(key: &str) -> Key {
    Sha256::digest(key.trim().to_lowercase().as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Limits, Rates, Wait};
    use crate::web::extract::ClientAddress;

    fn limits() -> Limits {
        Limits::new(&Rates {
            requests_a_minute: 60,
            burst: 3,
            codes_an_hour: 2,
            codes_an_hour_to_one_mailbox: 5,
            codes_an_hour_from_one_client: 3,
            posts_a_minute_to_one_draft: 2,
            sign_ins_a_minute: 2,
            ..Rates::default()
        })
    }

    fn client(address: &str) -> ClientAddress {
        ClientAddress::of(address.parse().unwrap())
    }

    #[test]
    fn a_client_beyond_its_burst_waits_a_whole_second_and_others_do_not() {
        let limits = limits();
        for _ in 0..3 {
            assert_eq!(limits.request(client("192.0.2.1")), Ok(()));
        }
        assert_eq!(
            limits.request(client("192.0.2.1")),
            Err(Wait { seconds: 1 })
        );
        assert_eq!(limits.request(client("192.0.2.2")), Ok(()));
    }

    #[test]
    fn a_school_sends_twenty_five_referrals_from_one_address_at_once_with_the_defaults() {
        let limits = Limits::new(&Rates::default());
        let school = client("192.0.2.1");
        for referral in 0..25 {
            let pages = (0..40).try_for_each(|_| limits.request(school));
            assert_eq!(pages, Ok(()), "referral {referral}");
            assert_eq!(limits.code_from(school), Ok(()), "referral {referral}");
        }
    }

    #[test]
    fn a_mailbox_gets_so_many_codes_however_it_is_written() {
        let (limits, here) = (limits(), client("192.0.2.1"));
        assert_eq!(limits.code_to(here, "Sam@council.test"), Ok(()));
        assert_eq!(limits.code_to(here, " sam@Council.test"), Ok(()));
        let wait = limits.code_to(here, "sam@council.test").unwrap_err();
        assert!((1_790..=1_800).contains(&wait.seconds), "{wait:?}");
        assert_eq!(limits.code_to(here, "max@council.test"), Ok(()));
    }

    #[test]
    fn a_stranger_who_asks_for_a_managers_codes_does_not_lock_the_manager_out() {
        let limits = limits();
        for _ in 0..100 {
            let _asked = limits.code_to(client("192.0.2.66"), "max@council.test");
        }
        assert_eq!(
            limits.code_to(client("192.0.2.1"), "max@council.test"),
            Ok(())
        );
    }

    #[test]
    fn a_mailbox_is_not_flooded_from_many_clients_either() {
        let limits = limits();
        let ask = |last: i32| {
            let client = client(&format!("192.0.2.{last}"));
            limits.code_to(client, "max@council.test")
        };
        let taken = (1..=20).filter(|last| ask(*last).is_ok()).count();
        assert_eq!(taken, 5);
    }

    #[test]
    fn tries_to_sign_in_count_for_one_account_from_one_client() {
        let limits = limits();
        let here = client("2001:db8::1");
        assert_eq!(limits.sign_in(here, "toni"), Ok(()));
        assert_eq!(limits.sign_in(client("2001:db8::2"), "toni"), Ok(()));
        let wait = limits.sign_in(here, "TONI").unwrap_err();
        assert!((29..=30).contains(&wait.seconds), "{wait:?}");
        assert_eq!(limits.sign_in(here, "sam"), Ok(()));
        assert_eq!(limits.sign_in(client("192.0.2.9"), "toni"), Ok(()));
    }

    #[test]
    fn tidying_forgets_nothing_that_still_counts() {
        let limits = limits();
        assert_eq!(limits.post_to("one"), Ok(()));
        assert_eq!(limits.post_to("one"), Ok(()));
        limits.tidy();
        assert!(limits.post_to("one").is_err());
    }

    #[test]
    fn waits_are_rounded_up_to_whole_seconds() {
        assert_eq!(Wait::rounded_up(Duration::ZERO).seconds, 1);
        assert_eq!(Wait::rounded_up(Duration::from_millis(1_001)).seconds, 2);
        assert_eq!(Wait::rounded_up(Duration::from_secs(2)).seconds, 2);
    }
}
