//! A form on a page, filled in by its labels as a person would, with its hidden fields kept. Sends nothing itself.

use scraper::{ElementRef, Html};

use crate::page::{selector, words};

/// A form ready to be filled in and sent.
#[derive(Debug, Clone)]
pub struct Form {
    /// Path it goes to.
    pub action: String,
    /// Whether it goes by POST.
    pub is_post: bool,
    /// Whether it carries files.
    pub is_multipart: bool,
    fields: Vec<Field>,
    buttons: Vec<Button>,
    pressed: Option<usize>,
    files: Vec<File>,
}

/// A file to send.
#[derive(Debug, Clone)]
pub struct File {
    /// The field.
    pub field: String,
    /// The file's name.
    pub name: String,
    /// The type the browser claims.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone)]
struct Field {
    name: String,
    label: String,
    group: String,
    value: String,
    kind: Kind,
    sent: bool,
    options: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Choice { several: bool },
    List,
    File,
}

#[derive(Debug, Clone)]
struct Button {
    words: String,
    name: String,
    value: String,
    action: Option<String>,
}

impl Form {
    pub(crate) fn read(form: ElementRef<'_>, html: &Html, path: &str) -> Self {
        let (field, button) = (
            selector("input[name], textarea[name], select[name]"),
            selector("button, input[type=submit]"),
        );
        let own = form.attr("id").unwrap_or("none");
        let elsewhere = selector(&format!("[form='{own}']"));
        let buttons = form.select(&button).chain(html.select(&elsewhere));
        Self {
            action: resolve(path, form.attr("action").unwrap_or_default()),
            is_post: form
                .attr("method")
                .is_some_and(|method| method.eq_ignore_ascii_case("post")),
            is_multipart: form.attr("enctype") == Some("multipart/form-data"),
            fields: form
                .select(&field)
                .filter_map(|element| Field::read(element, html))
                .collect(),
            buttons: buttons.map(|element| Button::read(element, path)).collect(),
            pressed: None,
            files: Vec::new(),
        }
    }

    pub(crate) fn has_button(&self, text: &str) -> bool {
        self.buttons
            .iter()
            .any(|button| button.words.contains(text))
    }

    /// The names of every field that a person could fill in.
    pub fn names(&self) -> Vec<String> {
        self.fields.iter().map(|field| field.name.clone()).collect()
    }

    /// Writes into the text field with this name or label; for a date's parts, `"Legend / Day"` or the name.
    #[must_use]
    pub fn fill(mut self, field: &str, value: &str) -> Self {
        let found = self.position(field, |one| matches!(one.kind, Kind::Text | Kind::List));
        let field = self.fields.get_mut(found).expect("found");
        let listed = field
            .options
            .iter()
            .find(|(_, label)| label == value)
            .map(|(value, _)| value.clone());
        field.value = listed.unwrap_or_else(|| value.to_owned());
        self
    }

    /// Picks a radio button, or ticks a box, by the group's name or legend and the option's value or label.
    #[must_use]
    pub fn choose(mut self, group: &str, option: &str) -> Self {
        let matches = |one: &Field| {
            matches!(one.kind, Kind::Choice { .. })
                && (one.name == group || one.group == group)
                && (one.value == option || one.label == option)
        };
        let Some(found) = self.fields.iter().position(matches) else {
            self.lost(&format!("{group}: {option}"))
        };
        let chosen = self.fields.get(found).expect("found").clone();
        for field in &mut self.fields {
            if field.name == chosen.name && chosen.kind == (Kind::Choice { several: false }) {
                field.sent = false;
            }
        }
        self.fields.get_mut(found).expect("found").sent = true;
        self
    }

    /// Answers the question of this name, whatever it is: writes, picks or ticks.
    #[must_use]
    pub fn answer(self, name: &str, value: &str) -> Self {
        let is_choice = self
            .fields
            .iter()
            .any(|field| field.name == name && matches!(field.kind, Kind::Choice { .. }));
        if is_choice {
            self.choose(name, value)
        } else {
            self.fill(name, value)
        }
    }

    /// Takes a tick away again.
    #[must_use]
    pub fn untick(mut self, group: &str, option: &str) -> Self {
        for field in &mut self.fields {
            if (field.name == group || field.group == group)
                && (field.value == option || field.label == option)
            {
                field.sent = false;
            }
        }
        self
    }

    /// Puts a file into the file field with this name or label.
    #[must_use]
    pub fn attach(mut self, field: &str, name: &str, media_type: &str, bytes: &[u8]) -> Self {
        let found = self.position(field, |one| one.kind == Kind::File);
        let field = self.fields.get(found).expect("found").name.clone();
        self.files.push(File {
            field,
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes: bytes.to_vec(),
        });
        self
    }

    /// Sets any field, hidden ones too, or adds one: what a hostile browser does.
    #[must_use]
    pub fn tamper(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|field| field.name != name);
        let (name, value) = (name.to_owned(), value.to_owned());
        self.fields.push(Field {
            name,
            value,
            label: String::new(),
            group: String::new(),
            kind: Kind::Text,
            sent: true,
            options: Vec::new(),
        });
        self
    }

