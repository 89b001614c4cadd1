//! G2: a new visitor: a connection, a full handshake and the form page, against nginx serving the very same bytes. Both sides agree on
//! X25519, which is all that nginx here knows; ours alone is measured with the hybrid exchange that today's browsers ask for as well.

use anyhow::{Context as _, Result};
use rustls::crypto::aws_lc_rs::kx_group::{X25519, X25519MLKEM768};

use crate::Bench;
use crate::g1::FORM_PAGE;
use crate::load::{NewVisits, new_client};
use crate::nginx::PAGE;
use crate::ratio::{Limit, Pairs, median, say};

pub(crate) async fn run(bench: &Bench) -> Result<()> {
    let stand = Bench::gateway();
    let origin = stand.public_origin().to_owned();
    let page = new_client(&stand.ca())?
        .get(format!("{origin}{FORM_PAGE}"))
        .send()
        .await?
        .bytes()
        .await?;
    let nginx = bench.nginx("g2", &page)?;
    let port = origin.rsplit(':').next().context("a port")?.parse()?;
    let ours = NewVisits::to(port, &stand.ca(), FORM_PAGE, X25519)?;
    let hybrid = NewVisits::to(port, &stand.ca(), FORM_PAGE, X25519MLKEM768)?;
    let theirs = NewVisits::to(nginx.port, &nginx.ca, PAGE, X25519)?;
    let mut visits = Pairs {
        name: "G2 new visitor: full handshake and form page",
        unit: "a second",
        limit: Limit::AtLeast(1.0),
        figures: Vec::new(),
    };
    let mut hybrids = Vec::new();
    for _ in 0..bench.pairs {
        visits
            .figures
            .push((ours.a_second().await?, theirs.a_second().await?));
        hybrids.push(hybrid.a_second().await?);
    }
    visits.print();
    say(&format!(
        "G2 new visitor with X25519MLKEM768: {:.0} a second (no goal)",
        median(&hybrids)
    ));
    Ok(())
}
