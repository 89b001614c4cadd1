//! Who runs this hub: the names, numbers and addresses that pages and letters print. Facts only: no wording is decided here,
//! and nothing secret stands here.

use serde::{Deserialize, Serialize};

use super::{Audience, Need, Signpost};

/// The hub that this deployment serves. Every page and every letter takes its names and numbers from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hub {
    /// The organisation in the page header, such as "Exampleshire Child and Youth Justice Service".
    pub service_owner: String,
    /// The hub's own name, such as "Exampleshire HSB Hub".
    pub name: String,
    /// The area in people's words, such as "Exampleshire".
    pub area: String,
    /// The hub's mailbox, printed for people.
    pub email: String,
    /// The hub's telephone number.
    pub phone: String,
    /// When the telephone is answered, such as "Monday to Friday, 9am to 5pm".
    pub hours: String,
    /// The address of the public pages without a trailing slash, such as `https://refer.exampleshire.test`.
    pub refer_url: String,
    /// Who answers when a child is not safe.
    pub childrens_services: ChildrensServices,
    /// The organisation that answers for personal data.
    pub data_controller: DataController,
    /// Where else help can be found, from the file of signposts; in the order in which they are printed.
    #[serde(skip)]
    pub signposts: Vec<Signpost>,
}

/// The children's services of the area: part of every emergency wording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChildrensServices {
    /// Such as "Exampleshire Children’s Services".
    pub name: String,
    /// The number by day.
    pub day_number: String,
    /// When the day number is answered, such as "8am to 8pm".
    pub day_hours: String,
    /// The number at all other times.
    pub out_of_hours_number: String,
}

/// Who answers for personal data; printed on the privacy page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataController {
    /// Such as "Exampleshire County Council".
    pub name: String,
    /// Where to write about personal data.
    pub email: String,
    /// How long a referral is kept, in people's words, such as "until the child is 25".
    pub retention: String,
}

impl Hub {
    /// The signposts for one audience that were checked on or after `oldest`; those that fit a need, where one is known.
    pub fn signposts_for(
        &self,
        audience: Audience,
        need: Option<&Need>,
        oldest: jiff::civil::Date,
    ) -> impl Iterator<Item = &Signpost> {
        self.signposts.iter().filter(move |post| {
            let fits = need.is_none_or(|need| post.fits(need));
            fits && post.audience.contains(&audience) && post.checked_on >= oldest
        })
    }

    /// An invented hub for tests: Exampleshire, with numbers that nobody has.
    #[cfg(test)]
    pub fn sample() -> Self {
        let post = |name: &str, text: &str, phone: Option<&str>, audience: &[Audience]| Signpost {
            id: name.to_lowercase().replace(' ', "-"),
            name: name.to_owned(),
            text: text.to_owned(),
            phone: phone.map(str::to_owned),
            audience: audience.to_vec(),
            ages: None,
            area: None,
            why: Vec::new(),
            owner: "Toni Trial".to_owned(),
            checked_on: jiff::civil::date(2026, 10, 1),
        };
        Self {
            service_owner: "Exampleshire Child and Youth Justice Service".to_owned(),
            name: "Exampleshire HSB Hub".to_owned(),
            area: "Exampleshire".to_owned(),
            email: "hub@exampleshire.test".to_owned(),
            phone: "01632 960 120".to_owned(),
            hours: "Monday to Friday, 9am to 5pm".to_owned(),
            refer_url: "https://refer.exampleshire.test".to_owned(),
            childrens_services: ChildrensServices {
                name: "Exampleshire Children’s Services".to_owned(),
                day_number: "01632 960 100".to_owned(),
                day_hours: "8am to 8pm".to_owned(),
                out_of_hours_number: "01632 960 101".to_owned(),
            },
            data_controller: DataController {
                name: "Exampleshire County Council".to_owned(),
                email: "data.protection@exampleshire.test".to_owned(),
                retention: "until the child is 25".to_owned(),
            },
            signposts: vec![
                post(
                    "The child’s allocated social worker, and the HSB Champions in Children’s Social Care",
                    "advice and direct work as part of the child’s plan",
                    None,
                    &[Audience::Professional],
                ),
                post(
                    "NSPCC Learning",
                    "guides to harmful sexual behaviour, and the PANTS material",
                    None,
                    &[Audience::Professional],
                ),
                post(
                    "Stop It Now",
                    "confidential advice for professionals, and support for parents and carers",
                    Some("0808 1000 900"),
                    &[Audience::Professional, Audience::Parent],
                ),
                post(
                    "Childline",
                    "someone to talk to, at any time, about anything",
                    Some("0800 1111"),
                    &[Audience::Child],
                ),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Hub;
    use crate::config::Audience;
    use jiff::civil::date;

    #[test]
    fn a_signpost_that_nobody_checked_lately_is_not_printed() {
        let hub = Hub::sample();
        assert_eq!(
            hub.signposts_for(Audience::Professional, None, date(2026, 5, 1))
                .count(),
            3
        );
        assert_eq!(
            hub.signposts_for(Audience::Professional, None, date(2026, 10, 2))
                .count(),
            0
        );
    }

    #[test]
    fn a_child_is_sent_only_to_places_for_children() {
        let hub = Hub::sample();
        let names: Vec<_> = hub
            .signposts_for(Audience::Child, None, date(2026, 5, 1))
            .map(|post| post.name.as_str())
            .collect();
        assert_eq!(names, ["Childline"]);
    }
}
