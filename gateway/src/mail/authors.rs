//! Who wrote a message: sender, forwarder and original author kept apart, and the people that a form inside it names. All of it is
//! claimed until a receiving server says otherwise; nothing here proves anything.

use std::fmt;

use jiff::civil::Date;

use super::{
    form_reading::FormReading,
    read::{Forwarded, FoundForm, Inner, Mailbox, ReadMessage},
};
use crate::config::Addresses;

/// Who had a hand in a message.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Authors {
    /// The address in `From`; empty when there is none or several.
    pub sender: String,
    /// The same, when the sender hands on what somebody else wrote.
    pub forwarder: Option<String>,
    /// Who wrote what was handed on, as the message inside claims.
    pub original: Option<String>,
}

/// Who wrote a message, or one form in it.
pub fn who(read: &ReadMessage, form: Option<&FoundForm>) -> Authors {
    let sender = sender(read).map(|from| from.address.clone());
    let sender = sender.unwrap_or_default();
    let inner = handed_on(read, form);
    let forwards = inner.is_some() || (form.is_none() && is_forward(read));
    let original = inner
        .and_then(|inner| inner.from.first())
        .map(|from| from.address.clone())
        .filter(|address| !address.is_empty());
    Authors {
        forwarder: forwards.then(|| sender.clone()),
        sender,
        original,
    }
}

/// The one person in `From`.
pub fn sender(read: &ReadMessage) -> Option<&Mailbox> {
    match read.head.from.as_slice() {
        [from] if from.address.contains('@') => Some(from),
        _ => None,
    }
}

/// The message inside that a form (or, without one, the whole message) came with.
fn handed_on<'a>(read: &'a ReadMessage, form: Option<&FoundForm>) -> Option<&'a Inner> {
    let journal = || {
        let mut inner = read.inner.iter();
        inner.find(|inner| inner.how == Forwarded::Journal)
    };
    match form {
        Some(form) => {
            let path = form.inside.as_deref();
            let inside = path.and_then(|path| read.inner.iter().find(|inner| inner.path == path));
            // A form in the text of a forwarded text, or beside it, is not plainly the forwarder's own.
            inside.or_else(|| inline(read)).or_else(journal)
        }
        None => read.inner.first(),
    }
}

fn inline(read: &ReadMessage) -> Option<&Inner> {
    let mut inner = read.inner.iter();
    inner.find(|inner| inner.how == Forwarded::Inline && is_forward_subject(&read.head.subject))
}

/// Whether a form did not plainly come from the sender: it was inside another message, or beside a forwarded text.
pub fn is_handed_on(read: &ReadMessage, form: &FoundForm) -> bool {
    form.inside.is_some() || handed_on(read, Some(form)).is_some()
}

/// Whether a message hands on another one, or says so.
pub fn is_forward(read: &ReadMessage) -> bool {
    is_forward_subject(&read.head.subject)
        || read
            .inner
            .iter()
            .any(|inner| inner.how != Forwarded::Journal)
}

fn is_forward_subject(subject: &str) -> bool {
    let start: String = subject.trim_start().chars().take(8).collect();
    let start = start.to_lowercase();
    ["fw:", "fwd:", "fw :", "fwd :", "[fwd:"]
        .iter()
        .any(|prefix| start.starts_with(prefix))
}

/// The people that a form names, as far as letters may go to them, and the child that it is about. Used for comparing only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormPeople {
    /// The manager's address as the form gives it, lower case, allowed or not.
    pub named_manager: String,
    /// The manager's address when a letter may go to it and it is not the referrer's.
    pub manager: Option<String>,
    /// The referrer's address when a letter may go to it.
    pub referrer: Option<String>,
    /// The form names one person as both: nobody releases their own referral.
    pub same_person: bool,
    /// The child.
    pub child: Child,
}

/// What tells one child from another in two forms.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Child {
    /// The number in the social care record; empty when it is not there.
    pub lcs: String,
    /// Surname, lower case.
    pub surname: String,
    /// Date of birth as written; empty when it is not there.
    pub born: String,
}

impl Child {
    /// A child from the normal forms of three answers.
    pub fn new(lcs: &str, surname: &str, born: &str) -> Self {
        let lcs: String = lcs.chars().filter(char::is_ascii_alphanumeric).collect();
        Self {
            lcs: lcs.trim_start_matches('0').to_lowercase(),
            surname: surname.trim().to_lowercase(),
            born: born.to_owned(),
        }
    }

    /// The date of birth, when it is one.
    pub fn birthday(&self) -> Option<Date> {
        self.born.parse().ok()
    }

    /// Whether two forms are plainly about the same child: the same number; without one, the same surname and date of birth.
    pub fn is(&self, other: &Self) -> bool {
        if !self.lcs.is_empty() && !other.lcs.is_empty() {
            return self.lcs == other.lcs;
        }
        !self.surname.is_empty()
            && !self.born.is_empty()
            && (&self.surname, &self.born) == (&other.surname, &other.born)
    }
}

