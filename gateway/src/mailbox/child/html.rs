//! HTML made text, for people and for the reader of forms: links written out, tables as lines, hidden words marked. One pass, no
//! tree, nothing fetched, nothing run; any bytes give a text.

use super::markup::{after_end, attribute, entities, hides, name_of, tag};

/// A text made from HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FromHtml {
    /// The words.
    pub(super) words: String,
    /// Pictures that would have been shown.
    pub(super) pictures: u32,
    /// It hides words; they stand in the text, marked.
    pub(super) hides: bool,
}

/// Elements whose content is not text.
const SILENT: [&str; 7] = [
    "script", "style", "head", "title", "template", "svg", "object",
];
/// Elements that have no end.
const VOID: [&str; 10] = [
    "br", "hr", "img", "input", "meta", "link", "area", "base", "col", "wbr",
];
/// Elements that begin a line and end one.
const BLOCKS: [&str; 22] = [
    "p",
    "div",
    "tr",
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "section",
    "article",
    "header",
    "footer",
    "dl",
    "dt",
    "dd",
];
/// Elements open within each other whose hiding is remembered.
const DEEPEST: usize = 500;
/// Bytes of a link that are written out.
const LINK: usize = 300;

/// Makes text of HTML, at most so many bytes of it.
pub(super) fn to_text(html: &str, most: usize) -> FromHtml {
    let mut writer = Writer {
        most,
        ..Writer::default()
    };
    let mut rest = html;
    while !rest.is_empty() && writer.out.words.len() < most {
        let Some((text, after)) = rest.split_once('<') else {
            writer.text(rest);
            break;
        };
        writer.text(text);
        rest = writer.markup(after);
    }
    writer.close_hidden();
    writer.out.words.truncate(writer.out.words.trim_end().len());
    writer.out
}

#[derive(Default)]
struct Writer {
    out: FromHtml,
    most: usize,
    /// White space that waits for a word.
    gap: bool,
    /// The names of the open elements that hide their content, and how many of the same name are open within.
    hidden: Option<(String, usize)>,
    links: Vec<String>,
    cell: bool,
}

