//! The built front end: style sheets, scripts and pictures inside the executable, under names that carry a hash of their content.
//! Serves those names and nothing else: no folder on disk is ever read.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use rust_embed::Embed;

include!("../../assets/built/assets.rs");

/// A year, the longest that caches keep: a changed file has another name.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

#[derive(Embed)]
#[folder = "assets/built/"]
struct Built;

/// The content type and the bytes of a built file, by its hashed name.
pub fn find(name: &str) -> Option<(&'static str, Bytes)> {
    let file = Built::get(name)?;
    let kind = match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => return None,
    };
    let bytes = match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Some((kind, bytes))
}

/// `GET /assets/{name}`: the only answers of either site that a cache may keep.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>) -> Response {
    let Some((kind, bytes)) = find(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, CACHE);
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::{DESK_CSS, DESK_JS, FAVICON_SVG, PUBLIC_CSS, PUBLIC_JS, find};

    #[test]
    fn every_file_that_a_page_names_is_in_the_executable() {
        for address in [PUBLIC_CSS, PUBLIC_JS, DESK_CSS, DESK_JS, FAVICON_SVG] {
            assert!(
                find(address.trim_start_matches("/assets/")).is_some(),
                "{address}"
            );
        }
    }

    #[test]
    fn nothing_else_is_found() {
        for name in ["manifest.json", "../manifest.json", "public.css", "", "."] {
            assert!(find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn the_sheets_name_no_web_font_no_crown_and_nothing_from_elsewhere() {
        for address in [PUBLIC_CSS, DESK_CSS] {
            let (_, bytes) = find(address.trim_start_matches("/assets/")).unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            for banned in [
                "@font-face",
                "GDS Transport",
                "crown",
                "crest",
                "url(//",
                "url(http",
                "data:",
            ] {
                assert!(!text.contains(banned), "{address} holds {banned}");
            }
        }
    }
}
