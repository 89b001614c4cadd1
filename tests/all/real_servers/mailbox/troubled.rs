//! A day in which everything goes wrong, from one seed: mail in waves, lines that are cut, processes that die, two gateways at once,
//! people who delete and move, a mailbox that is made again, a log-in that is refused. Brings it about; says nothing of what must hold.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use tests::fault_proxy::{Fault, FaultProxy};
use tests::gateway::{Gateway as Process, command};
use tests::kill_sweep::{Calls, KillSwitch, Moment};
use tests::mail_makes::{Mail, SAM};
use tests::servers::{Database, Servers};
use tests::stand::path;

use super::{Account, Hub, question, referral, write_secret};

/// Another one is another day.
const SEED: u64 = 20_261_119;

/// What goes wrong while a wave of mail comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The line is cut after so many bytes of the server.
    CutSaid,
    /// The line is cut after so many bytes of ours.
    CutAsked,
    /// The process dies at a call.
    Killed,
    /// Two look at once.
    Two,
    /// Two look at once, and one of them dies.
    OneOfTwoDies,
    /// A person deletes some before anybody looks.
    Deleted,
    /// A person deletes some after a look that was cut short.
    DeletedHalfway,
    /// A person moves some away.
    Moved,
    /// A person moves some back.
    MovedBack,
    /// The mailbox has new UIDs, and the look at it is cut short.
    MadeAgain,
    /// The password is refused.
    Refused,
    /// Two gateways run, and one of them dies.
    Serving,
}

pub(super) const TROUBLES: [Trouble; 12] = [
    Trouble::CutSaid,
    Trouble::CutAsked,
    Trouble::Killed,
    Trouble::Two,
    Trouble::OneOfTwoDies,
    Trouble::Deleted,
    Trouble::DeletedHalfway,
    Trouble::Moved,
    Trouble::MovedBack,
    Trouble::MadeAgain,
    Trouble::Refused,
    Trouble::Serving,
];

/// A UID of one UIDVALIDITY.
pub(super) type Uid = (i64, String);

pub(super) struct Day {
    pub(super) hub: Hub,
    database: Database,
    proxy: FaultProxy,
    switch: KillSwitch,
    random: u64,
    /// Every message that was put into the mailbox, by its Message-ID, with its bytes and whether it is a referral.
    pub(super) put: BTreeMap<String, (Vec<u8>, bool)>,
    files: u64,
    /// Every UID that Dovecot ever gave, and the Message-ID under it.
    pub(super) given: BTreeMap<Uid, String>,
}

impl Day {
    pub(super) async fn begin() -> Self {
        let servers = Servers::from_env();
        let database = servers.fresh_database();
        let proxy = FaultProxy::start(servers.imap.port).await;
        let hub = Hub::looked_at(&Account {
            port: Some(proxy.port),
            after: "mark_seen",
            mailbox: "poll_seconds = 1",
            store: Some(&database.url),
            ..Account::default()
        });
        hub.doveadm(&["mailbox", "create", "-u", &hub.address, "Aside"], b"");
        let first = Mail::new("first", SAM).text("The first of all.").bytes();
        let mut day = Self {
            put: BTreeMap::from([("<first@council.test>".to_owned(), (first, false))]),
            given: BTreeMap::new(),
            switch: KillSwitch::new(),
            random: SEED,
            files: 0,
            hub,
            database,
            proxy,
        };
        let uid = (day.validity(), "0000000001".to_owned());
        day.given.insert(uid, "<first@council.test>".to_owned());
        day
    }

