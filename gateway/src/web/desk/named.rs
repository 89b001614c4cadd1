//! What an address names by its id alone: a message or a task.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;

use super::{
    door::{Desk, Refused},
    page::{DeskFrame, Section},
    site::DeskSite,
};
use crate::{
    journey::Keyholder,
    referral::{Account, Id},
    web::page_error::PageError,
};

/// An id in an address, and who asks for it. Whether there is anything with it, the handler finds out.
#[derive(Debug)]
pub struct Named<Kind> {
    /// Who asks.
    pub desk: Desk,
    /// The id.
    pub id: Id<Kind>,
    /// The part of a message, as the address has it; empty when it names none.
    pub part: String,
}

impl<Kind> Named<Kind> {
    /// The rooms that hold the hub's keys.
    pub fn keyholder(&self) -> &Keyholder {
        &self.desk.door.site.keyholder
    }

    /// Who asks.
    pub fn account(&self) -> &Account {
        self.desk.who.account()
    }

    /// The frame of a page of this section.
    pub fn frame(&self, section: Section) -> DeskFrame {
        self.desk.frame().within(section)
    }
}

impl<Kind> FromRequestParts<Arc<DeskSite>> for Named<Kind> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<DeskSite>) -> Result<Self, Refused> {
        let desk = Desk::from_request_parts(parts, site).await?;
        let params = RawPathParams::from_request_parts(parts, site)
            .await
            .map_err(|_| PageError::NotFound)?;
        let of = |wanted: &str| {
            params
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| value)
        };
        let id = of("id").and_then(Id::read).ok_or(PageError::NotFound)?;
        let part = of("part").unwrap_or_default().to_owned();
        Ok(Self { desk, id, part })
    }
}
