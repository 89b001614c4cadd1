/// The address of `public.css`.
pub const PUBLIC_CSS: &str = "/assets/public-a4684822dd14.css";
/// The address of `icon-toggle-plus-minus.svg`.
pub const ICON_TOGGLE_PLUS_MINUS_SVG: &str = "/assets/icon-toggle-plus-minus-714469a7606a.svg";
/// The address of `icon-close-cross-black.svg`.
pub const ICON_CLOSE_CROSS_BLACK_SVG: &str = "/assets/icon-close-cross-black-f3605b9d00da.svg";
/// The address of `icon-tag-remove-cross.svg`.
pub const ICON_TAG_REMOVE_CROSS_SVG: &str = "/assets/icon-tag-remove-cross-124e0126bfea.svg";
/// The address of `icon-tag-remove-cross-white.svg`.
pub const ICON_TAG_REMOVE_CROSS_WHITE_SVG: &str = "/assets/icon-tag-remove-cross-white-7424eecc28f3.svg";
/// The address of `icon-document.svg`.
pub const ICON_DOCUMENT_SVG: &str = "/assets/icon-document-bc11620a1254.svg";
/// The address of `desk.css`.
pub const DESK_CSS: &str = "/assets/desk-1e854aefa0aa.css";
/// The address of `govuk-frontend.min.js`.
pub const GOVUK_FRONTEND_MIN_JS: &str = "/assets/govuk-frontend-4e8b95d53d3c.min.js";
/// The address of `public.js`.
pub const PUBLIC_JS: &str = "/assets/public-6711ed628a30.js";
/// The address of `desk.js`.
pub const DESK_JS: &str = "/assets/desk-7b1ee7f118ee.js";
/// The address of `favicon.svg`.
pub const FAVICON_SVG: &str = "/assets/favicon-badce880d120.svg";
