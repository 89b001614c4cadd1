//! The one test binary. Tests that need the real servers live under `real_servers`, `browser` or `kill_sweep`, or say
//! `on_postgres` in their path; `make check` leaves those out.

#![cfg_attr(
    test,
    expect(
        clippy::too_many_lines,
        clippy::excessive_nesting,
        clippy::items_after_statements,
        reason = "a journey reads best in one piece"
    )
)]

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod deployment;
#[cfg(test)]
mod desk_pages;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod kill_sweep;
#[cfg(test)]
mod mail;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod public_pages;
#[cfg(test)]
mod real_servers;
#[cfg(test)]
mod store;
