//! Places of help as dated data (DOMAIN 6): who keeps each right, when it was checked, and for whom, which ages and which reasons it fits.
//! One that nobody checked for half a year is not printed.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

/// The signposts that the executable carries.
pub const SHIPPED_SIGNPOSTS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../config/signposts.toml"
));

/// One place of help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signpost {
    /// A short name for tasks, kept for ever.
    pub id: String,
    /// Its name, such as "NSPCC Learning".
    pub name: String,
    /// What it gives, without a full stop, such as "guides to harmful sexual behaviour".
    pub text: String,
    /// A number to call.
    #[serde(default)]
    pub phone: Option<String>,
    /// Who may be sent there.
    pub audience: Vec<Audience>,
    /// The child's ages that it fits; none means all.
    #[serde(default)]
    pub ages: Option<Ages>,
    /// Where the child lives; none means anywhere.
    #[serde(default)]
    pub area: Option<Side>,
    /// When it fits; empty means always.
    #[serde(default)]
    pub why: Vec<Why>,
    /// Who at the hub keeps the entry right.
    pub owner: String,
    /// When it was last checked.
    pub checked_on: Date,
}

/// Whom a signpost is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Social workers, school safeguarding leads, their managers.
    Professional,
    /// Parents and carers.
    Parent,
    /// Children and young people.
    Child,
}

/// Ages in whole years, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ages {
    /// The youngest.
    pub from: u16,
    /// The oldest.
    pub to: u16,
}

/// A side of the hub's border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// In the hub's area.
    Inside,
    /// Elsewhere.
    Outside,
}

/// Why somebody is sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The child is too young for the hub.
    TooYoung,
    /// The young person is too old for the hub.
    TooOld,
    /// The behaviour lies before the window.
    NotRecent,
    /// The child lives elsewhere.
    OutsideArea,
    /// A police investigation is open.
    PoliceOpen,
    /// The child is open to youth justice.
    YouthJustice,
    /// The child is not open to Children's Social Care.
    NotOpenToSocialCare,
    /// Best taken forward in the child's plan.
    ChildsPlan,
}

/// What is known of whom help is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Need {
    /// The child's age in whole years.
    pub age: Option<u16>,
    /// Whether the child lives in the hub's area.
    pub inside: Option<bool>,
    /// Why they are sent on.
    pub why: Vec<Why>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    signposts: Vec<Signpost>,
}

impl Signpost {
    /// Whether it fits.
    pub fn fits(&self, need: &Need) -> bool {
        let age = self.ages.is_none_or(|ages| {
            need.age
                .is_some_and(|age| (ages.from..=ages.to).contains(&age))
        });
        let side = self
            .area
            .is_none_or(|side| need.inside == Some(side == Side::Inside));
        let why = self.why.is_empty() || self.why.iter().any(|why| need.why.contains(why));
        age && side && why
    }

    /// Whether nobody checked it for half a year.
    pub fn is_stale(&self, today: Date) -> bool {
        self.checked_on < oldest(today)
    }
}

/// Whatever was checked before this day is not printed.
pub fn oldest(today: Date) -> Date {
    today.checked_sub(6.months()).unwrap_or(Date::MIN)
}

/// Reads a file of signposts.
///
/// # Errors
/// The key, and what is wrong with it.
pub fn read_signposts(toml: &str) -> Result<Vec<Signpost>, (String, String)> {
    let reader = toml::Deserializer::parse(toml)
        .map_err(|error| (String::new(), error.message().to_owned()))?;
    let written: Written = serde_path_to_error::deserialize(reader).map_err(|error| {
        let key = error.path().to_string();
        (key, error.into_inner().message().to_owned())
    })?;
    let posts = written.signposts;
    for (at, post) in posts.iter().enumerate() {
        let wrong =
            |key: &str, reason: &str| Err((format!("signposts[{at}].{key}"), reason.to_owned()));
        let plain =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if post.id.is_empty() || !post.id.chars().all(plain) {
            return wrong("id", "small letters, digits and hyphens only");
        }
        if posts.iter().filter(|other| other.id == post.id).count() > 1 {
            return wrong("id", "used twice");
        }
        if post.name.trim().is_empty() || post.owner.trim().is_empty() {
            return wrong("name", "a name and an owner are needed");
        }
        if post.audience.is_empty() {
            return wrong("audience", "names nobody");
        }
        if post.ages.is_some_and(|ages| ages.from > ages.to) {
            return wrong("ages", "from is more than to");
        }
    }
    Ok(posts)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_shipped_file_is_read_and_lists_no_service_that_ended() {
        let posts = read_signposts(SHIPPED_SIGNPOSTS).unwrap();
        assert!(posts.iter().any(|post| post.id == "stop-it-now"));
        for ended in ["SWGfL", "0344 225 0623", "Marie Collins"] {
            assert!(!SHIPPED_SIGNPOSTS.contains(ended));
        }
    }

    #[test]
    fn a_wrong_entry_is_named() {
        let with = |old: &str, new: &str| {
            read_signposts(&SHIPPED_SIGNPOSTS.replacen(old, new, 1))
                .unwrap_err()
                .0
        };
        assert_eq!(
            with("\"social-worker\"", "\"Social worker\""),
            "signposts[0].id"
        );
        assert_eq!(
            with("\"social-worker\"", "\"childline\""),
            "signposts[0].id"
        );
        assert_eq!(
            with("audience = [\"professional\"]", "audience = []"),
            "signposts[0].audience"
        );
        assert_eq!(
            with("area = \"inside\"", "ages = { from = 9, to = 3 }"),
            "signposts[1].ages"
        );
        assert!(with("\"2026-10-01\"", "\"soon\"").contains("checked_on"));
    }

    #[test]
    fn an_entry_fits_by_age_area_and_reason() {
        let posts = read_signposts(SHIPPED_SIGNPOSTS).unwrap();
        let ids = |need: &Need| {
            let fitting = posts.iter().filter(|post| post.fits(need));
            fitting.map(|post| post.id.clone()).collect::<Vec<_>>()
        };
        let away = Need {
            inside: Some(false),
            why: vec![Why::OutsideArea],
            ..Need::default()
        };
        assert!(ids(&away).contains(&"their-council".to_owned()));
        assert!(!ids(&away).contains(&"early-help".to_owned()));
        let young = Need {
            age: Some(6),
            inside: Some(true),
            why: vec![Why::TooYoung],
        };
        assert!(ids(&young).contains(&"early-help".to_owned()));
        let teenager = Signpost {
            ages: Some(Ages { from: 13, to: 18 }),
            why: Vec::new(),
            area: None,
            ..posts[0].clone()
        };
        assert!(!teenager.fits(&young));
        assert!(!teenager.fits(&Need::default()));
        assert!(teenager.fits(&Need {
            age: Some(13),
            ..Need::default()
        }));
    }

    #[test]
    fn half_a_year_after_it_was_checked_an_entry_is_stale() {
        let mut post = read_signposts(SHIPPED_SIGNPOSTS).unwrap().remove(0);
        post.checked_on = date(2026, 5, 22);
        assert!(!post.is_stale(date(2026, 11, 22)));
        assert!(post.is_stale(date(2026, 11, 23)));
    }
}
