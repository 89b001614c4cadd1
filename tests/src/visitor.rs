//! A person with a browser and without JavaScript: keeps cookies, sends what a browser sends, follows redirects on one site.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, RequestBuilder, Response, Url, multipart, redirect};

use crate::form::{Form, resolve};
use crate::page::Page;

/// One person on one site.
#[derive(Debug, Clone)]
pub struct Visitor {
    http: Client,
    jar: Arc<Jar>,
    origin: Url,
}

impl Visitor {
    /// A new browser on the site at `origin`, trusting the authority in the file `ca` only.
    pub fn new(origin: &str, ca: &Path) -> Self {
        Self::from_address(origin, ca, IpAddr::from([127, 0, 0, 1]))
    }

    /// The same, coming from another loopback address, such as 127.0.0.7.
    pub fn from_address(origin: &str, ca: &Path, address: IpAddr) -> Self {
        let pem = std::fs::read(ca).unwrap_or_else(|error| panic!("{}: {error}", ca.display()));
        let jar = Arc::new(Jar::default());
        let http = Client::builder()
            .tls_certs_only(Certificate::from_pem_bundle(&pem).expect("certificates"))
            .cookie_provider(Arc::clone(&jar))
            .redirect(redirect::Policy::none())
            .local_address(address)
            .no_proxy()
            .timeout(Duration::from_mins(1))
            .user_agent("Mozilla/5.0 (test visitor)")
            .build()
            .expect("a client");
        Self {
            http,
            jar,
            origin: Url::parse(origin).expect("an origin"),
        }
    }

    /// A second tab: the same cookies.
    #[must_use]
    pub fn tab(&self) -> Self {
        self.clone()
    }

    /// The same browser, its cookies too, after the site came back at another port.
    #[must_use]
    pub fn moved_to(&self, origin: &str) -> Self {
        Self {
            origin: Url::parse(origin).expect("an origin"),
            ..self.clone()
        }
    }

    /// The same person with the same cookies, and no connection open yet.
    #[must_use]
    pub fn reconnected(&self, ca: &Path) -> Self {
        let new = Self::new(self.origin.as_str(), ca);
        for cookie in self.cookies().split("; ") {
            new.set_cookie(&format!("{cookie}; Path=/; Secure"));
        }
        new
    }

    /// The bare client, for requests that no page would make.
    pub fn http(&self) -> &Client {
        &self.http
    }

    /// The full address of a path.
    pub fn url(&self, path: &str) -> Url {
        self.origin
            .join(path)
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The site's origin as browsers write it.
    pub fn origin(&self) -> String {
        self.origin.origin().ascii_serialization()
    }

    /// The cookies that would be sent now, `name=value; …`.
    pub fn cookies(&self) -> String {
        let header = self.jar.cookies(&self.origin);
        header
            .and_then(|value| value.to_str().map(str::to_owned).ok())
            .unwrap_or_default()
    }

    /// Adds a cookie as the site would have set it, for example one that was stolen or has grown stale.
    pub fn set_cookie(&self, cookie: &str) {
        self.jar.add_cookie_str(cookie, &self.origin);
    }

    /// Opens a path.
    pub async fn get(&self, path: &str) -> Page {
        self.follow(self.http.get(self.url(path)), path).await
    }

    /// Follows the link with these words.
    pub async fn click(&self, page: &Page, link: &str) -> Page {
        self.get(&resolve(&page.path, &page.link(link))).await
    }

    /// Sends a form as a browser would.
    pub async fn send(&self, form: &Form) -> Page {
        self.follow(self.request(form), &form.action).await
    }

    /// Sends a form with some headers changed, for example a foreign `Origin`.
    pub async fn send_with(&self, form: &Form, headers: &[(&str, &str)]) -> Page {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(
                HeaderName::try_from(*name).expect("a name"),
                HeaderValue::from_str(value).expect("a value"),
            );
        }
        self.follow(self.request(form).headers(map), &form.action)
            .await
    }

    /// The request a form makes, not yet sent.
    pub fn request(&self, form: &Form) -> RequestBuilder {
        let mut url = self.url(&form.action);
        if !form.is_post {
            url.query_pairs_mut().clear().extend_pairs(form.pairs());
            return self.http.get(url);
        }
        let post = self
            .http
            .post(url)
            .header("Origin", self.origin())
            .header("Sec-Fetch-Site", "same-origin");
        let post = post.header("Referer", self.url(&form.action).as_str());
        if !form.is_multipart {
            return post.form(&form.pairs());
        }
        let mut parts = multipart::Form::new();
        for (name, value) in form.pairs() {
            parts = parts.text(name, value);
        }
        for file in form.files() {
            let part = multipart::Part::bytes(file.bytes)
                .file_name(file.name)
                .mime_str(&file.media_type)
                .expect("a media type");
            parts = parts.part(file.field, part);
        }
        post.multipart(parts)
    }

    /// Sends a request and follows redirects as long as they stay on the site.
    pub async fn follow(&self, request: RequestBuilder, path: &str) -> Page {
        let mut path = path.to_owned();
        let mut redirects = Vec::new();
        let mut response = sent(request, &path).await;
        while response.status().is_redirection() && response.status() != 304 {
            redirects.push(response.status().as_u16());
            assert!(redirects.len() < 10, "redirects without end at {path}");
            let location = response
                .headers()
                .get("location")
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default();
            let target = self.url(&path).join(location).expect("a location");
            assert_eq!(
                target.origin(),
                self.origin.origin(),
                "{path} leads away to {target}"
            );
            path = resolve("/", target.as_str());
            response = sent(self.http.get(target), &path).await;
        }
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response
            .bytes()
            .await
            .unwrap_or_else(|error| panic!("{path}: {error:?}"))
            .to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Page {
            status,
            path,
            headers,
            body,
            bytes,
            redirects,
        }
    }
}

async fn sent(request: RequestBuilder, path: &str) -> Response {
    request
        .send()
        .await
        .unwrap_or_else(|error| panic!("{path}: {error:?}"))
}
