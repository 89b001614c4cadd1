//! The desk's own page for each failure. It knows nobody: what failed may have failed before it was known who asks.

use askama::Template;

use super::{page::FailurePage, site::DeskSite};
use crate::web::page_error::{Failure, PageError};

/// The page.
pub fn page(site: &DeskSite, failure: &Failure) -> String {
    let frame = site.frame(None, "", site.clock.now());
    let page = match &failure.error {
        PageError::NotFound | PageError::Method | PageError::Deleted => {
            FailurePage::not_found(frame)
        }
        PageError::NotFromYou | PageError::NoCookies => FailurePage::forbidden(frame),
        PageError::Ended => FailurePage::ended(frame),
        PageError::Changed => FailurePage::changed(frame),
        PageError::TooLarge | PageError::OtherKind | PageError::Unreadable | PageError::TooSlow => {
            FailurePage::unreadable(frame)
        }
        PageError::TooMany(_) => FailurePage::wait(frame),
        PageError::Busy { fault } => FailurePage::busy(frame, fault),
        PageError::Wrong { fault } => FailurePage::failed(frame, fault),
    };
    page.render().unwrap_or_default()
}