    /// Leaves a field out altogether.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|field| field.name != name);
        self
    }

    /// Presses the button with these words; its name and value go along.
    #[must_use]
    pub fn press(mut self, text: &str) -> Self {
        let found = self
            .buttons
            .iter()
            .position(|button| button.words.contains(text));
        let Some(found) = found else { self.lost(text) };
        if let Some(action) = self
            .buttons
            .get(found)
            .and_then(|button| button.action.clone())
        {
            self.action = action;
        }
        self.pressed = Some(found);
        self
    }

    /// Everything that is sent except files, in the page's order.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let fields = self
            .fields
            .iter()
            .filter(|field| field.sent && field.kind != Kind::File);
        let button = self
            .pressed
            .and_then(|found| self.buttons.get(found))
            .filter(|button| !button.name.is_empty());
        fields
            .map(|field| (field.name.clone(), field.value.clone()))
            .chain(button.map(|button| (button.name.clone(), button.value.clone())))
            .collect()
    }

    /// The files that are sent; an empty one for each file field left alone, as browsers do.
    pub fn files(&self) -> Vec<File> {
        let untouched = self.fields.iter().filter(|field| {
            field.kind == Kind::File && !self.files.iter().any(|file| file.field == field.name)
        });
        let empty = untouched.map(|field| File {
            field: field.name.clone(),
            name: String::new(),
            media_type: "application/octet-stream".to_owned(),
            bytes: Vec::new(),
        });
        self.files.iter().cloned().chain(empty).collect()
    }

    fn position(&self, wanted: &str, kind: impl Fn(&Field) -> bool) -> usize {
        let named = |field: &&Field| {
            field.name == wanted
                || field.label == wanted
                || format!("{} / {}", field.group, field.label) == wanted
        };
        let found: Vec<usize> = self
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| kind(field) && named(field))
            .map(|(at, _)| at)
            .collect();
        match found.as_slice() {
            [one] => *one,
            [] => self.lost(wanted),
            _ => panic!("several fields are called “{wanted}” in {self:#?}"),
        }
    }

    fn lost(&self, wanted: &str) -> ! {
        let known: Vec<String> = self
            .fields
            .iter()
            .map(|one| format!("{} [{} / {}] {}", one.name, one.group, one.label, one.value))
            .collect();
        panic!(
            "no field “{wanted}” in the form to {}; it has {known:#?} and {:?}",
            self.action, self.buttons
        )
    }
}

impl Field {
    fn read(element: ElementRef<'_>, html: &Html) -> Option<Self> {
        let of = |name: &str| element.attr(name).unwrap_or_default().to_owned();
        if element.attr("disabled").is_some() {
            return None;
        }
        let kind = match (
            element.value().name(),
            element.attr("type").unwrap_or("text"),
        ) {
            ("input", "submit" | "button" | "image" | "reset") => return None,
            ("input", "radio") => Kind::Choice { several: false },
            ("input", "checkbox") => Kind::Choice { several: true },
            ("input", "file") => Kind::File,
            ("select", _) => Kind::List,
            _ => Kind::Text,
        };
        let options: Vec<(String, String)> = element
            .select(&selector("option"))
            .map(|option| {
                (
                    option
                        .attr("value")
                        .map_or_else(|| words(option), str::to_owned),
                    words(option),
                )
            })
            .collect();
        let picked = element
            .select(&selector("option[selected]"))
            .next()
            .map(|option| option.attr("value").unwrap_or_default().to_owned());
        let value = match kind {
            Kind::List => picked
                .or_else(|| options.first().map(|(value, _)| value.clone()))
                .unwrap_or_default(),
            Kind::Choice { .. } => element.attr("value").unwrap_or("on").to_owned(),
            Kind::Text if element.value().name() == "textarea" => element
                .text()
                .collect::<String>()
                .trim_start_matches('\n')
                .to_owned(),
            Kind::Text | Kind::File => of("value"),
        };
        let sent = !matches!(kind, Kind::Choice { .. }) || element.attr("checked").is_some();
        Some(Self {
            name: of("name"),
            label: label(element, html),
            group: legend(element),
            value,
            kind,
            sent,
            options,
        })
    }
}

impl Button {
    fn read(element: ElementRef<'_>, path: &str) -> Self {
        let of = |name: &str| element.attr(name).unwrap_or_default().to_owned();
        let said = if element.value().name() == "input" {
            of("value")
        } else {
            words(element)
        };
        let action = element
            .attr("formaction")
            .map(|action| resolve(path, action));
        Self {
            words: said,
            name: of("name"),
            value: of("value"),
            action,
        }
    }
}

/// The words of the label that names an element, or of the one around it.
fn label(element: ElementRef<'_>, html: &Html) -> String {
    let around = || {
        element
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|parent| parent.value().name() == "label")
    };
    let named = element.attr("id").and_then(|id| {
        html.select(&selector("label"))
            .find(|label| label.attr("for") == Some(id))
    });
    named.or_else(around).map(words).unwrap_or_default()
}

/// The legend of the fieldset nearest around an element.
fn legend(element: ElementRef<'_>) -> String {
    let fieldset = element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|parent| parent.value().name() == "fieldset");
    fieldset
        .and_then(|fieldset| fieldset.select(&selector("legend")).next())
        .map(words)
        .unwrap_or_default()
}

/// What an `action` or `href` means on the page at `path`.
pub(crate) fn resolve(path: &str, target: &str) -> String {
    let base = reqwest::Url::parse("https://site.test")
        .and_then(|site| site.join(path))
        .expect("a path");
    if target.is_empty() {
        return path.to_owned();
    }
    let url = base
        .join(target)
        .unwrap_or_else(|error| panic!("{target}: {error}"));
    let query = url
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    format!("{}{query}", url.path())
}
