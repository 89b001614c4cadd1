//! The line is cut at many bytes of one look, TLS and all: nothing is lost, nothing is taken twice, and nothing is called missing.

use tests::fault_proxy::{Fault, FaultProxy};
use tests::servers::Servers;

use super::{Account, Hub, question, referral};

/// Places at which the line is cut.
const CUTS: u64 = 32;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_cut_anywhere_loses_no_message() {
    let proxy = FaultProxy::start(Servers::from_env().imap.port).await;
    let hub = Hub::looked_at(&Account {
        port: Some(proxy.port),
        after: "move",
        more: "move_to = \"Done\"",
        ..Account::default()
    });
    // How long such a look is when nothing happens to it.
    hub.deliver(&referral("r-whole"));
    hub.deliver(&question("q-whole"));
    hub.poll();
    let whole = proxy.said();
    let mut delivered = 3;
    let mut cut_short = 0;
    for cut in 0..CUTS {
        let what = format!("cut {cut} of {CUTS}");
        hub.deliver(&referral(&format!("r{cut}")));
        hub.deliver(&question(&format!("q{cut}")));
        delivered += 2;
        proxy.set(Fault::CutAfter(whole * (cut + 1) / (CUTS + 1)));
        cut_short += u64::from(!hub.try_poll());
        proxy.set(Fault::None);
        hub.poll();
        assert_eq!(hub.counted_in("INBOX"), 0, "{what}");
        assert_eq!(hub.counted_in("Done"), delivered, "{what}");
    }
    assert!(
        cut_short > CUTS / 2,
        "only {cut_short} looks were cut short"
    );
    let lines = hub.ledger();
    assert_eq!(u64::try_from(lines.len()).unwrap(), delivered);
    assert!(lines.iter().all(|line| line["state"] == "settled"));
    let mut rows = hub.stand.rows().await;
    let delivered = i64::try_from(delivered).unwrap();
    for (query, wanted) in [
        ("select count(*) from message", delivered),
        (
            "select count(*) from message where state = 'sorted'",
            delivered,
        ),
        ("select count(*) from task where kind = 'missing_uid'", 0),
        (
            "select count(*) from referral",
            i64::try_from(CUTS).unwrap() + 1,
        ),
    ] {
        assert_eq!(rows.number(query).await, wanted, "{query}");
    }
    hub.stand.done(&["fsck"]);
}
