//! Every answer is guarded, and nothing is changed by what was not sent from a page of this site.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use axum::{Router, body::Body, extract::State, http::HeaderMap, response::Html};
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::{
    clock::Clock,
    config::Limits as Rates,
    store::StoreError,
    web::{
        csrf::{Csrf, PUBLIC_COOKIE},
        extract::{FormToken, Posted, Uploaded},
        limits::Limits,
        manifest::{About, Audience, Site},
        page_error::PageError,
        room::WebRoom,
        turns::Turns,
    },
};

const OWN: &str = "https://refer.exampleshire.test";

type Count = Arc<AtomicU32>;

async fn save(
    State(saved): State<Count>,
    Posted(fields): Posted,
) -> Result<Html<String>, PageError> {
    saved.fetch_add(1, Ordering::Relaxed);
    assert!(fields.all("csrf").is_empty(), "the token is taken out");
    Ok(Html(fields.first("answer").to_owned()))
}

async fn upload(
    State(saved): State<Count>,
    mut parts: Uploaded,
) -> Result<Html<String>, PageError> {
    let mut names = String::new();
    while let Some(mut part) = parts.next_part().await? {
        names.push_str(part.file_name().as_deref().unwrap_or("-"));
        part.skip().await?;
    }
    saved.fetch_add(1, Ordering::Relaxed);
    Ok(Html(names))
}

fn site() -> Site<Count> {
    Site::new(Audience::Public)
        .get("/plain", About::page(), async || Html("plain"))
        .get("/form", About::page(), async |token: FormToken| {
            Html(token.into_string())
        })
        .post("/form", About::form(), save)
        .post("/upload", About::upload(20_000), upload)
        .post("/question", About::question(), async || Html("told"))
        .post("/careless", About::form(), async || Html("done"))
        .get("/panics", About::page(), async || -> Html<&'static str> {
            panic!("Sam Sample")
        })
        .get("/busy", About::page(), async || {
            PageError::from(crate::blobs::BlobError::Full)
        })
        .get("/changed", About::page(), async || {
            PageError::from(StoreError::Conflict)
        })
        .get("/problems", About::page(), async || {
            (StatusCode::UNPROCESSABLE_ENTITY, Html("There is a problem"))
        })
        .get("/bare", About::page(), async || StatusCode::IM_A_TEAPOT)
}

fn served(rates: &Rates) -> (Router, Count) {
    let room = Arc::new(WebRoom {
        csrf: Csrf::new(&[7; 32], PUBLIC_COOKIE),
        limits: Arc::new(Limits::new(rates)),
        origin: OWN.to_owned(),
        clock: Clock::system(),
        failure_pages: Box::new(|failure| format!("<!doctype html>{failure:?}")),
        turns: Turns::default(),
    });
    let saved = Count::default();
    (site().finish(Arc::clone(&saved), room), saved)
}

