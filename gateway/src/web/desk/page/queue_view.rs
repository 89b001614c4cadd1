//! The views of the queue: their codes in addresses and their words. They count nothing and name nobody.

/// A view of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueView {
    /// Not decided.
    ToScreen,
    /// Held by the reader.
    Mine,
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
    /// The referrer was asked.
    Asked,
    /// Everything not closed.
    AllOpen,
}

impl QueueView {
    /// Every view in order.
    pub const ALL: [Self; 6] = [
        Self::ToScreen,
        Self::Mine,
        Self::Asked,
        Self::Accepted,
        Self::Declined,
        Self::AllOpen,
    ];

    /// Code in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::ToScreen => "to-screen",
            Self::Mine => "mine",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Asked => "asked",
            Self::AllOpen => "all-open",
        }
    }

    /// Reads a code from an address.
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.code() == code)
    }

    /// The word on the view.
    pub fn label(self) -> &'static str {
        match self {
            Self::ToScreen => "To screen",
            Self::Mine => "Mine",
            Self::Accepted => "Accepted",
            Self::Declined => "Declined",
            Self::Asked => "Waiting for the referrer",
            Self::AllOpen => "All open",
        }
    }

    /// Whether the latest receipt comes first.
    pub fn newest_first(self) -> bool {
        matches!(self, Self::Accepted | Self::Declined)
    }

    /// After the count: "12 to screen".
    pub fn counted(self) -> &'static str {
        match self {
            Self::ToScreen => "to screen",
            Self::Mine => "held by you",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Asked => "waiting for the referrer",
            Self::AllOpen => "open",
        }
    }

    /// What an empty view says.
    pub fn empty(self) -> (&'static str, &'static str) {
        match self {
            Self::ToScreen => (
                "Nothing to screen",
                "Every referral received has been screened.",
            ),
            Self::Mine => ("You hold no referral", "Claim one under To screen."),
            Self::Accepted => (
                "No referral has been accepted",
                "An accepted referral stands here with its letters.",
            ),
            Self::Declined => (
                "No referral has been declined",
                "A declined referral stands here with its letters.",
            ),
            Self::Asked => (
                "No question is open",
                "A referral stands here while its referrer is asked for information.",
            ),
            Self::AllOpen => (
                "No referral is open",
                "A referral stands here from the day on which the hub receives it.",
            ),
        }
    }

    /// The address of its first page.
    pub fn path(self) -> String {
        format!("/desk/queue?view={}", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_reads_back_from_its_address() {
        for view in QueueView::ALL {
            assert_eq!(QueueView::read(view.code()), Some(view));
        }
    }
}