impl FormPeople {
    /// The people of one form of a message.
    pub fn of(read: &ReadMessage, form: &FoundForm, addresses: &Addresses) -> Self {
        let reading = &form.reading;
        let text = |id: &str| text(reading, id);
        let named_manager = text("mgr_email").to_lowercase();
        let allowed = |address: &str| is_address(address) && addresses.allows(address);
        let given = Some(text("ref_email").to_lowercase()).filter(|address| allowed(address));
        let from = sender(read)
            .map(|from| from.address.to_lowercase())
            .filter(|from| allowed(from) && *from != named_manager && !is_handed_on(read, form));
        let same_name = {
            let (referrer, manager) = (text("ref_name"), text("mgr_name"));
            !referrer.is_empty() && same_words(&referrer, &manager)
        };
        let same_person = same_name || given.as_deref() == Some(named_manager.as_str());
        let referrer = given.or(from);
        let pair = |manager: &str| match &referrer {
            Some(referrer) => addresses.allows_pair(referrer, manager),
            None => addresses.allows(manager),
        };
        let manager = Some(named_manager.clone())
            .filter(|manager| allowed(manager) && pair(manager) && !same_person);
        let born = reading.answer("ch_dob").and_then(|found| {
            let day = found.value.get("from").or(Some(&found.value))?;
            day.as_str().map(str::to_owned)
        });
        Self {
            child: Child::new(
                &text("ch_lcs_id"),
                &text("ch_last"),
                &born.unwrap_or_default(),
            ),
            named_manager,
            manager,
            referrer,
            same_person,
        }
    }
}

/// Whether a letter can be addressed so at all.
pub fn is_address(text: &str) -> bool {
    intake_forms::normalised_email(text).is_some()
}

/// One answer's text; of what the form does not ask, too.
fn text(reading: &FormReading, id: &str) -> String {
    let answer = reading
        .answer(id)
        .and_then(|found| found.value.as_str().map(str::to_owned));
    let beside = || reading.beside.get(id).cloned();
    answer.or_else(beside).unwrap_or_default().trim().to_owned()
}

fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        lower.split_whitespace().map(str::to_owned).collect()
    };
    words(one) == words(other)
}

macro_rules! silent {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(stringify!($name))
            }
        }
    )+};
}
silent!(Authors, FormPeople, Child);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::made_up::{form, from, inner};

    fn addresses() -> Addresses {
        Addresses {
            allowed_domains: vec!["exampleshire.test".to_owned()],
            manager_domain_may_differ: false,
        }
    }

    const BOTH: &[(&str, &str)] = &[
        ("ref_name", "Sam Sample"),
        ("ref_email", "sam@exampleshire.test"),
        ("mgr_name", "Max Specimen"),
        ("mgr_email", "Max@Exampleshire.test"),
    ];

    #[test]
    fn sender_forwarder_and_original_author_are_three_people() {
        let mut read = from("office@exampleshire.test");
        read.inner = vec![inner("2", "max@exampleshire.test", Forwarded::Attached)];
        let inside = form("2", Some("2"), BOTH);
        let authors = who(&read, Some(&inside));
        assert_eq!(authors.sender, "office@exampleshire.test");
        assert_eq!(
            authors.forwarder.as_deref(),
            Some("office@exampleshire.test")
        );
        assert_eq!(authors.original.as_deref(), Some("max@exampleshire.test"));
        let own = who(&from("sam@exampleshire.test"), Some(&form("1", None, BOTH)));
        assert_eq!((own.forwarder, own.original), (None, None));
    }

    #[test]
    fn a_form_beside_a_forwarded_text_is_not_plainly_the_senders_own() {
        let mut read = from("max@exampleshire.test");
        let own = form("1", None, BOTH);
        assert!(!is_handed_on(&read, &own));
        read.inner = vec![inner("text", "sam@exampleshire.test", Forwarded::Inline)];
        assert!(!is_handed_on(&read, &own), "a reply quotes too");
        read.head.subject = "FW: referral".to_owned();
        assert!(is_handed_on(&read, &own));
    }

    #[test]
    fn letters_go_only_to_allowed_addresses_and_never_to_one_person_as_both() {
        let read = from("sam@exampleshire.test");
        let people = |answers: &[(&str, &str)]| {
            FormPeople::of(&read, &form("1", None, answers), &addresses())
        };
        let both = people(BOTH);
        assert_eq!(both.referrer.as_deref(), Some("sam@exampleshire.test"));
        assert_eq!(both.manager.as_deref(), Some("max@exampleshire.test"));
        let elsewhere = people(&[("mgr_email", "max@elsewhere.test")]);
        assert_eq!(elsewhere.manager, None);
        assert_eq!(elsewhere.named_manager, "max@elsewhere.test");
        assert_eq!(
            elsewhere.referrer.as_deref(),
            Some("sam@exampleshire.test"),
            "the sender"
        );
        let own = people(&[
            ("ref_email", "sam@exampleshire.test"),
            ("mgr_email", "sam@exampleshire.test"),
        ]);
        assert!(own.same_person && own.manager.is_none());
        let name = people(&[
            ("ref_name", "Sam  Sample"),
            ("mgr_name", "sam sample"),
            ("mgr_email", "max@exampleshire.test"),
        ]);
        assert!(name.same_person && name.manager.is_none());
    }

    #[test]
    fn a_manager_who_sends_the_form_is_not_its_referrer() {
        let read = from("max@exampleshire.test");
        let answers = [("mgr_email", "max@exampleshire.test")];
        let people = FormPeople::of(&read, &form("1", None, &answers), &addresses());
        assert_eq!(people.referrer, None);
        assert_eq!(people.manager.as_deref(), Some("max@exampleshire.test"));
    }

    #[test]
    fn a_child_is_the_same_by_number_or_by_surname_and_birth() {
        let child = Child::new("0007 0045", "Example", "2013-03-14");
        assert!(child.is(&Child::new("70045", "Other", "")));
        assert!(!child.is(&Child::new("70046", "Example", "2013-03-14")));
        assert!(child.is(&Child::new("", "example ", "2013-03-14")));
        assert!(!child.is(&Child::new("", "Example", "2013-03-15")));
        assert!(!Child::default().is(&Child::default()));
    }
}
