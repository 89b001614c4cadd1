//! The files of a referral. Each download is recorded and leaves under a name that says nothing about the child; one that was not
//! scanned needs a second step; one with a threat has no way out.

use std::path::Path;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};
use intake_forms::attachment::size;

use super::{
    dates,
    found::Found,
    page::{AttachmentsPage, DeskFrame, DownloadUnscannedPage, FileRow, ReferralHead, Tab},
    reading,
    site::{Answer, drawn, onward},
};
use crate::{
    journey::{
        download::{self as journey, DownloadError},
        view::{OpenReferral, Part},
    },
    referral::{Attachment, Id},
    web::{extract::Posted, headers, page::ErrorSummary, page_error::PageError},
};

const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// The list.
pub async fn list(found: Found) -> Answer {
    let open = found.open(Part::Attachments).await?;
    let head = reading::head(&open, found.account(), Some(Tab::Attachments), None);
    drawn(StatusCode::OK, &page(found.frame(), head, &open))
}

/// The page of the list.
pub(super) fn page(frame: DeskFrame, head: ReferralHead, open: &OpenReferral) -> AttachmentsPage {
    let files = files(open, head.shown.is_some());
    AttachmentsPage { frame, head, files }
}

/// A file that was scanned; any other is asked about first.
pub async fn download(found: Found) -> Answer {
    send(&found, false).await
}

/// The second step.
pub async fn ask(found: Found) -> Answer {
    second_step(&found, StatusCode::OK, ErrorSummary::default()).await
}

/// The second step, sent.
pub async fn download_unscanned(found: Found, Posted(fields): Posted) -> Answer {
    if fields.has("confirm", "yes") {
        return send(&found, true).await;
    }
    let mut problems = ErrorSummary::default();
    problems.push("confirm", "Tick the box to download the file");
    second_step(&found, StatusCode::UNPROCESSABLE_ENTITY, problems).await
}

async fn second_step(found: &Found, status: StatusCode, problems: ErrorSummary) -> Answer {
    let open = found.open(Part::Attachments).await?;
    let file = files(&open, false)
        .into_iter()
        .find(|file| file.id == found.item)
        .ok_or(PageError::NotFound)?;
    if !file.needs_second_step() {
        return Ok(onward(&found.path("/attachments")));
    }
    let head = reading::head(&open, found.account(), None, None);
    drawn(
        status,
        &DownloadUnscannedPage {
            frame: found.frame(),
            head,
            file,
            problems,
        },
    )
}

async fn send(found: &Found, understood: bool) -> Answer {
    let id: Id<Attachment> = Id::read(&found.item).ok_or(PageError::NotFound)?;
    let which = (&found.referral.id, &id);
    match journey::download(
        found.keyholder(),
        found.account(),
        which,
        understood,
        found.desk.door.now,
    )
    .await
    {
        Ok((header, bytes)) => {
            let files = found
                .keyholder()
                .store
                .attachments_of(&found.referral.id)
                .await?;
            let number = files
                .iter()
                .position(|file| file.id == id)
                .map_or(1, |place| place + 1);
            let name = file_name(found.referral.reference.as_str(), number, &header.name);
            bytes_of(&name, header.digest.pt_len, Body::from_stream(bytes))
        }
        Err(DownloadError::NotThere) => Err(PageError::NotFound),
        Err(DownloadError::Locked) => Ok(onward(&found.path("/attachments"))),
        Err(DownloadError::NotScanned) => {
            Ok(onward(&found.path(&format!("/attachments/{id}/unscanned"))))
        }
        Err(DownloadError::Journey(error)) => Err(error.into()),
    }
}

/// Bytes on their way out: never shown in this origin, whatever they are.
pub(super) fn bytes_of(name: &str, length: u64, body: Body) -> Result<Response, PageError> {
    let disposition = HeaderValue::try_from(format!(
        "attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    ));
    let headers = [
        (CONTENT_TYPE, BYTES),
        (
            CONTENT_DISPOSITION,
            disposition.map_err(|error| PageError::wrong(&error))?,
        ),
        (CONTENT_LENGTH, HeaderValue::from(length)),
        (CONTENT_SECURITY_POLICY, headers::DOWNLOAD),
    ];
    Ok((headers, body).into_response())
}

/// `7K3Q-2FWD-file-2.docx`: its sender may have named it after the child.
pub(super) fn file_name(reference: &str, number: usize, sent_as: &str) -> String {
    let extension = Path::new(sent_as)
        .extension()
        .and_then(|extension| extension.to_str());
    let plain =
        |text: &&str| text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match extension.filter(plain) {
        Some(extension) => format!(
            "{reference}-file-{number}.{}",
            extension.to_ascii_lowercase()
        ),
        None => format!("{reference}-file-{number}"),
    }
}

fn files(open: &OpenReferral, name: bool) -> Vec<FileRow> {
    let numbered = open.files.iter().zip(1..);
    numbered
        .map(|((row, sent), number)| FileRow {
            id: row.id.to_string(),
            title: format!("File {number}"),
            file_name: name.then(|| sent.name.clone()),
            kind: sent.kind.clone(),
            size: size(sent.bytes),
            arrived: dates::moment(row.made_at),
            scan: row.scan,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_download_is_named_after_the_referral_only() {
        assert_eq!(
            file_name("7K3Q-2FWD", 2, "Robin Example.DOCX"),
            "7K3Q-2FWD-file-2.docx"
        );
        assert_eq!(
            file_name("7K3Q-2FWD", 1, "Robin Example"),
            "7K3Q-2FWD-file-1"
        );
        assert_eq!(file_name("7K3Q-2FWD", 1, "a.Robin\"x"), "7K3Q-2FWD-file-1");
        assert_eq!(
            file_name("7K3Q-2FWD", 1, "a.robin-example"),
            "7K3Q-2FWD-file-1"
        );
    }
}
