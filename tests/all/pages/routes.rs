//! Every route of the manifest: its headers, its methods, its token, its session. A route that is added is tested here at once.

use reqwest::Method;
use serde_json::Value;
use tests::page::Page;
use tests::people::{FORM, Screener, at_desk, referred};
use tests::stand::{Settings, Stand, json_lines};
use tests::visitor::Visitor;

const METHODS: [Method; 5] = [
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::GET,
];

/// One line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    method: String,
    path: String,
    audience: String,
    needs_session: bool,
    needs_token: bool,
    body_limit: u64,
}

fn manifest(stand: &Stand) -> Vec<Route> {
    let output = stand.run(&["routes", "--json"]);
    tests::stand::must(&output);
    let lines = json_lines(&output);
    let all: Vec<Value> = match lines.as_slice() {
        [Value::Array(all)] => all.clone(),
        lines => lines.to_vec(),
    };
    let text = |line: &Value, key: &str| {
        let text = line[key].as_str();
        text.unwrap_or_else(|| panic!("{key} of {line}")).to_owned()
    };
    all.iter()
        .map(|line| Route {
            method: text(line, "method"),
            path: text(line, "path"),
            audience: text(line, "audience"),
            needs_session: line["roles"]
                .as_array()
                .is_some_and(|roles| !roles.is_empty()),
            needs_token: line["csrf"] == "token-bound",
            body_limit: line["body_limit"].as_u64().unwrap(),
        })
        .collect()
}

/// The path with something real in each place.
fn at(route: &Route, reference: &str) -> String {
    let form = FORM.trim_start_matches("/refer/");
    let of_item = if route.path.contains("/attachments/") {
        "0".repeat(32)
    } else {
        "1".to_owned()
    };
    route
        .path
        .replace("{form}", form)
        .replace("{slug}/{item}", "incidents/1")
        .replace("{slug}", "child")
        .replace("{reference}", reference)
        .replace("{item}", &of_item)
        .replace("{id}", &"0".repeat(26))
        .replace("{part}", "1")
        .replace("{day}", "2026-11-23")
        .replace("{file}", &"0".repeat(32))
        .replace("{name}", "none.css")
}

async fn ask(browser: &Visitor, method: &Method, path: &str) -> Page {
    let request = browser.http().request(method.clone(), browser.url(path));
    let response = request
        .send()
        .await
        .unwrap_or_else(|error| panic!("{path}: {error:?}"));
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await.unwrap().to_vec();
    Page {
        status,
        path: path.to_owned(),
        headers,
        body: String::from_utf8_lossy(&bytes).into_owned(),
        bytes,
        redirects: Vec::new(),
    }
}

/// What SECURITY §2.2 asks of every answer, whatever its status.
fn must_be_protected(page: &Page, what: &str) {
    let header = |name: &str| page.header(name).to_owned();
    let hsts = header("strict-transport-security");
    assert!(
        hsts.contains("max-age=63072000") && hsts.contains("includeSubDomains"),
        "{what}: {hsts}"
    );
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "no-referrer", "{what}");
    assert_eq!(
        header("cross-origin-opener-policy"),
        "same-origin",
        "{what}"
    );
    assert_eq!(
        header("cross-origin-resource-policy"),
        "same-origin",
        "{what}"
    );
    let policy = header("content-security-policy");
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{what}: {policy}"
    );
    let cache = header("cache-control");
    let may_be_kept = what.contains("/assets/") && page.status == 200;
    assert!(cache == "no-store" || may_be_kept, "{what}: {cache}");
    for name in [
        "server",
        "x-powered-by",
        "access-control-allow-origin",
        "access-control-allow-credentials",
    ] {
        assert_eq!(header(name), "", "{what}: {name}");
    }
    assert!(
        !(500..600).contains(&page.status),
        "{what}: {}",
        page.describe()
    );
    must_be_a_page(page, what);
    cookies_are_closed(page, what);
}

/// What is not a style sheet, a script or the empty form is HTML, or empty.
fn must_be_a_page(page: &Page, what: &str) {
    let is_file = what.contains("/assets/") || what.ends_with("/document");
    if !page.bytes.is_empty() && !is_file {
        let kind = page.header("content-type");
        assert_eq!(kind, "text/html; charset=utf-8", "{what}");
        let begins = page.body.trim_start().to_lowercase();
        assert!(
            begins.starts_with("<!doctype html>"),
            "{what}: {}",
            page.body
        );
    }
}

fn cookies_are_closed(page: &Page, what: &str) {
    for cookie in page.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        for part in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(part), "{what}: {cookie}");
        }
        assert!(
            cookie.starts_with("__Host-") && !cookie.contains("Domain"),
            "{what}: {cookie}"
        );
    }
}

/// Both sites, a referral on the desk, and nobody signed in.
async fn furnished() -> (Stand, String) {
    let settings =
        Settings::default().with("[limits]\nburst = 100000\nrequests_a_minute = 100000\n");
    let stand = Stand::start(&settings);
    let sent = referred(&stand, &[], &[]).await;
    let screener = Screener::new(&stand, "Toni Trial").await;
    screener.open(&sent.reference).await;
    stand.settled().await;
    (stand, sent.reference)
}

fn browser(stand: &Stand, audience: &str) -> Visitor {
    match audience {
        "public" => stand.public(),
        "desk" => stand.desk(),
        other => panic!("{other}"),
    }
}

