//! Where answers can be corrected, and questions without an answer given one: what the form asks with the other answers as they are.

use intake_forms::{AnswerPlace, FormDefinition, ShownLine};
use jiff::civil::Date;

use super::{super::page::AnswerTopic, topics::Reading};
use crate::{journey::view::OpenReferral, web::page::words::curly};

/// Where answers can be corrected.
pub(super) struct Places<'a> {
    open: &'a OpenReferral,
    form: &'a FormDefinition,
    reading: Reading,
    today: Date,
}

impl<'a> Places<'a> {
    /// The answers of a referral, by its form as it is now.
    pub(super) fn new(
        open: &'a OpenReferral,
        form: &'a FormDefinition,
        reading: Reading,
        today: Date,
    ) -> Self {
        Self {
            open,
            form,
            reading,
            today,
        }
    }

    /// Where one answer is corrected; none where the form does not ask it now.
    pub(super) fn of(&self, question: &str, item: Option<usize>) -> Option<String> {
        let place = AnswerPlace {
            question: question.to_owned(),
            item,
        };
        let asked = self.form.asks(&place, &self.open.sent.answers, self.today);
        let item = item.map(|item| format!("?item={item}")).unwrap_or_default();
        let reference = &self.open.referral.reference;
        (asked && !self.reading.hides(question))
            .then(|| format!("/desk/referrals/{reference}/answers/{question}/correct{item}"))
    }

    /// The questions of a section that are asked and have no answer.
    pub(super) fn missing(
        &self,
        slug: &str,
        item: Option<usize>,
        lines: &[ShownLine],
    ) -> Vec<(String, String)> {
        let questions = self
            .form
            .section(slug)
            .map_or(&[][..], |section| &section.questions);
        let answered = |id: &str| lines.iter().any(|line| line.question == id);
        let open = questions.iter().filter(|question| !answered(&question.id));
        open.filter_map(|question| Some((curly(question.called()), self.of(&question.id, item)?)))
            .collect()
    }

    /// Sections of which nothing was answered, asked once, with questions that can be.
    pub(super) fn empty_topics(&self) -> Vec<AnswerTopic> {
        let shown = &self.open.sent.record.shown;
        let empty = self.form.sections().filter(|section| {
            !section.is_repeated() && !shown.iter().any(|one| one.slug == section.slug)
        });
        empty
            .map(|section| AnswerTopic {
                id: section.slug.clone(),
                title: curly(&section.title),
                rows: Vec::new(),
                not_answered: 0,
                can_add: self.missing(&section.slug, None, &[]),
            })
            .filter(|topic| !topic.can_add.is_empty())
            .collect()
    }
}
