//! The page of the screening rules: the version in force in words, what each version changes, and the other data that screening uses.
//! Read only.

use http::StatusCode;
use jiff::civil::Date;

use super::{
    dates,
    door::Desk,
    page::{RuleChange, RuleRow, RulesPage, Section, VersionRow},
    site::{Answer, drawn},
};
use crate::{
    journey::{Keyholder, replay},
    screening::{PolicePolicy, Rules},
    web::page_error::PageError,
};

/// An end within so many months is said.
const NEAR_MONTHS: i32 = 18;

/// `/desk/rules`.
pub async fn rules(desk: Desk) -> Answer {
    let (keyholder, now) = (&desk.door.site.keyholder, desk.door.now);
    let today = dates::day_of(now);
    let in_force = keyholder.rules.in_force_on(today);
    let mut versions = Vec::new();
    let mut before: Option<&Rules> = None;
    for rules in keyholder.rules.versions() {
        versions.push(version(keyholder, rules, before, today).await?);
        before = Some(rules);
    }
    versions.reverse();
    let run = replay::last_run(&keyholder.store)
        .await
        .map_err(PageError::from)?;
    let different = run
        .as_ref()
        .map(|run| run.tally.references.clone())
        .unwrap_or_default();
    let page = RulesPage {
        frame: desk.frame().at(Section::Rules),
        in_force: in_force.map(|rules| rules.name().to_owned()),
        rules: in_force.map(in_words).unwrap_or_default(),
        versions,
        replay: run.map(|run| {
            let tally = run.tally;
            let counts = vec![
                (
                    "Verdicts replayed",
                    tally.same + tally.different + tally.key_destroyed,
                ),
                ("The same", tally.same),
                ("Different", tally.different),
                ("Key destroyed", tally.key_destroyed),
            ];
            (dates::moment(run.at), counts)
        }),
        different,
        data: vec![
            ("Postcodes", keyholder.directory.name().to_owned()),
            (
                "Bank holidays",
                format!(
                    "known to {}",
                    dates::day_with_year(keyholder.holidays.known_to())
                ),
            ),
        ],
        areas: in_force
            .map(|rules| areas(rules, today))
            .unwrap_or_default(),
    };
    drawn(StatusCode::OK, &page)
}

async fn version(
    keyholder: &Keyholder,
    rules: &Rules,
    before: Option<&Rules>,
    today: Date,
) -> Result<VersionRow, PageError> {
    let verdicts = keyholder.store.count_verdicts(rules.name()).await;
    let digest = rules.sha256();
    Ok(VersionRow {
        name: rules.name().to_owned(),
        from: dates::day_with_year(rules.in_force_from()),
        later: rules.in_force_from() > today,
        verdicts: verdicts.map_err(PageError::from)?,
        changes: before
            .map(|before| changes(before, rules))
            .unwrap_or_default(),
        digest: (
            digest.get(..8).unwrap_or_default().to_owned(),
            digest.to_owned(),
        ),
    })
}

fn in_words(rules: &Rules) -> Vec<RuleRow> {
    let (from, to, full) = (
        rules.youngest(),
        rules.oldest(),
        rules.consultation_only_below(),
    );
    let months = rules.window_months();
    let row = |criterion, words: String, setting: String| RuleRow {
        criterion,
        words,
        setting,
    };
    vec![
        row(
            "Age",
            format!(
                "{from} to {to}, whole years on the day of receipt. Below {full}: consultation only."
            ),
            format!("age {from} to {to}, full from {full}"),
        ),
        row(
            "Recency",
            format!(
                "The latest incident is within {months} months before the day of receipt, the same day that many months before included."
            ),
            format!("window {months} months"),
        ),
        row(
            "Residence",
            "The child’s postcode lies in one of the hub’s areas; where it cannot be found, the authority stated decides."
                .to_owned(),
            format!("{} areas", rules.areas().len()),
        ),
        row(
            "Police",
            format!(
                "Open, bailed or released, or charged: {}.",
                police_words(rules.police_policy())
            ),
            police(rules.police_policy()).to_owned(),
        ),
        row(
            "School route",
            "Never above consultation only.".to_owned(),
            "school".to_owned(),
        ),
    ]
}

fn police(policy: PolicePolicy) -> &'static str {
    match policy {
        PolicePolicy::ConsultationOnly => "consultation only",
        PolicePolicy::Hold => "hold",
        PolicePolicy::Decline => "decline",
    }
}

fn police_words(policy: PolicePolicy) -> &'static str {
    match policy {
        PolicePolicy::ConsultationOnly => "consultation only",
        PolicePolicy::Hold => "consultation only, and the suggestion is to hold",
        PolicePolicy::Decline => "resources and signposting only",
    }
}

