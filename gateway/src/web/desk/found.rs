//! The referral that an address names, for a screener. What is not with the hub is not there: the same page as for a reference
//! that nobody has.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;

use super::{
    door::{Desk, Refused},
    page::DeskFrame,
    site::DeskSite,
};
use crate::{
    journey::{
        Keyholder,
        view::{self, OpenReferral, Part},
    },
    referral::{Account, Reference, Referral},
    web::page_error::PageError,
};

/// A referral with the hub, and who asks for it.
#[derive(Debug)]
pub struct Found {
    /// Who asks.
    pub desk: Desk,
    /// The row.
    pub referral: Referral,
    /// The id of a file or letter of it, as the address has it; empty when it names none.
    pub item: String,
}

impl Found {
    /// The rooms that hold the hub's keys.
    pub fn keyholder(&self) -> &Keyholder {
        &self.desk.door.site.keyholder
    }

    /// Who asks.
    pub fn account(&self) -> &Account {
        self.desk.who.account()
    }

    /// The frame of a page.
    pub fn frame(&self) -> DeskFrame {
        self.desk.frame()
    }

    /// The address of the referral, or of a page below it.
    pub fn path(&self, below: &str) -> String {
        format!("/desk/referrals/{}{below}", self.referral.reference)
    }

    /// Opens it, which is recorded.
    pub async fn open(&self, part: Part) -> Result<OpenReferral, PageError> {
        let open = view::open(
            self.keyholder(),
            self.account(),
            &self.referral.id,
            part,
            self.desk.door.now,
        )
        .await?;
        open.ok_or(PageError::NotFound)
    }
}

impl FromRequestParts<Arc<DeskSite>> for Found {
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
        let reference = of("reference")
            .and_then(|typed| Reference::read(typed).ok())
            .ok_or(PageError::NotFound)?;
        let item = of("item").unwrap_or_default().to_owned();
        let found = site
            .keyholder
            .store
            .find_by_reference(&reference)
            .await
            .map_err(PageError::from)?;
        let referral = found
            .filter(|referral| referral.stage.is_with_the_hub())
            .ok_or(PageError::NotFound)?;
        Ok(Self {
            desk,
            referral,
            item,
        })
    }
}
