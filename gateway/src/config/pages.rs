//! The pages that a public body owes: accessibility, privacy, cookies, contact. Their words are data, so that the organisation that runs
//! the hub can make them its own; names and numbers come from the settings. Never any markup but a link.

use std::path::Path;

use serde::Deserialize;

use super::{Config, ConfigError, read_text};

/// The four pages, read and filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// `/accessibility`.
    pub accessibility: TextPage,
    /// `/privacy`.
    pub privacy: TextPage,
    /// `/cookies`.
    pub cookies: TextPage,
    /// `/contact`.
    pub contact: TextPage,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPage {
    /// Its heading.
    pub title: String,
    /// In order.
    pub parts: Vec<Part>,
}

/// One part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A heading under the page's.
    Heading(String),
    /// A heading under that.
    Subheading(String),
    /// A paragraph.
    Text(Vec<Words>),
    /// A bulleted list.
    List(Vec<Vec<Words>>),
    /// What to do when a child is in danger.
    Emergency,
    /// The table of cookies.
    Cookies,
}

/// Words, perhaps a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What a person reads.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageFile {
    title: String,
    part: Vec<PartFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartFile {
    heading: Option<String>,
    subheading: Option<String>,
    text: Option<String>,
    list: Option<Vec<String>>,
    show: Option<Show>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Show {
    Emergency,
    Cookies,
}

impl Pages {
    /// Reads the four files of the folder that the settings name.
    pub fn read(config: &Config) -> Result<Self, ConfigError> {
        let folder = &config.pages.folder;
        let page = |name: &str| {
            let file = folder.join(name);
            read_page(&file, &read_text(&file)?, &values(config))
        };
        let must_show = |name: &str, page: &TextPage, part: &Part, word: &str| {
            if page.parts.contains(part) {
                return Ok(());
            }
            let reason = format!("has no part with show = \"{word}\"");
            Err(ConfigError::new(&folder.join(name), "part", reason))
        };
        let pages = Self {
            accessibility: page("accessibility.toml")?,
            privacy: page("privacy.toml")?,
            cookies: page("cookies.toml")?,
            contact: page("contact.toml")?,
        };
        must_show("cookies.toml", &pages.cookies, &Part::Cookies, "cookies")?;
        must_show(
            "contact.toml",
            &pages.contact,
            &Part::Emergency,
            "emergency",
        )?;
        Ok(pages)
    }
}

/// What may stand in braces.
fn values(config: &Config) -> Vec<(&'static str, String)> {
    let hub = &config.hub;
    let whole = |number: &str| number.trim().replace(' ', "\u{a0}");
    vec![
        ("hub", hub.name.clone()),
        ("owner", hub.service_owner.clone()),
        ("area", hub.area.clone()),
        ("address", hub.refer_url.clone()),
        ("email", hub.email.clone()),
        ("phone", whole(&hub.phone)),
        ("hours", hub.hours.clone()),
        ("childrens_services", hub.childrens_services.name.clone()),
        ("day_number", whole(&hub.childrens_services.day_number)),
        ("day_hours", hub.childrens_services.day_hours.clone()),
        (
            "out_of_hours_number",
            whole(&hub.childrens_services.out_of_hours_number),
        ),
        ("controller", hub.data_controller.name.clone()),
        ("controller_email", hub.data_controller.email.clone()),
        ("retention", hub.data_controller.retention.clone()),
        ("draft_days", config.drafts.days.to_string()),
        ("idle_minutes", config.drafts.idle_minutes.to_string()),
    ]
}

type Values = [(&'static str, String)];

fn read_page(file: &Path, text: &str, values: &Values) -> Result<TextPage, ConfigError> {
    let source = toml::Deserializer::parse(text)
        .map_err(|error| ConfigError::new(file, "", error.message()))?;
    let page: PageFile = serde_path_to_error::deserialize(source).map_err(|error| {
        let key = error.path().to_string();
        ConfigError::new(file, &key, error.into_inner().message())
    })?;
    let mut parts = Vec::with_capacity(page.part.len());
    for (number, one) in page.part.into_iter().enumerate() {
        let wrong = |reason| ConfigError::new(file, &format!("part[{number}]"), reason);
        parts.push(part(one, values).map_err(wrong)?);
    }
    if page.title.trim().is_empty() || parts.is_empty() {
        return Err(ConfigError::new(file, "", "has no title or no part"));
    }
    Ok(TextPage {
        title: page.title,
        parts,
    })
}

fn part(part: PartFile, values: &Values) -> Result<Part, String> {
    let plain = |text: &str| filled(text, values);
    let words = |text: &str| linked(&filled(text, values)?);
    match part {
        PartFile {
            heading: Some(text),
            subheading: None,
            text: None,
            list: None,
            show: None,
        } => Ok(Part::Heading(plain(&text)?)),
        PartFile {
            heading: None,
            subheading: Some(text),
            text: None,
            list: None,
            show: None,
        } => Ok(Part::Subheading(plain(&text)?)),
        PartFile {
            heading: None,
            subheading: None,
            text: Some(text),
            list: None,
            show: None,
        } => Ok(Part::Text(words(&text)?)),
        PartFile {
            heading: None,
            subheading: None,
            text: None,
            list: Some(lines),
            show: None,
        } => lines
            .iter()
            .map(|line| words(line))
            .collect::<Result<_, _>>()
            .map(Part::List),
        PartFile {
            heading: None,
            subheading: None,
            text: None,
            list: None,
            show: Some(show),
        } => Ok(match show {
            Show::Emergency => Part::Emergency,
            Show::Cookies => Part::Cookies,
        }),
        _ => Err("must have one of heading, subheading, text, list and show".to_owned()),
    }
}

/// The text with every name in braces replaced by its value.
fn filled(text: &str, values: &Values) -> Result<String, String> {
    let mut pieces = text.split('{');
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece
            .split_once('}')
            .ok_or_else(|| "has a brace that does not close".to_owned())?;
        let value = values.iter().find(|(known, _)| *known == name);
        let (_, value) = value.ok_or_else(|| {
            let known: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
            format!("{{{name}}} is not known; there are {}", known.join(", "))
        })?;
        whole.push_str(value);
        whole.push_str(rest);
    }
    Ok(whole)
}

/// The text with its links, written `[words](address)`.
fn linked(text: &str) -> Result<Vec<Words>, String> {
    let plain = |text: &str| Words {
        text: text.to_owned(),
        href: None,
    };
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let link = after
            .split_once("](")
            .and_then(|(words, after)| after.split_once(')').map(|(to, after)| (words, to, after)));
        let (words, to, after) =
            link.ok_or_else(|| "a link must be written [words](address)".to_owned())?;
        if !["https://", "mailto:", "tel:", "/"]
            .iter()
            .any(|start| to.starts_with(start))
        {
            return Err(format!(
                "the link to {to} must begin with https://, mailto:, tel: or /"
            ));
        }
        found.push(plain(before));
        found.push(Words {
            text: words.to_owned(),
            href: Some(to.to_owned()),
        });
        rest = after;
    }
    found.push(plain(rest));
    found.retain(|words| !words.text.is_empty());
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Part, read_page};

    fn page(text: &str) -> Result<super::TextPage, String> {
        let values = [("hub", "Exampleshire HSB Hub".to_owned())];
        read_page(Path::new("privacy.toml"), text, &values).map_err(|error| error.to_string())
    }

    #[test]
    fn words_links_and_values_are_read() {
        let text = "title = \"T\"\n[[part]]\ntext = \"At {hub}, [see](/contact) more.\"\n[[part]]\nlist = [\"a\"]";
        let read = page(text).unwrap();
        let Part::Text(words) = &read.parts[0] else {
            panic!("not a text")
        };
        let texts: Vec<&str> = words.iter().map(|words| words.text.as_str()).collect();
        assert_eq!(texts, ["At Exampleshire HSB Hub, ", "see", " more."]);
        assert_eq!(words[1].href.as_deref(), Some("/contact"));
    }

    #[test]
    fn what_is_wrong_is_named_with_file_key_and_reason() {
        for (part, wanted) in [
            ("text = \"{nobody}\"", "part[0]: {nobody} is not known"),
            ("text = \"{hub\"", "part[0]: has a brace"),
            (
                "text = \"[x](javascript:alert(1))\"",
                "part[0]: the link to",
            ),
            ("text = \"[x\"", "part[0]: a link must be written"),
            ("", "part[0]: must have one of"),
            ("text = \"a\"\nheading = \"b\"", "part[0]: must have one of"),
            ("markup = \"a\"", "markup"),
            ("show = \"advert\"", "advert"),
        ] {
            let error = page(&format!("title = \"T\"\n[[part]]\n{part}")).unwrap_err();
            assert!(
                error.contains("privacy.toml") && error.contains(wanted),
                "{error}"
            );
        }
    }
}
