//! A token for Exchange Online: one POST over HTTPS with the application's own secret. Follows no redirect, keeps nothing.

use std::{path::Path, pin::pin};

use bytes::Bytes;
use http::{Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    super::source::MailboxError,
    line::{Address, dial},
};
use crate::config::OauthSection;

/// The largest answer that is read.
const LARGEST: usize = 64 * 1024;
const NOT_NOW: MailboxError = MailboxError::Later("asking for a token");
const NO_URL: MailboxError = MailboxError::Refused("token_url is no address that begins https://");

#[derive(Deserialize)]
struct Granted {
    access_token: String,
}

/// What a file of one secret holds, without the end of its line.
pub(super) fn secret(file: &Path, error: MailboxError) -> Result<Zeroizing<String>, MailboxError> {
    let text = Zeroizing::new(std::fs::read_to_string(file).map_err(|_| error)?);
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(error);
    }
    Ok(Zeroizing::new(text.to_owned()))
}

/// Asks for a token.
///
/// # Errors
/// `Refused` when the application, its secret or its directory is not accepted; `Later` else.
pub(super) async fn token(
    oauth: &OauthSection,
    ca_file: Option<&Path>,
) -> Result<Zeroizing<String>, MailboxError> {
    let url: Uri = url(oauth).parse().map_err(|_| NO_URL)?;
    let host = url
        .host()
        .filter(|_| url.scheme_str() == Some("https"))
        .ok_or(NO_URL)?;
    let client_secret = secret(
        &oauth.client_secret_file,
        MailboxError::Refused("client_secret_file cannot be read"),
    )?;
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", &oauth.client_id)
        .append_pair("scope", &oauth.scope)
        .append_pair("client_secret", &client_secret)
        .append_pair("grant_type", "client_credentials")
        .finish();
    let authority = url.authority().ok_or(NO_URL)?.as_str();
    let path = url
        .path_and_query()
        .map_or("/", http::uri::PathAndQuery::as_str);
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, authority)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Full::new(Bytes::from(body)))
        .map_err(|_| NO_URL)?;
    let address = Address {
        host: host.to_owned(),
        port: url.port_u16().unwrap_or(443),
        ca_file: ca_file.map(Path::to_owned),
    };
    let (line, _) = dial(&address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(line))
        .await
        .map_err(|_| NOT_NOW)?;
    let asking = async {
        let answer = sender.send_request(request).await.map_err(|_| NOT_NOW)?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), LARGEST)
            .collect()
            .await
            .map_err(|_| NOT_NOW)?;
        granted(status, &body.to_bytes())
    };
    let mut asking = pin!(asking);
    // The connection is driven here: nothing of it outlives this. It may end before its answer was looked at.
    tokio::select! {
        granted = &mut asking => granted,
        _ = connection => asking.await,
    }
}

fn url(oauth: &OauthSection) -> String {
    oauth.token_url.clone().unwrap_or_else(|| {
        format!(
            "https://login.microsoftonline.com/{}/oauth2/v2.0/token",
            oauth.tenant
        )
    })
}

fn granted(status: StatusCode, body: &[u8]) -> Result<Zeroizing<String>, MailboxError> {
    match status {
        StatusCode::OK => {
            let granted: Granted = serde_json::from_slice(body).map_err(|_| NOT_NOW)?;
            Ok(Zeroizing::new(granted.access_token))
        }
        StatusCode::TOO_MANY_REQUESTS => Err(NOT_NOW),
        status if status.is_client_error() => {
            Err(MailboxError::Refused("the token is not granted"))
        }
        _ => Err(NOT_NOW),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_application_is_not_tried_like_a_busy_server() {
        let given = granted(StatusCode::OK, br#"{"access_token":"t","expires_in":3599}"#);
        assert_eq!(given.unwrap().as_str(), "t");
        assert_eq!(
            granted(StatusCode::UNAUTHORIZED, b"{}"),
            Err(MailboxError::Refused("the token is not granted"))
        );
        for status in [StatusCode::TOO_MANY_REQUESTS, StatusCode::BAD_GATEWAY] {
            assert_eq!(granted(status, b""), Err(NOT_NOW));
        }
        assert_eq!(granted(StatusCode::OK, b"<html>"), Err(NOT_NOW));
    }
}
