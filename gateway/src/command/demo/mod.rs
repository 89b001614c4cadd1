//! `demo`: a whole gateway in one folder with invented people, on this machine only. Never touches a folder that is not a demonstration's.

mod certificates;
mod folder;
mod papers;
mod people;
mod seed;
mod stories;

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use serde_json::json;
use tokio::net::TcpListener;

use super::{
    Outcome,
    console::Console,
    serve::{Listeners, Running},
};
use crate::{clock::Clock, config::Config, gateway::Gateway, store::Store, web::serve};

use folder::{Demonstration, Found};
use people::Person;

/// Runs a demonstration.
pub(super) async fn run(
    folder: &Path,
    [public, desk]: [SocketAddr; 2],
    clock: &Clock,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    only_this_machine("--public", public)?;
    only_this_machine("--desk", desk)?;
    let (demonstration, found) = Demonstration::prepare(folder, clock.now())?;
    let (public, desk) = (listen("--public", public)?, listen("--desk", desk)?);
    let probes = listen("probes", SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    demonstration.write_config(public.local_addr()?, desk.local_addr()?)?;
    let config = Config::read(&demonstration.config_file())?;
    let store = Store::open(&config.store_url()?).await?;
    store.migrate().await?;
    store.close().await?;
    let gateway = Gateway::build(config, clock.clone()).await?;
    let people: Vec<Person> = match found {
        Found::New => {
            let people = seed::seed(&gateway).await?;
            demonstration.write_people(&people)?;
            people
        }
        Found::Finished => demonstration.read_people()?,
    };
    let (public_origin, desk_origin) = (
        gateway.config.public.origin.clone(),
        gateway.config.desk.origin.clone(),
    );
    let running = Running::start(gateway, Listeners::of(public, desk, probes))?;
    words(
        &demonstration,
        (&public_origin, &desk_origin),
        &people,
        console,
    )?;
    console.line(&json!({
        "ready": true,
        "public": public_origin,
        "desk": desk_origin,
        "ca": demonstration.path(folder::CA),
        "letters": demonstration.path(folder::LETTERS),
        "maildir": demonstration.path(folder::MAILDIR),
        "accounts": people,
    }))?;
    running.until_told().await
}

/// Refuses an address that others can reach.
fn only_this_machine(what: &str, address: SocketAddr) -> anyhow::Result<()> {
    if !address.ip().is_loopback() {
        bail!(
            "{what}: {address} is not a loopback address, and a demonstration is for this machine only"
        );
    }
    Ok(())
}

/// Listens on an address; on a free port when the one asked for is taken.
fn listen(what: &str, address: SocketAddr) -> anyhow::Result<TcpListener> {
    match serve::listen(address) {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            serve::listen(SocketAddr::new(address.ip(), 0))
        }
        listener => listener,
    }
    .with_context(|| format!("{what}: {address}"))
}

fn words(
    demonstration: &Demonstration,
    (public, desk): (&str, &str),
    people: &[Person],
    console: &mut Console<'_>,
) -> anyhow::Result<()> {
    let shown = |name: &str| -> PathBuf { demonstration.path(name) };
    console.say(&format!(
        "\nThe demonstration is ready. Everybody in it is invented.\n\n  Refer a child     {public}\n  Screeners’ desk   {desk}\n  \
         Letters (.eml)    {}\n  Certificate       {}  (trust it for this demonstration only)\n",
        shown(folder::LETTERS).display(),
        shown(folder::CA).display()
    ))?;
    for person in people {
        console.say(&format!(
            "  Sign in as        {}\n    Password        {}\n    Authenticator   {}\n",
            person.name, person.password, person.totp_secret
        ))?;
    }
    console.say("Refer from an address ending in @council.test, @school.test or @exampleshire.test; the code arrives in the letters.\nCtrl-C stops it.")
}