    /// The next number of the seed, below `most` (splitmix64).
    pub(super) fn roll(&mut self, most: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(most).unwrap()).unwrap()
    }

    /// Puts some messages into the mailbox, some of them a second time.
    fn wave(&mut self) {
        for _ in 0..4 + self.roll(7) {
            let number = self.put.len();
            let id = format!("m{number}");
            let (mail, is_referral) = match self.roll(6) {
                0 | 1 => (referral(&id), true),
                2 => (question(&id).head("Auto-Submitted", "auto-replied"), false),
                _ => (question(&id), false),
            };
            let is_copy = self.roll(6) == 0;
            let (id, bytes) = if is_copy {
                let at = self.roll(number);
                let (id, (bytes, _)) = self.put.iter().nth(at).unwrap();
                (id.clone(), bytes.clone())
            } else {
                (format!("<{id}@council.test>"), mail.bytes())
            };
            self.files += 1;
            self.hub.drop_in(&format!("wave-{}", self.files), &bytes);
            self.put.entry(id).or_insert((bytes, is_referral));
        }
        self.note();
    }

    pub(super) fn validity(&self) -> i64 {
        let hub = &self.hub;
        let told = hub.doveadm(
            &[
                "mailbox",
                "status",
                "-u",
                &hub.address,
                "uidvalidity",
                "INBOX",
            ],
            b"",
        );
        told.rsplit_once('=').unwrap().1.parse().unwrap()
    }

    /// What lies in the mailbox now.
    fn there(&self) -> BTreeMap<Uid, String> {
        let hub = &self.hub;
        let told = hub.doveadm(
            &[
                "-f",
                "tab",
                "fetch",
                "-u",
                &hub.address,
                "uid hdr.message-id",
                "mailbox",
                "INBOX",
                "all",
            ],
            b"",
        );
        let validity = self.validity();
        let lines = told
            .lines()
            .skip(1)
            .map(|line| line.split_once('\t').unwrap());
        lines
            .map(|(uid, id)| ((validity, format!("{uid:0>10}")), id.to_owned()))
            .collect()
    }

    /// Writes down the UIDs that Dovecot has given.
    pub(super) fn note(&mut self) -> BTreeMap<Uid, String> {
        let there = self.there();
        self.given.extend(there.clone());
        there
    }

    /// What a person does with some of what lies there.
    fn person(&mut self, does: &[&str]) {
        for (_, uid) in self.note().into_keys() {
            if self.roll(3) > 0 {
                continue;
            }
            let uid = uid.trim_start_matches('0');
            let whose = ["-u", self.hub.address.as_str()];
            let which = ["mailbox", "INBOX", "uid", uid];
            let (verb, to) = does.split_at(1);
            self.hub.doveadm(&[verb, &whose, to, &which].concat(), b"");
        }
    }

    pub(super) fn sql(&self, statement: &str) -> String {
        self.hub.servers.sql(&self.database.name, statement)
    }

    /// The leases of a process that is gone, and the rests of what could not be fetched, end by themselves.
    pub(super) fn time_passes(&self) {
        for over in [
            "update mail_folder set leased_until = 0",
            "update message set leased_until = 0",
            "update mail_uid set next_at = 0",
        ] {
            self.sql(over);
        }
    }

    /// A look, begun; with a `death`, it dies there.
    fn look(&self, death: Option<(Calls, u32, Moment)>) -> Child {
        let config = self.hub.stand.config();
        let mut look = command(&["--config", path(&config), "mailbox", "poll"]);
        if let Some((calls, nth, moment)) = death {
            self.switch.guard(&mut look);
            self.switch.arm_at(calls, nth, moment);
        }
        look.stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        look.spawn().unwrap()
    }

    fn cut(&mut self, fault: fn(u64) -> Fault, length: u64) -> bool {
        let byte = 1 + self.roll(usize::try_from(length.max(1)).unwrap());
        self.proxy.set(fault(u64::try_from(byte).unwrap()));
        let whole = self.hub.try_poll();
        self.proxy.set(Fault::None);
        whole
    }

    fn death(&mut self) -> (Calls, u32, Moment) {
        let (calls, moment, most) = match self.roll(5) {
            0 => (Calls::Sync, Moment::After, 20),
            1 => (Calls::Write, Moment::Half, 60),
            2 => (Calls::Rename, Moment::Before, 10),
            3 => (Calls::Create, Moment::Before, 20),
            _ => (Calls::Send, Moment::Half, 60),
        };
        (calls, 1 + u32::try_from(self.roll(most)).unwrap(), moment)
    }

    /// One wave with its trouble; whether something really broke.
    pub(super) fn comes(&mut self, trouble: Trouble) -> bool {
        if trouble == Trouble::MovedBack {
            let hub = &self.hub;
            hub.doveadm(
                &[
                    "move",
                    "-u",
                    &hub.address,
                    "INBOX",
                    "mailbox",
                    "Aside",
                    "all",
                ],
                b"",
            );
        }
        self.wave();
        match trouble {
            Trouble::CutSaid => return !self.cut(Fault::CutAfter, 12_000),
            Trouble::CutAsked => return !self.cut(Fault::CutAfterAsking, 2_500),
            Trouble::Killed => {
                let death = self.death();
                return !self.look(Some(death)).wait().unwrap().success();
            }
            Trouble::Two => {
                let both = [self.look(None), self.look(None)];
                for mut one in both {
                    assert!(one.wait().unwrap().success());
                }
            }
            Trouble::OneOfTwoDies => {
                let death = self.death();
                let (mut one, mut other) = (self.look(Some(death)), self.look(None));
                let died = !one.wait().unwrap().success();
                self.time_passes();
                assert!(other.wait().unwrap().success());
                return died;
            }
            Trouble::Deleted => self.person(&["expunge"]),
            Trouble::DeletedHalfway => {
                let cut = !self.cut(Fault::CutAfter, 9_000);
                self.person(&["expunge"]);
                return cut;
            }
            Trouble::Moved => self.person(&["move", "Aside"]),
            Trouble::MovedBack => {}
            Trouble::MadeAgain => {
                let next = (self.validity() + 1).to_string();
                let hub = &self.hub;
                hub.doveadm(
                    &[
                        "mailbox",
                        "update",
                        "-u",
                        &hub.address,
                        "--uid-validity",
                        &next,
                        "INBOX",
                    ],
                    b"",
                );
                self.note();
                return !self.cut(Fault::CutAfter, 12_000);
            }
            Trouble::Refused => {
                write_secret(&self.hub.stand, "mailbox.password", "another");
                let refused = !self.hub.try_poll();
                write_secret(
                    &self.hub.stand,
                    "mailbox.password",
                    &self.hub.servers.imap.password,
                );
                assert!(refused);
            }
            Trouble::Serving => self.serving(),
        }
        true
    }

    /// Two gateways run while more comes; one dies in the midst of it.
    fn serving(&mut self) {
        let config = self.hub.stand.config();
        let mut both = [Process::serve(&config), Process::serve(&config)];
        let before = self.sorted();
        self.wave();
        self.until("something is sorted", |day| day.sorted() > before);
        both[0].kill_9();
        self.person(&["move", "Aside"]);
        self.wave();
        self.time_passes();
        self.until("all is settled", |day| {
            let settled = day.sql("select uid from mail_uid where state = 'settled' and present");
            let settled: BTreeSet<&str> = settled.lines().collect();
            day.there()
                .keys()
                .all(|(_, uid)| settled.contains(uid.as_str()))
        });
        both[1].kill_9();
        self.time_passes();
    }

    fn sorted(&self) -> i64 {
        let sorted = "select count(*) from message where state = 'sorted'";
        self.sql(sorted).parse().unwrap()
    }

    /// Asks again and again; each answer takes the time of a question to a server.
    fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let end = Instant::now() + Duration::from_mins(1);
        while !is_so(self) {
            assert!(Instant::now() < end, "not yet: {what}");
        }
    }

    /// Looks until a look finds nothing more to do.
    pub(super) fn comes_to_rest(&self) {
        for _ in 0..5 {
            self.time_passes();
            let polled = self.hub.poll();
            if ["taken", "gone", "failed"]
                .iter()
                .all(|word| polled[*word] == 0)
            {
                return;
            }
        }
        panic!("the looks have no end");
    }
}
