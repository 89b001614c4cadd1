//! The gateway. `ARCHITECTURE.md` is the map; the folders below are its floors, and imports go down only:
//! doors (`command`, `web`, `worker`) → `journey` → adapters (`seal`, `store`, `blobs`, `mailbox`, `post`, `postcodes`, `scan`, `credentials`, `clock`, `random`)
//! → pure (`referral`, `screening`, `pathway`, `letters`, `mail`, `audit`, `config`).

pub mod audit;
pub mod blobs;
pub mod clock;
pub mod command;
pub mod config;
pub mod credentials;
pub mod gateway;
pub mod journey;
pub mod letters;
pub mod mail;
pub mod mailbox;
pub mod pathway;
pub mod post;
pub mod postcodes;
pub mod random;
pub mod referral;
pub mod scan;
pub mod screening;
pub mod seal;
pub mod store;
pub mod web;
pub mod worker;
