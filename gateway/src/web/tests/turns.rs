//! Turns: few pages of drafts are worked on at once, and whoever sends slowly keeps nobody waiting.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{Router, body::Body, extract::State};
use futures::{FutureExt, future::BoxFuture, stream};
use http::{Request, StatusCode};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::{
    clock::Clock,
    config::Limits as Rates,
    web::{
        csrf::{Csrf, PUBLIC_COOKIE},
        limits::Limits,
        manifest::{About, Audience, Site},
        room::WebRoom,
        turns::{AT_ONCE, Turns},
    },
};

const OWN: &str = "https://refer.exampleshire.test";

/// A handler that goes on when it is let.
#[derive(Clone)]
struct Held {
    begun: Arc<AtomicUsize>,
    lets: Arc<Semaphore>,
}

impl Held {
    fn new() -> Self {
        Self {
            begun: Arc::default(),
            lets: Arc::new(Semaphore::new(0)),
        }
    }

    fn begun(&self) -> usize {
        self.begun.load(Ordering::Relaxed)
    }

    fn site(&self) -> Router {
        let room = WebRoom {
            csrf: Csrf::new(&[7; 32], PUBLIC_COOKIE),
            limits: Arc::new(Limits::new(&Rates::default())),
            origin: OWN.to_owned(),
            clock: Clock::system(),
            failure_pages: Box::new(|failure| format!("{failure:?}")),
            turns: Turns::default(),
        };
        let wait = async |State(held): State<Self>| {
            held.begun.fetch_add(1, Ordering::Relaxed);
            held.lets.acquire().await.unwrap().forget();
        };
        let asked = About::question().in_turn();
        let site = Site::new(Audience::Public)
            .get("/draft", About::page().in_turn(), wait)
            .post("/draft", asked, async || ());
        site.finish(self.clone(), Arc::new(room))
    }
}

fn ask(site: &Router, request: Request<Body>) -> BoxFuture<'static, StatusCode> {
    let answer = site.clone().oneshot(request);
    answer.map(|answer| answer.unwrap().status()).boxed()
}

fn send(body: Body) -> Request<Body> {
    let request = Request::post("/draft").header("origin", OWN);
    request.body(body).unwrap()
}

/// Lets every task that can go on do so; there is one thread.
async fn everybody_goes_on() {
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn few_are_worked_on_at_once_and_the_next_begins_when_one_has_its_answer() {
    let held = Held::new();
    let site = held.site();
    let page = || Request::get("/draft").body(Body::empty()).unwrap();
    let asked: Vec<_> = (0..AT_ONCE + 5)
        .map(|_| tokio::spawn(ask(&site, page())))
        .collect();
    everybody_goes_on().await;
    assert_eq!(held.begun(), AT_ONCE);
    held.lets.add_permits(1);
    everybody_goes_on().await;
    assert_eq!(held.begun(), AT_ONCE + 1);
    held.lets.add_permits(AT_ONCE + 5);
    for one in asked {
        assert_eq!(one.await.unwrap(), StatusCode::OK);
    }
}

#[tokio::test]
async fn bodies_that_do_not_come_keep_nobody_waiting() {
    let site = Held::new().site();
    for _ in 0..AT_ONCE {
        let never = stream::pending::<Result<bytes::Bytes, std::io::Error>>();
        tokio::spawn(ask(&site, send(Body::from_stream(never))));
    }
    everybody_goes_on().await;
    assert_eq!(ask(&site, send(Body::from("a=b"))).await, StatusCode::OK);
}

#[tokio::test]
async fn what_is_too_large_is_refused_without_a_turn() {
    let site = Held::new().site();
    let large = Body::from(vec![b'x'; 600_000]);
    assert_eq!(ask(&site, send(large)).await, StatusCode::PAYLOAD_TOO_LARGE);
}