impl Writer {
    /// What follows a `<`: a tag, a comment, or just that sign. What is left after it.
    fn markup<'html>(&mut self, after: &'html str) -> &'html str {
        if let Some(comment) = after.strip_prefix("!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let starts = after.chars().next();
        if !starts.is_some_and(|first| first.is_ascii_alphabetic() || "/!?".contains(first)) {
            self.text("<");
            return after;
        }
        let Some((tag, rest)) = tag(after) else {
            return "";
        };
        if let Some(name) = tag.strip_prefix('/') {
            self.end(&name_of(name));
            return rest;
        }
        let name = name_of(tag);
        if SILENT.contains(&name.as_str()) && !tag.ends_with('/') {
            return after_end(rest, &name);
        }
        self.begin(&name, tag);
        rest
    }

    fn begin(&mut self, name: &str, tag: &str) {
        match name {
            "br" => self.next_line(),
            "hr" => {
                self.line();
                self.push("----");
                self.line();
            }
            "img" => {
                self.out.pictures = self.out.pictures.saturating_add(1);
                let alt = attribute(tag, "alt").map(|alt| entities(&alt));
                if let Some(alt) = alt.filter(|alt| !alt.trim().is_empty()) {
                    self.text(&format!(" [picture: {}] ", alt.trim()));
                }
            }
            "a" if self.links.len() < DEEPEST => {
                let link = attribute(tag, "href").map(|link| entities(&link));
                self.links.push(link.unwrap_or_default());
            }
            "td" | "th" => {
                if self.cell {
                    self.push("\t");
                    self.gap = false;
                }
                self.cell = true;
            }
            "li" => {
                self.line();
                self.push("- ");
                self.gap = false;
            }
            _ if BLOCKS.contains(&name) => {
                self.cell = self.cell && name != "tr" && name != "table";
                self.block();
            }
            _ => {}
        }
        self.hide(name, tag);
    }

    /// Marks the words of an element that hides them, once for all that is open within.
    fn hide(&mut self, name: &str, tag: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name && *depth < DEEPEST {
                *depth += 1;
            }
        } else if hides(tag) && !VOID.contains(&name) {
            self.space_if_needed();
            self.push("[hidden: ");
            self.out.hides = true;
            self.hidden = Some((name.to_owned(), 1));
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden
            && hidden == name
        {
            *depth -= 1;
            if *depth == 0 {
                self.close_hidden();
            }
        }
        match name {
            "a" => {
                let link = self.links.pop().unwrap_or_default();
                let link = link.trim();
                let shown = self.out.words.ends_with(link);
                if !link.is_empty() && !link.starts_with('#') && !shown {
                    let link: String = link.chars().take(LINK).collect();
                    self.push(&format!(" <{link}>"));
                }
            }
            "tr" => {
                self.cell = false;
                self.line();
            }
            // Paragraphs within a cell stay on the cell's line.
            _ if BLOCKS.contains(&name) => self.block(),
            _ => {}
        }
    }

    /// The edge of a block: a new line, but within a row of a table only a space, so that a row stays a line.
    fn block(&mut self) {
        if self.cell {
            self.gap = true;
        } else {
            self.line();
        }
    }

    fn text(&mut self, text: &str) {
        let text = entities(text);
        for letter in text.chars() {
            if letter.is_whitespace() {
                self.gap = true;
                continue;
            }
            self.space_if_needed();
            if self.out.words.len() < self.most {
                self.out.words.push(letter);
            }
        }
    }

    fn space_if_needed(&mut self) {
        let at_start = self.out.words.is_empty() || self.out.words.ends_with(['\n', '\t', ' ']);
        if std::mem::take(&mut self.gap) && !at_start {
            self.push(" ");
        }
    }

    /// A new line, unless one has just begun.
    fn line(&mut self) {
        self.gap = false;
        if !self.out.words.is_empty() && !self.out.words.ends_with('\n') {
            self.push("\n");
        }
    }

    /// A new line; after another a blank one, and no more.
    fn next_line(&mut self) {
        self.gap = false;
        if !self.out.words.is_empty() && !self.out.words.ends_with("\n\n") {
            self.push("\n");
        }
    }

    fn push(&mut self, words: &str) {
        if self.out.words.len() < self.most {
            self.out.words.push_str(words);
        }
    }

    fn close_hidden(&mut self) {
        if self.hidden.take().is_some() {
            self.push("]");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(html: &str) -> String {
        to_text(html, 10_000).words
    }

    #[test]
    fn a_page_becomes_its_words() {
        let html = "<html><head><title>t</title><style>p{}</style></head><body><p>One&nbsp;two</p>\
            <p>Three <b>four</b><br>five</p><ul><li>a</li><li>b</li></ul></body></html>";
        assert_eq!(words(html), "One two\nThree four\nfive\n- a\n- b");
    }

    #[test]
    fn a_row_of_a_table_is_one_line() {
        let html = "<table><tr><td><p>Name</p></td><td><p>Sam</p></td></tr><tr><td>Team</td><td>1</td></tr></table>";
        assert_eq!(words(html), "Name\tSam\nTeam\t1");
    }

    #[test]
    fn links_are_written_out_and_pictures_counted() {
        let read = to_text(
            "<p>a <a href='https://portal.test/x?a=1&amp;b=2'>link</a></p><img src=x alt=\"A <cat>\"><img>",
            10_000,
        );
        assert_eq!(
            read.words,
            "a link <https://portal.test/x?a=1&b=2>\n[picture: A <cat>]"
        );
        assert_eq!(read.pictures, 2);
    }

    #[test]
    fn hidden_words_are_shown_as_hidden() {
        let read = to_text(
            "a <div style=\"Display: none\">b <div>c</div> d</div> e <span hidden>f</span>",
            10_000,
        );
        assert!(read.hides);
        assert_eq!(
            read.words.replace('\n', " "),
            "a [hidden: b c d] e [hidden: f]"
        );
    }

    #[test]
    fn programs_and_comments_are_left_out() {
        assert_eq!(words("a<script>if (1<2) b()</script><!-- c -->d"), "ad");
        assert_eq!(words("a<script>never closed"), "a");
        assert_eq!(
            words("1 < 2 &amp; 3 > 2 &unknown; &#8217;&#146;"),
            "1 < 2 & 3 > 2 &unknown; ’’"
        );
    }

    #[test]
    fn what_is_broken_still_ends() {
        for html in [
            "<",
            "<a",
            "<a href=\"",
            "<!--",
            "</",
            "<p style='",
            "&",
            "&#x;",
        ] {
            let _text = words(html);
        }
        let deep = "<div style='display:none'>".repeat(10_000);
        let _text = words(&deep);
    }
}
