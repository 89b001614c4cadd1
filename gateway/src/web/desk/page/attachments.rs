//! The files of a referral. Nothing is shown in this origin; a file with a threat has no way out; an unscanned one needs a second step.

use askama::Template;

use super::{DeskFrame, ReferralHead};
use crate::referral::ScanState;
use crate::web::page::{Checkboxes, Colour, ErrorSummary, Item, Tag};

/// One file.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// Its id in addresses.
    pub id: String,
    /// Which file of the referral it is: "File 2".
    pub title: String,
    /// Its own name, when the child's name is shown.
    pub file_name: Option<String>,
    /// "Word document".
    pub kind: String,
    /// "184 KB".
    pub size: String,
    /// "19 Nov 2026, 15:20".
    pub arrived: String,
    /// What the scanner said.
    pub scan: ScanState,
}

impl FileRow {
    /// Scanned and nothing found.
    pub fn is_clean(&self) -> bool {
        self.scan == ScanState::NoThreat
    }

    /// Not scanned: a second step leads to it.
    pub fn needs_second_step(&self) -> bool {
        matches!(
            self.scan,
            ScanState::NotScanned | ScanState::Waiting | ScanState::CannotScan
        )
    }

    /// The scan's word in its colour.
    pub fn tag(&self) -> Tag {
        let colour = match self.scan {
            ScanState::NoThreat => Colour::Green,
            ScanState::NotScanned | ScanState::CannotScan => Colour::Yellow,
            ScanState::Waiting => Colour::Grey,
            ScanState::Threat => Colour::Red,
        };
        Tag::new(self.scan.label(), colour)
    }

    /// One sentence under the tag; none where the words say it all.
    pub fn why(&self) -> &'static str {
        match self.scan {
            ScanState::NoThreat => "",
            ScanState::NotScanned => "No scanner is set up here.",
            ScanState::Waiting => "The scanner has not answered yet. It is tried again by itself.",
            ScanState::CannotScan => {
                "The scanner cannot look inside it, for example because of a password."
            }
            ScanState::Threat => "Locked. Ask the referrer to send it again.",
        }
    }
}

/// The files.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/attachments.html")]
pub struct AttachmentsPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// In the order in which they arrived.
    pub files: Vec<FileRow>,
}

/// The second step before an unscanned file.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/download_unscanned.html")]
pub struct DownloadUnscannedPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The head.
    pub head: ReferralHead,
    /// The file.
    pub file: FileRow,
    /// What to put right.
    pub problems: ErrorSummary,
}

impl DownloadUnscannedPage {
    fn confirm(&self) -> Checkboxes {
        let words = "I need this file for the referral, I expected it, and I will open it only on a machine that checks files";
        Checkboxes::new(
            "confirm",
            "Before you download it",
            vec![Item::new("yes", words)],
        )
        .error(self.problems.for_field("confirm"))
    }
}