fn of_the_sites(stand: &Stand) -> Vec<Route> {
    let mut routes = manifest(stand);
    assert!(routes.iter().any(|route| route.audience == "probe"));
    routes.retain(|route| route.audience != "probe");
    assert!(routes.len() > 40, "{routes:?}");
    routes
}

#[tokio::test]
async fn every_answer_of_every_route_carries_the_headers_and_other_methods_are_refused() {
    let (stand, reference) = furnished().await;
    let routes = of_the_sites(&stand);
    for route in &routes {
        let browser = browser(&stand, &route.audience);
        let path = at(route, &reference);
        let what = format!("{} {path}", route.audience);
        let method: Method = route.method.parse().unwrap();
        must_be_protected(&ask(&browser, &method, &path).await, &what);
        if route.method == "GET" {
            let head = ask(&browser, &Method::HEAD, &path).await;
            must_be_protected(&head, &what);
            assert!(head.bytes.is_empty(), "{what}");
        }
        let taken = |method: &Method| {
            routes.iter().any(|other| {
                (&other.path, &other.audience) == (&route.path, &route.audience)
                    && other.method == method.as_str()
            })
        };
        for method in METHODS.iter().filter(|method| !taken(method)) {
            let request = browser.http().request(method.clone(), browser.url(&path));
            let request = request.header("Origin", browser.origin());
            let page = browser.follow(request, &path).await;
            assert_eq!(page.status, 405, "{method} {what}");
            must_be_protected(&page, &what);
        }
    }
    for (audience, path) in [
        ("public", "/nowhere"),
        ("desk", "/desk/nowhere"),
        ("public", "/assets/../x"),
        ("desk", "/%00"),
    ] {
        let page = ask(&browser(&stand, audience), &Method::GET, path).await;
        assert!(
            matches!(page.status, 400 | 404),
            "{path}: {}",
            page.describe()
        );
        must_be_protected(&page, path);
    }
}

#[tokio::test]
async fn every_post_without_a_token_or_from_elsewhere_is_refused_and_changes_nothing() {
    let (stand, reference) = furnished().await;
    let routes = of_the_sites(&stand);
    let posts = routes.iter().filter(|route| route.method == "POST");
    let before = stand.rows().await.everything().await;
    let mut tried = 0;
    for route in posts {
        assert!(route.needs_token, "{route:?}");
        let browser = browser(&stand, &route.audience);
        let path = at(route, &reference);
        for origin in [browser.origin(), "https://evil.test".to_owned()] {
            let post = browser
                .http()
                .post(browser.url(&path))
                .header("Origin", &origin);
            let post = if route.body_limit > 1 << 20 {
                let part = reqwest::multipart::Part::bytes(b"x".as_slice()).file_name("x.txt");
                post.multipart(reqwest::multipart::Form::new().part("files", part))
            } else {
                post.form(&[("email", "sam.sample@council.test")])
            };
            let page = browser.follow(post, &path).await;
            assert_eq!(
                page.status,
                403,
                "{path} from {origin}: {}",
                page.describe()
            );
            must_be_protected(&page, &path);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
    assert_eq!(stand.rows().await.everything().await, before);
}

#[tokio::test]
async fn without_a_session_the_desk_shows_nothing_and_each_site_knows_only_its_own_routes() {
    let (stand, reference) = furnished().await;
    let routes = of_the_sites(&stand);
    let private = ["Robin", "TS-041", "Northtown", "0000123", "ZP1"];
    let before = stand.rows().await.everything().await;
    for route in &routes {
        let path = at(route, &reference);
        if route.audience == "desk" && route.needs_session && route.method == "GET" {
            let page = stand.desk().get(&path).await;
            page.must_say("Sign in to the referral desk");
            for word in private {
                page.must_not_say(word);
            }
        }
        let alike = |other: &&Route| other.path == route.path && other.audience != route.audience;
        if routes.iter().any(|other| alike(&other)) {
            continue;
        }
        let elsewhere = if route.audience == "desk" {
            stand.public()
        } else {
            stand.desk()
        };
        let request = elsewhere
            .http()
            .request(route.method.parse().unwrap(), elsewhere.url(&path));
        let request = request.header("Origin", elsewhere.origin());
        let page = elsewhere.follow(request, &path).await;
        assert!(
            matches!(page.status, 404 | 405),
            "{path} on the other site: {}",
            page.describe()
        );
    }
    assert_eq!(stand.rows().await.everything().await, before);
}

#[tokio::test]
async fn looking_at_every_page_changes_nothing_but_the_record_of_looking() {
    let (stand, reference) = furnished().await;
    let screener = Screener::new(&stand, "Asha Demo").await;
    stand.settled().await;
    let before = stand.rows().await.counts().await;
    let stage = stand
        .rows()
        .await
        .text("select stage || version from referral")
        .await;
    for route in of_the_sites(&stand) {
        if route.audience == "desk" && route.method == "GET" {
            let page = screener.browser.get(&at(&route, &reference)).await;
            assert!(page.status < 500, "{}", page.describe());
        }
    }
    assert_eq!(stand.rows().await.counts().await, before);
    let after = stand
        .rows()
        .await
        .text("select stage || version from referral")
        .await;
    assert_eq!(after, stage);
    screener
        .browser
        .get(&at_desk(&reference, ""))
        .await
        .must_be(200);
}
