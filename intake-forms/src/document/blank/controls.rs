//! The places to fill in: one content control for each question, and one for each box to tick. Each has an id of its own, and shows
//! a prompt that the reader knows to be none.

use super::escaped;
use crate::document::prompts;
use crate::question::{Kind, OptionDef, Question};

/// Characters in a control's name, at most, as Word counts.
const MAX_TITLE: usize = 64;

/// Gives each control a number of its own.
#[derive(Debug, Default)]
pub(super) struct Controls {
    last: u32,
}

impl Controls {
    /// What goes into the cell beside a question's label.
    pub(super) fn question(&mut self, question: &Question) -> String {
        match &question.kind {
            Kind::Choices(options) => self.boxes(question, options),
            Kind::Choice(options) | Kind::Select(options) => {
                let list: String = options.iter().map(listed).collect();
                let kind = format!("<w:dropDownList>{list}</w:dropDownList>");
                paragraph(&self.control(question, &kind, prompts::CHOOSE))
            }
            Kind::Date(_) => {
                let kind = r#"<w:date><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="en-GB"/><w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>"#;
                paragraph(&self.control(question, kind, prompts::DATE))
            }
            // A control for any text: LibreOffice drops line ends in one for plain text when it saves.
            Kind::LongText | Kind::Address => {
                paragraph(&self.control(question, "", prompts::WRITE))
            }
            _ => paragraph(&self.control(question, "<w:text/>", prompts::WRITE)),
        }
    }

    /// A box to tick with its words after it.
    pub(super) fn tick(&mut self, tag: &str, words: &str) -> String {
        let start = self.start(words, tag);
        paragraph(&format!(
            concat!(
                r#"<w:sdt><w:sdtPr>{}<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>"#,
                r#"<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent>"#,
                r#"<w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>☐</w:t></w:r>"#,
                r#"</w:sdtContent></w:sdt><w:r><w:t xml:space="preserve"> {}</w:t></w:r>"#,
            ),
            start,
            escaped(words)
        ))
    }

    /// The boxes of a question, together in one control that has the question's id.
    fn boxes(&mut self, question: &Question, options: &[OptionDef]) -> String {
        let start = self.start(&question.name, &question.id);
        let boxes: String = options
            .iter()
            .map(|option| self.tick(&format!("{}={}", question.id, option.code), &option.label))
            .collect();
        format!(
            "<w:sdt><w:sdtPr>{start}</w:sdtPr><w:sdtContent>{boxes}</w:sdtContent></w:sdt><w:p/>"
        )
    }

    fn control(&mut self, question: &Question, kind: &str, prompt: &str) -> String {
        let start = self.start(&question.name, &question.id);
        format!(
            r#"<w:sdt><w:sdtPr>{start}<w:showingPlcHdr/>{kind}</w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>{prompt}</w:t></w:r></w:sdtContent></w:sdt>"#
        )
    }

    /// Name, tag and number of a control.
    fn start(&mut self, title: &str, tag: &str) -> String {
        self.last = self.last.saturating_add(1);
        let title: String = title.chars().take(MAX_TITLE).collect();
        format!(
            r#"<w:alias w:val="{}"/><w:tag w:val="{}"/><w:id w:val="{}"/>"#,
            escaped(&title),
            escaped(tag),
            self.last
        )
    }
}

fn listed(option: &OptionDef) -> String {
    format!(
        r#"<w:listItem w:displayText="{}" w:value="{}"/>"#,
        escaped(&option.label),
        escaped(&option.code)
    )
}

fn paragraph(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}
