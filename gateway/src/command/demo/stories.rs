//! Six invented referrals, as somebody would have typed them. Everybody in them is made up, and no word of them comes from anywhere.

use intake_forms::{FormDefinition, RawAnswers};
use jiff::{ToSpan as _, civil::Date};

use super::papers::File;

/// What becomes of a referral after it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The manager has not released it.
    WithTheManager,
    /// It waits at the hub.
    Waiting,
    /// Asha Demo has it.
    Claimed,
    /// Toni Trial accepted it.
    Accepted,
    /// Asha Demo declined it.
    Declined,
}

/// A person: name and address.
pub(super) type Who = (&'static str, &'static str);
/// A field of a page: name and value.
type Told = (String, String);

/// One referral.
#[derive(Clone, Copy, Debug)]
pub(super) struct Story {
    /// How many days ago it was sent.
    pub(super) days_ago: i32,
    pub(super) referrer: Who,
    pub(super) manager: Who,
    pub(super) file: Option<File>,
    pub(super) end: End,
    team: &'static str,
    child: Who,
    age: i16,
    months_since: i32,
    what: &'static [&'static str],
    happened: &'static str,
    differs: &'static [(&'static str, &'static str)],
}

const PAT: Who = ("Pat Pretend", "pat.pretend@council.test");
const MAX: Who = ("Max Specimen", "max.specimen@council.test");
const MORGAN: Who = ("Morgan Mock", "morgan.mock@exampleshire.test");
const JULES: Who = ("Jules Sketch", "jules.sketch@exampleshire.test");

/// Oldest first.
pub(super) const STORIES: [Story; 6] = [
    Story {
        days_ago: 12,
        referrer: PAT,
        manager: MAX,
        file: Some(File::Pdf),
        end: End::Accepted,
        team: "Children in our care, North",
        child: ("Sam", "Sample"),
        age: 13,
        months_since: 2,
        what: &["touching_over_clothing", "sexualised_language"],
        happened: "At a family gathering the child touched Child A, a cousin of 9, over their clothing and used sexual words. \
                   An aunt saw it and separated them. The child said: \"I thought it was a game.\"",
        differs: &[("pol_status", "closed_no_action")],
    },
    Story {
        days_ago: 10,
        referrer: MORGAN,
        manager: JULES,
        file: None,
        end: End::Declined,
        team: "Family support, East",
        child: ("Alex", "Placeholder"),
        age: 15,
        months_since: 20,
        what: &["viewing_images"],
        happened: "The school’s filter showed searches for sexual images on a school tablet. There has been nothing since.",
        differs: &[("addr_type", "foster")],
    },
    Story {
        days_ago: 5,
        referrer: PAT,
        manager: MAX,
        file: None,
        end: End::Claimed,
        team: "Children in our care, North",
        child: ("Robin", "Testing"),
        age: 9,
        months_since: 1,
        what: &["exposing_self", "touching_self"],
        happened: "Twice in one week the child exposed themself in the school playground. Staff moved the child away and told the carers.",
        differs: &[
            ("addr_authority", "E07000117"),
            ("con_child", "not_asked"),
            (
                "con_reason",
                "The carers want to talk with the child first, with our support.",
            ),
        ],
    },
    Story {
        days_ago: 3,
        referrer: MORGAN,
        manager: JULES,
        file: Some(File::Text),
        end: End::Waiting,
        team: "Family support, East",
        child: ("Charlie", "Fictional"),
        age: 14,
        months_since: 1,
        what: &["images_of_others", "online_coercion"],
        happened: "The child asked Child B, who is 13, for pictures over a game’s chat and passed one on. Child B’s parent told the school.",
        differs: &[("pol_status", "closed_outcome"), ("pol_ref", "EX/0000/26")],
    },
    Story {
        days_ago: 2,
        referrer: PAT,
        manager: MAX,
        file: None,
        end: End::Waiting,
        team: "Assessment, South",
        child: ("Jo", "Dummy"),
        age: 12,
        months_since: 0,
        what: &["touching_under_clothing"],
        happened: "The child touched a younger sibling under their clothing at bath time. A parent came in and stopped it.",
        differs: &[
            ("safe_selfharm", "yes"),
            ("pol_status", "open"),
            ("addr_withhold", "yes"),
        ],
    },
    Story {
        days_ago: 1,
        referrer: MORGAN,
        manager: JULES,
        file: None,
        end: End::WithTheManager,
        team: "Family support, East",
        child: ("Kit", "Example"),
        age: 16,
        months_since: 3,
        what: &["harassment"],
        happened: "Over several weeks the child made sexual remarks to Child C on the school bus. The driver reported it.",
        differs: &[("elig_con", "3")],
    },
];

/// The rationale of a decision, which both people read: no name, no date, no address.
pub(super) const ACCEPTED: &str = "Thank you for a clear referral. The behaviour was recent and planned support will help the child and the carers \
now. We will hold a consultation with you and the network first, and then decide together about an AIM assessment.";
/// As above.
pub(super) const DECLINED: &str = "The last known behaviour was more than twelve months ago and nothing has come to light since. The plan that is in place \
covers what is needed. Please come back to us if anything new happens: an earlier decision does not count against a new referral.";