async fn ask(site: &Router, request: Request<Body>) -> (Response<()>, String) {
    let answer = site.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8(body.to_vec()).unwrap();
    (Response::from_parts(parts, ()), text)
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

/// What a browser would send for a form, with its cookie.
fn post(path: &str, cookie: &str, body: String) -> Request<Body> {
    Request::post(path)
        .header("origin", OWN)
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap()
}

/// A form's token and its cookie.
async fn opened(site: &Router) -> (String, String) {
    let (answer, token) = ask(site, get("/form")).await;
    let line = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    (token, line.split(';').next().unwrap().to_owned())
}

/// A request for every status that the gate or a handler gives, 429 apart.
fn one_of_each(token: &str, cookie: &str) -> Vec<(Request<Body>, u16)> {
    let large = "x".repeat(600_000);
    let mut other_kind = post("/form", cookie, String::new());
    other_kind
        .headers_mut()
        .insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
    let mut websocket = get("/plain");
    websocket
        .headers_mut()
        .insert(header::UPGRADE, "websocket".parse().unwrap());
    let with = |method: Method| {
        let mut request = get("/plain");
        *request.method_mut() = method;
        request
    };
    vec![
        (get("/plain"), 200),
        (get("/assets/nothing.css"), 404),
        (get("/nothing"), 404),
        (with(Method::OPTIONS), 405),
        (with(Method::TRACE), 405),
        (websocket, 400),
        (post("/plain", "", String::new()), 405),
        (Request::post("/form").body(Body::empty()).unwrap(), 403),
        (
            post("/form", cookie, format!("csrf={token}&answer=yes")),
            200,
        ),
        (
            post("/form", cookie, format!("csrf={token}&a={large}")),
            413,
        ),
        (other_kind, 415),
        (get("/problems"), 422),
        (get("/bare"), 418),
        (get("/panics"), 500),
        (get("/busy"), 503),
        (get("/changed"), 409),
    ]
}

#[tokio::test]
async fn every_answer_carries_the_headers_whatever_its_status() {
    let (site, _) = served(&Rates {
        burst: 40,
        requests_a_minute: 1,
        ..Rates::default()
    });
    let (token, cookie) = opened(&site).await;
    let asked = one_of_each(&token, &cookie);
    for (request, status) in asked {
        let what = format!("{} {}", request.method(), request.uri());
        let (answer, page) = ask(&site, request).await;
        assert_eq!(answer.status().as_u16(), status, "{what}");
        assert_guarded(answer.headers(), &what);
        if status >= 400 && status != 422 {
            assert!(page.starts_with("<!doctype html>"), "{what}: {page}");
            assert!(!page.contains("Sam Sample"), "{what}: {page}");
        }
    }
    let mut last = ask(&site, get("/plain")).await.0;
    while last.status() == StatusCode::OK {
        last = ask(&site, get("/plain")).await.0;
    }
    assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_guarded(last.headers(), "429");
    let wait: u64 = last.headers()[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

fn assert_guarded(headers: &HeaderMap, what: &str) {
    for (name, value) in [
        (
            "strict-transport-security",
            "max-age=63072000; includeSubDomains",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(
            headers.get(name).map(|sent| sent.to_str().unwrap()),
            Some(value),
            "{what}: {name}"
        );
    }
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
    assert!(
        policy.ends_with("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert!(!headers.contains_key(name), "{what}: {name}");
    }
}

#[tokio::test]
async fn a_form_is_taken_only_with_its_own_token_and_from_its_own_site() {
    let (site, saved) = served(&Rates::default());
    let (token, cookie) = opened(&site).await;
    let (others, others_cookie) = opened(&site).await;
    let mut foreign = post("/form", &cookie, format!("csrf={token}"));
    foreign
        .headers_mut()
        .insert("origin", "https://evil.test".parse().unwrap());
    let mut in_address = post("/form", &cookie, "answer=yes".to_owned());
    *in_address.uri_mut() = format!("/form?csrf={token}").parse().unwrap();
    let refused = [
        post("/form", &cookie, "answer=yes".to_owned()),
        post("/form", &cookie, "csrf=&answer=yes".to_owned()),
        post("/form", &cookie, format!("csrf={others}")),
        post("/form", &others_cookie, format!("csrf={token}")),
        post("/form", "", format!("csrf={token}")),
        post("/form", &cookie, format!("csrf={token}&csrf={token}")),
        in_address,
        foreign,
    ];
    for (at, request) in refused.into_iter().enumerate() {
        let (answer, page) = ask(&site, request).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{at}");
        let why = ["NotFromYou", "NoCookies"][usize::from(at == 4)];
        assert!(page.contains(why) && page.contains("sent: true"), "{page}");
    }
    assert_eq!(saved.load(Ordering::Relaxed), 0);
    let sent = post("/form", &cookie, format!("csrf={token}&answer=A+%26+B"));
    assert_eq!(ask(&site, sent).await.1, "A & B");
    assert_eq!(saved.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn the_form_cookie_is_set_once_and_only_by_a_page_with_a_form() {
    let (site, _) = served(&Rates::default());
    let (plain, _) = ask(&site, get("/plain")).await;
    assert!(!plain.headers().contains_key(header::SET_COOKIE));
    let (_, cookie) = opened(&site).await;
    let mut again = get("/form");
    again
        .headers_mut()
        .insert(header::COOKIE, cookie.parse().unwrap());
    let (answer, _) = ask(&site, again).await;
    assert!(!answer.headers().contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn a_question_that_keeps_nothing_needs_no_cookie_but_its_own_site() {
    let (site, _) = served(&Rates::default());
    assert_eq!(
        ask(&site, post("/question", "", String::new())).await.1,
        "told"
    );
    let foreign = Request::post("/question")
        .header("origin", "null")
        .body(Body::empty())
        .unwrap();
    assert_eq!(ask(&site, foreign).await.0.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_handler_that_never_checked_the_token_fails_its_tests() {
    let (site, _) = served(&Rates::default());
    let (answer, _) = ask(&site, post("/careless", "", String::new())).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

fn upload_of(cookie: &str, parts: &[(&str, &str)], ended: bool) -> Request<Body> {
    let mut body = String::new();
    for (head, content) in parts {
        body.push_str("--edge\r\nContent-Disposition: form-data; ");
        body.push_str(head);
        body.push_str("\r\n\r\n");
        body.push_str(content);
        body.push_str("\r\n");
    }
    if ended {
        body.push_str("--edge--\r\n");
    }
    let mut request = post("/upload", cookie, body);
    request.headers_mut().insert(
        header::CONTENT_TYPE,
        "multipart/form-data; boundary=edge".parse().unwrap(),
    );
    request
}

#[tokio::test]
async fn no_byte_of_a_file_is_read_before_the_token_fitted() {
    let (site, saved) = served(&Rates::default());
    let (token, cookie) = opened(&site).await;
    let (csrf, file) = ("name=\"csrf\"", "name=\"file\"; filename=\"a.txt\"");
    let (long, large) = ("x".repeat(300), "x".repeat(30_000));
    let asked = [
        (
            upload_of(&cookie, &[(csrf, &token), (file, "hello")], true),
            200,
        ),
        (
            upload_of(&cookie, &[(file, "hello"), (csrf, &token)], true),
            403,
        ),
        (
            upload_of(&cookie, &[(csrf, "wrong"), (file, "hello")], true),
            403,
        ),
        (upload_of("", &[(csrf, &token)], true), 403),
        (upload_of(&cookie, &[(csrf, &long)], true), 403),
        (upload_of(&cookie, &[], true), 403),
        (
            upload_of(&cookie, &[(csrf, &token), (file, "hel")], false),
            400,
        ),
        (
            upload_of(&cookie, &[(csrf, &token), (file, &large)], true),
            413,
        ),
        (post("/upload", &cookie, format!("csrf={token}")), 415),
    ];
    for (at, (request, status)) in asked.into_iter().enumerate() {
        let (answer, page) = ask(&site, request).await;
        assert_eq!(answer.status().as_u16(), status, "{at}: {page}");
    }
    assert_eq!(saved.load(Ordering::Relaxed), 1);
}

#[test]
fn the_manifest_lists_every_route_with_its_bounds() {
    let site = site();
    let upload = site
        .routes()
        .iter()
        .find(|route| route.path == "/upload")
        .unwrap();
    let line = serde_json::to_value(upload).unwrap();
    let expected = serde_json::json!({
        "method": "POST", "path": "/upload", "audience": "public", "roles": [], "csrf": "token-bound",
        "body_limit": 20_000, "cache": "no-store", "state_change": true,
    });
    assert_eq!(line, expected);
    let assets = site
        .routes()
        .iter()
        .find(|route| route.path == "/assets/{name}")
        .unwrap();
    assert_eq!(serde_json::to_value(assets).unwrap()["cache"], "immutable");
}
