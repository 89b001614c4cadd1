//! What a reader of the queue wants to see of a view (decision 0008). Codes only, so that it may stand in an address; never a word that
//! somebody typed. What a column tells, the database tells; the rest is read off the sealed lines, which the page opens anyway.

use jiff::civil::Date;

use super::{
    DeskLine,
    desk_line::{CRITERIA, SOON},
};

/// How a referral came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// A social worker’s form on the public site.
    SocialWorker,
    /// A school’s form on the public site.
    School,
    /// An email.
    Mail,
}

/// Who holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// Nobody.
    Nobody,
    /// The reader.
    Me,
    /// Somebody else.
    AnyoneElse,
}

/// One box that can be ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrowing {
    /// It came in this way.
    Came(Came),
    /// This criterion is not met.
    NotMet(&'static str),
    /// This criterion is not known.
    NotKnown(&'static str),
    /// Who holds it.
    HeldBy(HeldBy),
    /// It is raised.
    ReadFirst,
    /// A letter of it was refused, came back or may not have gone.
    LetterFailed,
    /// Its last day of eligibility is near.
    EligibleSoon,
    /// The child lives away from the family home.
    Placed,
}

impl Came {
    /// Its code in a line.
    pub fn code(self) -> &'static str {
        match self {
            Self::SocialWorker => "social_worker",
            Self::School => "school",
            Self::Mail => "mail",
        }
    }
}

impl Narrowing {
    /// Every box, group by group.
    pub fn all() -> impl Iterator<Item = Self> {
        let came = [Came::SocialWorker, Came::School, Came::Mail].map(Self::Came);
        let held_by = [HeldBy::Nobody, HeldBy::Me, HeldBy::AnyoneElse].map(Self::HeldBy);
        came.into_iter()
            .chain(CRITERIA.map(Self::NotMet))
            .chain(CRITERIA.map(Self::NotKnown))
            .chain(held_by)
            .chain([
                Self::ReadFirst,
                Self::LetterFailed,
                Self::EligibleSoon,
                Self::Placed,
            ])
    }

    /// Whether both say something about the same; then one of them is enough.
    pub fn is_beside(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    /// Whether the sealed line alone can tell.
    fn needs_the_line(self) -> bool {
        match self {
            Self::Came(_)
            | Self::NotMet(_)
            | Self::NotKnown(_)
            | Self::EligibleSoon
            | Self::Placed => true,
            Self::HeldBy(_) | Self::ReadFirst | Self::LetterFailed => false,
        }
    }

    /// Whether it is so of a line, as far as a line tells.
    fn is_so(self, line: &DeskLine, today: Date) -> bool {
        let found = |wanted: &str, finding: &str| {
            let mut pairs = line.findings.iter();
            pairs.any(|(criterion, found)| criterion == wanted && found == finding)
        };
        match self {
            Self::Came(came) => line.came == came.code(),
            Self::NotMet(criterion) => found(criterion, "not_met"),
            Self::NotKnown(criterion) => found(criterion, "not_known"),
            Self::EligibleSoon => line
                .days_left(today)
                .is_some_and(|days| (0..=SOON).contains(&days)),
            Self::Placed => line.placed,
            Self::HeldBy(_) | Self::ReadFirst | Self::LetterFailed => true,
        }
    }
}

/// The boxes that are ticked. Of one group any is enough; every group must have its say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    ticked: Vec<Narrowing>,
}

impl QueueFilter {
    /// A filter of these boxes.
    pub fn of(ticked: impl IntoIterator<Item = Narrowing>) -> Self {
        Self {
            ticked: ticked.into_iter().collect(),
        }
    }

    /// The boxes that are ticked.
    pub fn ticked(&self) -> &[Narrowing] {
        &self.ticked
    }

    /// Whether this box is ticked.
    pub fn has(&self, narrowing: Narrowing) -> bool {
        self.ticked.contains(&narrowing)
    }

    /// The same without one box.
    #[must_use]
    pub fn without(&self, narrowing: Narrowing) -> Self {
        let others = self.ticked.iter().filter(|other| **other != narrowing);
        Self::of(others.copied())
    }

    /// Whether the sealed lines must be read to tell what it keeps.
    pub fn needs_lines(&self) -> bool {
        self.ticked.iter().any(|one| one.needs_the_line())
    }

    /// Whether it keeps a referral with this line, as far as a line tells; without a line nothing is known of it.
    pub fn keeps(&self, line: Option<&DeskLine>, today: Date) -> bool {
        let is_so = |one: Narrowing| line.is_some_and(|line| one.is_so(line, today));
        let mut told = self.ticked.iter().filter(|one| one.needs_the_line());
        told.all(|one| {
            let mut group = self.ticked.iter().filter(|other| one.is_beside(**other));
            group.any(|other| is_so(*other))
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn line(recency: &str, police: &str) -> DeskLine {
        let findings = [
            ("age", "met"),
            ("recency", recency),
            ("residence", "met"),
            ("police", police),
        ];
        DeskLine {
            findings: findings
                .map(|(criterion, finding)| (criterion.to_owned(), finding.to_owned()))
                .into(),
            came: "school".to_owned(),
            eligible_until: Some("2026-12-07".to_owned()),
            ..DeskLine::default()
        }
    }

    fn keeps(ticked: &[Narrowing], line: &DeskLine) -> bool {
        QueueFilter::of(ticked.iter().copied()).keeps(Some(line), TODAY)
    }

    #[test]
    fn one_of_a_group_is_enough_and_every_group_has_its_say() {
        use Narrowing::{NotKnown, NotMet};
        let line = line("not_met", "not_known");
        assert!(keeps(&[], &line));
        assert!(keeps(&[NotMet("recency")], &line));
        assert!(!keeps(&[NotMet("police")], &line));
        assert!(!keeps(&[NotKnown("recency")], &line));
        assert!(keeps(&[NotMet("age"), NotMet("recency")], &line));
        assert!(keeps(&[NotMet("recency"), NotKnown("police")], &line));
        assert!(!keeps(&[NotMet("recency"), NotKnown("age")], &line));
        let school = Narrowing::Came(Came::School);
        assert!(keeps(&[school, NotMet("recency")], &line));
        assert!(keeps(&[Narrowing::Came(Came::Mail), school], &line));
        assert!(!keeps(&[Narrowing::Came(Came::Mail)], &line));
        assert!(!keeps(&[Narrowing::Placed], &line));
    }

    #[test]
    fn the_days_left_are_today_and_the_fourteen_after_it() {
        let until = |day: &str| DeskLine {
            eligible_until: Some(day.to_owned()),
            ..line("met", "met")
        };
        for (day, kept) in [
            ("2026-11-22", false),
            ("2026-11-23", true),
            ("2026-12-07", true),
            ("2026-12-08", false),
            ("soon", false),
        ] {
            let found = keeps(&[Narrowing::EligibleSoon], &until(day));
            assert_eq!(found, kept, "{day}");
        }
    }

    #[test]
    fn what_is_not_screened_is_kept_only_where_no_line_is_asked() {
        let filter = QueueFilter::of([Narrowing::ReadFirst, Narrowing::HeldBy(HeldBy::Me)]);
        assert!(!filter.needs_lines() && filter.keeps(None, TODAY));
        let filter = QueueFilter::of([Narrowing::ReadFirst, Narrowing::Placed]);
        assert!(filter.needs_lines() && !filter.keeps(None, TODAY));
        assert!(filter.has(Narrowing::Placed));
        assert_eq!(
            filter.without(Narrowing::Placed).ticked(),
            [Narrowing::ReadFirst]
        );
    }
}