/// What is the same in every story unless it says otherwise: field and value. What is not here is made up.
const SAME: [(&str, &str); 59] = [
    ("elig_open_csc", "yes"),
    ("elig_con", "4"),
    ("elig_open_cyjs", "no"),
    ("ref_role", "Social worker"),
    ("ref_phone", "01632 960 001"),
    ("mgr_phone", "01632 960 010"),
    ("ch_sex", "not_known"),
    ("ch_ethnicity", "not_stated"),
    ("ch_language", "English"),
    ("ch_interpreter", "neither"),
    ("ch_disability", "no"),
    ("ch_neuro", "none_known"),
    ("ch_sen", "none"),
    ("addr_type", "parent"),
    ("addr_lines", "1 Test Street\nExampleton"),
    ("addr_postcode", "ZP1 1AA"),
    ("addr_authority", "E07000123"),
    (
        "addr_home_diff",
        "2 Test Street, Exampleton. The carers could not keep everybody safe there.",
    ),
    ("addr_resp_la", "E10000017"),
    ("addr_withhold", "no"),
    ("car_name", "Ashley Specimen"),
    ("car_rel", "Parent"),
    ("car_pr", "yes"),
    ("car_safe_contact", "yes"),
    ("household_any", "no"),
    ("leg_status", "child_in_need"),
    ("strat_considered", "held"),
    ("strat_cyjs_invited", "yes"),
    ("edu_setting", "Exampleton School"),
    ("net_any", "no"),
    ("inc_date-precision", "date"),
    ("inc_known_date-precision", "date"),
    ("inc_where", "own_home"),
    ("inc_context", "spontaneous"),
    ("inc_source", "parent"),
    ("oth_any", "not_known"),
    ("pat_freq", "two_or_three"),
    ("pat_prior", "no"),
    ("view_hackett", "inappropriate"),
    ("resp_child", "partly_accepts"),
    ("resp_carer", "They are worried, and they want help."),
    (
        "strengths",
        "The child likes school and has an adult they trust.",
    ),
    (
        "exp_trauma",
        "The family moved twice in a year, and a grandparent died.",
    ),
    ("pol_status", "not_reported"),
    ("pol_history", "no"),
    ("pol_ok_share", "yes"),
    ("safe_now", "no"),
    ("safe_plan", "yes"),
    (
        "safe_plan_detail",
        "An adult is always in the room. The carers and the school write down each week how it went, and the social worker reads it.",
    ),
    ("safe_selfharm", "no"),
    (
        "safe_selfharm_detail",
        "The school nurse sees the child each week, and the carers keep medicines locked away.",
    ),
    ("safe_staff", "no"),
    (
        "view_concern",
        "It worries the carers, and the school asks what is safe.",
    ),
    ("ask_type", "consultation"),
    (
        "ask_questions",
        "How do we keep everybody safe at home and at school? What should the carers say?",
    ),
    ("con_child", "agreed"),
    ("con_carer", "agreed"),
    ("con_reason", ""),
    ("con_info", "yes"),
];

impl Story {
    /// Every page, for a referral sent on `day`.
    pub(super) fn draft(&self, form: &FormDefinition, day: Date) -> RawAnswers {
        let told = self.told(day);
        let known: Vec<(&str, &str)> = told
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        form.made_up(&known, day)
    }

    /// The fields that the story tells.
    fn told(&self, day: Date) -> Vec<Told> {
        let own = [
            ("ref_name", self.referrer.0),
            ("ref_team", self.team),
            ("ref_own", &format!("T-{}", 400 + self.days_ago)),
            ("mgr_name", self.manager.0),
            ("mgr_email", self.manager.1),
            ("ch_first", self.child.0),
            ("ch_last", self.child.1),
            ("ch_lcs_id", &format!("{:07}", 100 + self.days_ago)),
            ("inc_desc", self.happened),
        ];
        let kinds = self.what.iter().map(|kind| ("inc_types", *kind));
        let same = SAME
            .into_iter()
            .filter(|(name, _)| !self.differs.iter().any(|(other, _)| other == name));
        let differs = self.differs.iter().copied();
        let all = own.into_iter().chain(kinds).chain(same).chain(differs);
        let mut told: Vec<Told> = all
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let last = day
            .saturating_sub(self.months_since.months())
            .saturating_sub(9.days());
        told.extend(dated("inc_date-date", last));
        told.extend(dated("inc_known_date-date", last.saturating_add(2.days())));
        told.extend(dated("mgr_discussed", day.saturating_sub(3.days())));
        let born = day
            .saturating_sub(self.age.years())
            .saturating_sub(100.days());
        told.extend(dated("ch_dob", born));
        told
    }
}

fn dated(name: &str, day: Date) -> [Told; 3] {
    let part = |end: &str, value: String| (format!("{name}-{end}"), value);
    [
        part("day", day.day().to_string()),
        part("month", day.month().to_string()),
        part("year", day.year().to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use intake_forms::FormDefinition;
    use jiff::civil::date;

    use super::STORIES;

    #[test]
    fn every_story_is_a_finished_form_whatever_the_day() {
        let form = FormDefinition::read(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../config/forms/social-worker.toml"
        )))
        .unwrap();
        let confirmed = form
            .declarations()
            .iter()
            .map(|declaration| declaration.id.clone())
            .collect();
        for day in [
            date(2026, 11, 22),
            date(2028, 2, 29),
            date(2027, 3, 31),
            date(2027, 1, 1),
        ] {
            for story in &STORIES {
                let problems = form
                    .validate(&story.draft(&form, day), &confirmed, day)
                    .err();
                assert!(problems.is_none(), "{day} {}: {problems:?}", story.happened);
            }
        }
    }
}
