//! Drafts that are filled in and lack their last requests, as bytes to be sent: what the load sends costs the load nothing to make.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN};
use reqwest::{Client, RequestBuilder};
use tests::people::{FORM, Referrer, mailbox};
use tests::stand::Stand;
use tokio::task::JoinSet;

/// Drafts that are filled in at the same time.
const AT_ONCE: usize = 8;

/// The boundary of an upload's parts.
const BOUNDARY: &str = "B";

/// One draft, as its browser holds it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Its cookies.
    cookies: String,
    /// A token for its forms.
    token: String,
    /// The form that sends it, filled in.
    send: Bytes,
}

impl Draft {
    /// A draft with nothing in it, whose mailbox is proved.
    pub(crate) async fn begun(stand: &Stand) -> Result<Self> {
        let referrer = Referrer::new(stand);
        referrer.begin(stand).await;
        Self::held(&referrer).await
    }

    /// A draft that only needs to be sent.
    pub(crate) async fn filled(stand: &Stand) -> Result<Self> {
        let referrer = Referrer::new(stand);
        referrer.begin(stand).await;
        referrer.fill(&mailbox("max.specimen"), &[]).await;
        let form = referrer.ready_to_send().await;
        let send = referrer.browser.request(&form).build()?;
        let send = send.body().and_then(reqwest::Body::as_bytes);
        let send = Bytes::copy_from_slice(send.context("a form")?);
        Ok(Self {
            send,
            ..Self::held(&referrer).await?
        })
    }

    /// As many that only need to be sent.
    pub(crate) async fn many_filled(stand: &Stand, count: usize) -> Result<Vec<Self>> {
        let each = (0..count).map(|_| Self::filled(stand));
        let each = stream::iter(each).buffer_unordered(AT_ONCE);
        each.try_collect().await
    }

    /// As many that were only begun.
    pub(crate) async fn many_begun(stand: &Stand, count: usize) -> Result<Vec<Self>> {
        let each = (0..count).map(|_| Self::begun(stand));
        let each = stream::iter(each).buffer_unordered(AT_ONCE);
        each.try_collect().await
    }

    async fn held(referrer: &Referrer) -> Result<Self> {
        let page = referrer.browser.get(&format!("{FORM}/attachments")).await;
        let tokens = page.attributes("input[name=csrf]", "value");
        Ok(Self {
            cookies: referrer.browser.cookies(),
            token: tokens.into_iter().next().context("a token")?,
            send: Bytes::new(),
        })
    }

    /// The upload of a text file.
    pub(crate) fn upload(&self, client: &Client, origin: &str, text: &[u8]) -> RequestBuilder {
        let mut body = self.head_of_parts().into_bytes();
        body.extend_from_slice(text);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.post(client, origin, "/attachments")
            .header(CONTENT_TYPE, kind)
            .body(body)
    }

    /// Its send.
    pub(crate) fn send(&self, client: &Client, origin: &str) -> RequestBuilder {
        self.post(client, origin, "/answers")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(self.send.clone())
    }

    /// A page's form, filled in.
    pub(crate) fn save(
        &self,
        client: &Client,
        origin: &str,
        (path, fields): (&str, &[(String, String)]),
    ) -> RequestBuilder {
        let token = ("csrf", self.token.as_str());
        let fields = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let all: Vec<(&str, &str)> = std::iter::once(token).chain(fields).collect();
        self.post(client, origin, &format!("/{path}")).form(&all)
    }

    fn post(&self, client: &Client, origin: &str, path: &str) -> RequestBuilder {
        client
            .post(format!("{origin}{FORM}{path}"))
            .header(ORIGIN, origin)
            .header(COOKIE, &self.cookies)
    }

    /// The head of an upload over HTTP/1.1 whose body has `length` bytes, and the beginning of that body.
    pub(crate) fn begun_upload(&self, origin: &str, length: usize) -> String {
        format!(
            "POST {FORM}/attachments HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nCookie: {}\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n{}",
            self.cookies,
            self.head_of_parts()
        )
    }

    /// Everything before the bytes of the file.
    fn head_of_parts(&self) -> String {
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--{BOUNDARY}\r\n\
             Content-Disposition: form-data; name=\"files\"; filename=\"plan.txt\"\r\nContent-Type: text/plain\r\n\r\n",
            self.token
        )
    }
}

/// Random bytes as letters, which a text file may hold.
pub(crate) fn text(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| b'a' + byte % 26).collect()
}

/// Sends one request, which must be answered with another page's address.
pub(crate) async fn done(request: RequestBuilder) -> Result<()> {
    let response = request.send().await?;
    let status = response.status().as_u16();
    response.bytes().await?;
    ensure!(status == 303, "it was answered with {status}");
    Ok(())
}

/// Does something for each, on as many connections at once as there are clients; how many failed, and the first reason.
pub(crate) async fn in_lanes<T, F>(
    clients: &[Client],
    items: Vec<T>,
    each: impl Fn(Client, T) -> F + Send + Sync + 'static,
) -> Result<(usize, Option<String>)>
where
    T: Send + 'static,
    F: Future<Output = Result<()>> + Send + 'static,
{
    let (each, items) = (Arc::new(each), Arc::new(Mutex::new(items)));
    let mut lanes = JoinSet::new();
    for client in clients {
        let (client, each, items) = (client.clone(), Arc::clone(&each), Arc::clone(&items));
        lanes.spawn(async move {
            let mut failures = Vec::new();
            let next = || items.lock().unwrap_or_else(PoisonError::into_inner).pop();
            while let Some(item) = next() {
                let done = each(client.clone(), item).await;
                failures.extend(done.err().map(|error| format!("{error:#}")));
            }
            failures
        });
    }
    let mut failures = Vec::new();
    while let Some(lane) = lanes.join_next().await {
        failures.extend(lane?);
    }
    Ok((failures.len(), failures.into_iter().next()))
}