/// What the later of two versions changes.
fn changes(before: &Rules, now: &Rules) -> Vec<RuleChange> {
    let ages = |rules: &Rules| format!("{} to {}", rules.youngest(), rules.oldest());
    let pairs = [
        ("Age", ages(before), ages(now)),
        (
            "Consultation only below",
            before.consultation_only_below().to_string(),
            now.consultation_only_below().to_string(),
        ),
        (
            "Window",
            format!("{} months", before.window_months()),
            format!("{} months", now.window_months()),
        ),
        (
            "Police",
            police(before.police_policy()).to_owned(),
            police(now.police_policy()).to_owned(),
        ),
    ];
    let mut changes: Vec<RuleChange> = pairs
        .into_iter()
        .filter(|(_, before, now)| before != now)
        .map(|(what, before, now)| RuleChange {
            what: what.to_owned(),
            before,
            now,
        })
        .collect();
    changes.extend(areas_changed(before, now));
    if changes.is_empty() {
        changes.push(RuleChange {
            what: "Nothing that screening uses".to_owned(),
            before: String::new(),
            now: "the same rules".to_owned(),
        });
    }
    changes
}

/// Areas that come, go or get other dates.
fn areas_changed(before: &Rules, now: &Rules) -> Vec<RuleChange> {
    let dated = |area: &crate::screening::Area| {
        let day = |day: Option<Date>| day.map(dates::day_with_year);
        match (day(area.valid_from), day(area.valid_to)) {
            (None, None) => "always".to_owned(),
            (Some(from), None) => format!("from {from}"),
            (None, Some(to)) => format!("to {to}"),
            (Some(from), Some(to)) => format!("{from} to {to}"),
        }
    };
    let find = |rules: &Rules, code| {
        rules
            .areas()
            .iter()
            .find(|area| area.code == code)
            .map(dated)
    };
    let change = |name: &str, before: Option<String>, now: Option<String>| RuleChange {
        what: format!("Area {name}"),
        before: before.unwrap_or_default(),
        now: now.unwrap_or_else(|| "left out".to_owned()),
    };
    let gone = before.areas().iter().filter_map(|area| {
        let then = find(now, area.code);
        (then.as_ref() != Some(&dated(area))).then(|| change(&area.name, Some(dated(area)), then))
    });
    let new = now
        .areas()
        .iter()
        .filter(|area| find(before, area.code).is_none())
        .map(|area| change(&area.name, None, Some(dated(area))));
    gone.chain(new).collect()
}

/// The areas in force, and that one of them ends soon.
fn areas(rules: &Rules, today: Date) -> (String, Option<String>) {
    let valid = |area: &&crate::screening::Area| rules.area(area.code, today).is_some();
    let names: Vec<&str> = rules
        .areas()
        .iter()
        .filter(valid)
        .map(|area| area.name.as_str())
        .collect();
    let words = match names.split_first() {
        None => "none today".to_owned(),
        Some((first, [])) => (*first).to_owned(),
        Some((first, others)) => format!("{first} and {} more", others.len()),
    };
    let ends = rules
        .areas()
        .iter()
        .filter(valid)
        .filter_map(|area| area.valid_to)
        .min();
    let Some(ends) = ends else {
        return (words, None);
    };
    let left = (i32::from(ends.year()) - i32::from(today.year())) * 12 + i32::from(ends.month())
        - i32::from(today.month());
    let words = format!("{words}, valid to {}", dates::day_with_year(ends));
    let near = (left <= NEAR_MONTHS).then(|| match left {
        ..=0 => "Ends this month".to_owned(),
        1 => "Ends in 1 month".to_owned(),
        months => format!("Ends in {months} months"),
    });
    (words, near)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{areas, changes, in_words};
    use crate::screening::Rules;

    const RULES: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../config/screening/lancashire-2020-01-01.toml"
    ));

    fn rules(change: impl Fn(&str) -> String) -> Rules {
        Rules::read("later", &change(RULES)).unwrap()
    }

    #[test]
    fn a_version_says_what_it_changes_and_nothing_else() {
        let first = rules(str::to_owned);
        let hold = rules(|text| {
            text.replace(
                "police_policy = \"consultation_only\"",
                "police_policy = \"hold\"",
            )
        });
        let told = changes(&first, &hold);
        assert_eq!(told.len(), 1);
        let change = told.first().unwrap();
        assert_eq!(
            (
                change.what.as_str(),
                change.before.as_str(),
                change.now.as_str()
            ),
            ("Police", "consultation only", "hold")
        );
        let ended =
            rules(|text| text.replace("name = \"Wyre\"", "name = \"Wyre\"\nvalid_to = 2028-03-31"));
        let told = changes(&first, &ended);
        assert_eq!(
            told.first().map(|change| change.now.as_str()),
            Some("to 31 Mar 2028")
        );
        assert_eq!(in_words(&first).len(), 5);
    }

    #[test]
    fn an_area_that_ends_within_a_year_and_a_half_is_said() {
        let ended =
            rules(|text| text.replace("name = \"Wyre\"", "name = \"Wyre\"\nvalid_to = 2028-03-31"));
        let said = |day| areas(&ended, day).1;
        assert_eq!(said(date(2026, 8, 1)), None);
        assert_eq!(
            said(date(2026, 11, 22)),
            Some("Ends in 16 months".to_owned())
        );
        assert_eq!(said(date(2028, 3, 31)), Some("Ends this month".to_owned()));
    }
}
