//! The line is cut after the bytes of one look, TLS and all, in either direction: nothing is lost, nothing is taken twice, and nothing
//! is called missing. `make test` cuts after every eighth byte, `RG_EVERY_BYTE=1` after each, which takes a quarter of an hour.

use gateway::clock::Clock;
use gateway::config::Config;
use gateway::gateway::Gateway;
use tests::fault_proxy::{Fault, FaultProxy};
use tests::house::install_crypto;
use tests::mail_rooms::InProcess;
use tests::servers::Servers;

use super::filled::Filled;

/// So often a look is at a referral, the others are at a question, which is sorted faster; and so often a whole look follows although
/// a cut has touched nothing.
const EACH: u64 = 50;

/// How far one cut is from the next.
fn step() -> usize {
    if std::env::var_os("RG_EVERY_BYTE").is_some() {
        1
    } else {
        8
    }
}

/// Cuts after one byte and then another, from the first to the last.
async fn sweep(fault: fn(u64) -> Fault, length: fn(&FaultProxy) -> u64) {
    let proxy = FaultProxy::start(Servers::from_env().imap.port).await;
    let mut filled = Filled::new(Some(proxy.port)).await;
    install_crypto();
    let config = Config::read(&filled.hub.stand.config()).unwrap();
    let mut gateway = Gateway::build(config, Clock::system()).await.unwrap();
    let hub = InProcess::of(&mut gateway);
    filled.deliver(true);
    hub.look().await.unwrap();
    filled.holds("whole").await;
    let whole = length(&proxy);
    let mut cut_short = 0;
    let mut cuts = 0;
    let mut is_untouched = false;
    for byte in (1..=whole).step_by(step()) {
        let what = format!("cut after byte {byte} of {whole}");
        // A message that the cuts before have not touched is there for the next one.
        if !is_untouched {
            filled.deliver(cuts % EACH == 0);
        }
        cuts += 1;
        proxy.set(fault(byte));
        cut_short += u64::from(hub.look().await.is_err());
        proxy.set(Fault::None);
        filled.nothing_moved_early(&what).await;
        is_untouched = cuts % EACH != 0 && filled.is_untouched().await;
        if is_untouched {
            continue;
        }
        let looked = hub.look().await;
        looked.unwrap_or_else(|error| panic!("{what}: {error}"));
        filled.holds(&what).await;
    }
    if is_untouched {
        hub.look().await.unwrap();
    }
    assert!(
        cut_short > cuts / 2,
        "only {cut_short} of {cuts} looks were cut short"
    );
    filled.holds_to_the_end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_cut_after_any_byte_of_the_server_loses_no_message() {
    sweep(Fault::CutAfter, FaultProxy::said).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_cut_after_any_byte_of_ours_loses_no_message() {
    sweep(Fault::CutAfterAsking, FaultProxy::asked).await;
}
