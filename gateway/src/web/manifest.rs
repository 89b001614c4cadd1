//! The route manifest. A site is built from its list, so that the list cannot say anything else than what is served.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    middleware,
    routing::{MethodRouter, get, post},
};
use serde::Serialize;

use super::{assets, extract::FORM_BODY, gate, page_error::PageError, room::WebRoom, turns};

/// For whom a route is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Referrers, managers and everybody else.
    Public,
    /// The hub's staff.
    Desk,
    /// The machine's own monitoring, on loopback.
    Probe,
}

/// Whether what is sent needs the page's token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Token {
    /// It does.
    TokenBound,
    /// It does not: nothing is sent, or nothing is changed.
    None,
}

/// What caches may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cache {
    /// Nothing.
    NoStore,
    /// A file whose name holds its digest.
    Immutable,
}

/// One line of the manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Route {
    /// `GET` (which answers `HEAD` too) or `POST`.
    pub method: &'static str,
    /// With `{names}` of its parameters.
    pub path: &'static str,
    /// For whom.
    pub audience: Audience,
    /// Roles that may use it; empty where nobody signs in, or before signing in.
    pub roles: &'static [&'static str],
    /// Whether what is sent needs a token.
    pub csrf: Token,
    /// The most bytes of a body; 0 for `GET`.
    pub body_limit: usize,
    /// What caches may keep.
    pub cache: Cache,
    /// Whether it may change anything stored, apart from audit lines of reading and a session's last use.
    pub state_change: bool,
}

/// What a site says about a route beside its method and path.
#[derive(Clone, Copy, Debug)]
pub struct About {
    roles: &'static [&'static str],
    csrf: Token,
    body_limit: usize,
    state_change: bool,
    in_turn: bool,
}

impl About {
    /// A page: reads only.
    pub const fn page() -> Self {
        Self {
            roles: &[],
            csrf: Token::None,
            body_limit: 0,
            state_change: false,
            in_turn: false,
        }
    }

    /// A form that changes something: its handler takes [`Posted`](super::extract::Posted).
    pub const fn form() -> Self {
        Self {
            roles: &[],
            csrf: Token::TokenBound,
            body_limit: FORM_BODY,
            state_change: true,
            in_turn: false,
        }
    }

    /// A form with files of so many bytes in all: its handler takes [`Uploaded`](super::extract::Uploaded).
    pub const fn upload(bytes: usize) -> Self {
        Self {
            body_limit: bytes,
            ..Self::form()
        }
    }

    /// A form that is only looked at: nothing is kept, so that it needs no token and no cookie. The origin is checked all the same.
    pub const fn question() -> Self {
        Self {
            csrf: Token::None,
            state_change: false,
            ..Self::form()
        }
    }

    /// It opens a draft and does not wait for anything else: few are worked on at once. Not for an upload.
    #[must_use]
    pub const fn in_turn(self) -> Self {
        Self {
            in_turn: true,
            ..self
        }
    }

    /// Only for these roles. The handler checks them; this line says so.
    #[must_use]
    pub const fn roles(self, roles: &'static [&'static str]) -> Self {
        Self { roles, ..self }
    }
}

/// A site in the making: its routes and the list of them.
#[derive(Debug)]
pub struct Site<S> {
    audience: Audience,
    router: Router<S>,
    routes: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Site<S> {
    /// A site with the built style sheets and scripts, and no page yet.
    pub fn new(audience: Audience) -> Self {
        let assets = Route {
            cache: Cache::Immutable,
            ..line(audience, "GET", "/assets/{name}", About::page())
        };
        Self {
            audience,
            router: assets::routes(),
            routes: vec![assets],
        }
    }

    /// A page.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, about: About, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add("GET", path, about, get(handler))
    }

    /// A form.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, about: About, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let mut handler = post(handler).layer(DefaultBodyLimit::max(about.body_limit));
        if about.csrf == Token::TokenBound {
            handler = handler.layer(middleware::from_fn(gate::checked));
        }
        self.add("POST", path, about, handler)
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        about: About,
        mut handler: MethodRouter<S>,
    ) -> Self {
        if about.in_turn {
            handler = handler.layer(middleware::from_fn(turns::in_turn));
        }
        self.router = self.router.route(path, handler);
        self.routes.push(line(self.audience, method, path, about));
        self
    }

    /// The manifest.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The finished site behind its gate.
    pub fn finish(self, state: S, room: Arc<WebRoom>) -> Router {
        self.router
            .fallback(async || PageError::NotFound)
            .method_not_allowed_fallback(async || PageError::Method)
            .with_state(state)
            .layer(middleware::from_fn_with_state(room, gate::gate))
    }
}

pub(super) const fn line(
    audience: Audience,
    method: &'static str,
    path: &'static str,
    about: About,
) -> Route {
    Route {
        method,
        path,
        audience,
        roles: about.roles,
        csrf: about.csrf,
        body_limit: about.body_limit,
        cache: Cache::NoStore,
        state_change: about.state_change,
    }
}
