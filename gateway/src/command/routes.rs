//! `routes`: the manifest that the sites are built from. Serves nothing.

use std::path::Path;

use intake_forms::attachment::AttachmentPolicy;

use super::{Outcome, console::Console};
use crate::{
    config::Config,
    gateway::policy,
    web::{self, manifest::Route, probes::Probes},
};

/// Lists every route, with the limits of the configuration or the defaults.
pub(super) fn run(
    config: Option<&Path>,
    json: bool,
    console: &mut Console<'_>,
) -> anyhow::Result<Outcome> {
    let uploads = match config {
        Some(file) => policy(&Config::read(file)?),
        None => AttachmentPolicy::default(),
    };
    let public = web::public::site(&uploads);
    let mut routes: Vec<Route> = public.routes().to_vec();
    routes.extend(web::desk::routes());
    routes.extend(Probes::routes());
    for route in &routes {
        if json {
            console.line(&serde_json::to_value(route)?)?;
        } else {
            console.say(&format!("{:<5}{}", route.method, route.path))?;
        }
    }
    Ok(Outcome::Done)
}
