//! What came back: delivery reports as the standard has them (RFC 3464), and as servers have written them without it. Tells which
//! message, which reader and what became of it. Never decides which letter of ours it was.

use super::{Bounce, BounceAction, bounds};

/// A message that may be a report, taken apart by its reader.
#[derive(Clone, Copy, Default)]
pub struct Returned<'text> {
    /// It says of itself that it is a report.
    pub said: bool,
    /// It has a null return path.
    pub null_path: bool,
    /// Its `From`, as it stands.
    pub from: &'text str,
    /// Its subject.
    pub subject: &'text str,
    /// Its `message/delivery-status`.
    pub status: Option<&'text str>,
    /// The message that came back, or its head.
    pub head: Option<&'text str>,
    /// `X-Failed-Recipients`.
    pub failed: Option<&'text str>,
    /// Its words.
    pub words: &'text str,
}

impl std::fmt::Debug for Returned<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Returned")
    }
}

/// What a report tells, one entry for each outcome; nothing when it is no report.
pub fn read(returned: &Returned<'_>) -> Option<Vec<Bounce>> {
    let message_ids = message_ids(returned);
    if let Some(status) = returned.status {
        let mut bounces = by_status(status, &message_ids);
        if bounces.is_empty() {
            bounces.push(bounce(message_ids, BounceAction::Unknown));
        }
        return Some(bounces);
    }
    if !is_unlike_the_standard(returned) {
        return None;
    }
    let subject = returned.subject.to_lowercase();
    let late = ["delay", "still being retried", "warning"];
    let action = if late.iter().any(|word| subject.contains(word)) {
        BounceAction::Delayed
    } else {
        BounceAction::Failed
    };
    let mut bounce = bounce(message_ids, action);
    bounce.recipients = match returned.failed {
        Some(failed) => failed
            .split(',')
            .filter_map(address)
            .take(bounds::PEOPLE)
            .collect(),
        None => addresses(returned.words),
    };
    bounce.status = status_code(returned.words);
    Some(vec![bounce])
}

fn bounce(message_ids: Vec<String>, action: BounceAction) -> Bounce {
    Bounce {
        message_ids,
        recipients: Vec::new(),
        action,
        status: None,
    }
}

/// A report by a server that does not know the standard: from a mailer, about a message that was not delivered.
fn is_unlike_the_standard(returned: &Returned<'_>) -> bool {
    const SUBJECTS: [&str; 15] = [
        "undeliver",
        "delivery status notification",
        "delivery failure",
        "delivery has failed",
        "delivery failed",
        "mail delivery",
        "returned mail",
        "failure notice",
        "non remis",
        "could not be delivered",
        "message not delivered",
        "mail system error",
        "warning: message",
        "delayed mail",
        "delivery delayed",
    ];
    let from = returned.from.to_lowercase();
    let mailer = [
        "mailer-daemon",
        "postmaster",
        "mail delivery",
        "microsoftexchange",
    ]
    .iter()
    .any(|word| from.contains(word));
    let subject = returned.subject.to_lowercase();
    let about = SUBJECTS.iter().any(|words| subject.contains(words));
    returned.failed.is_some()
        || (returned.said && mailer)
        || (about && (mailer || returned.null_path))
}

/// The blocks of a `message/delivery-status` after its first: one for each reader; readers with the same outcome together.
fn by_status(status: &str, message_ids: &[String]) -> Vec<Bounce> {
    let mut bounces: Vec<Bounce> = Vec::new();
    let mut block = Block::default();
    let lines = status.lines().chain([""]);
    for line in lines.take(20_000) {
        if line.trim().is_empty() {
            std::mem::take(&mut block).add(&mut bounces, message_ids);
            continue;
        }
        block.line(line);
    }
    bounces
}

#[derive(Default)]
struct Block {
    recipient: Option<String>,
    action: Option<BounceAction>,
    status: Option<String>,
}

impl Block {
    fn line(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(':') else {
            return;
        };
        let value = value.trim();
        match name.trim().to_lowercase().as_str() {
            "final-recipient" => {
                let named = value.split_once(';').map_or(value, |(_, address)| address);
                self.recipient = address(named);
            }
            "original-recipient" if self.recipient.is_none() => {
                let named = value.split_once(';').map_or(value, |(_, address)| address);
                self.recipient = address(named);
            }
            "action" => self.action = Some(action(value)),
            "status" => self.status = status_code(value),
            _ => {}
        }
    }

    fn add(self, bounces: &mut Vec<Bounce>, message_ids: &[String]) {
        if self.action.is_none() && self.recipient.is_none() && self.status.is_none() {
            return;
        }
        let by_class = match self
            .status
            .as_deref()
            .and_then(|status| status.chars().next())
        {
            Some('5') => BounceAction::Failed,
            Some('4') => BounceAction::Delayed,
            Some('2') => BounceAction::Delivered,
            _ => BounceAction::Unknown,
        };
        let action = self.action.unwrap_or(by_class);
        let same = bounces
            .iter_mut()
            .find(|known| known.action == action && known.status == self.status);
        if let Some(known) = same {
            if known.recipients.len() < bounds::PEOPLE {
                known.recipients.extend(self.recipient);
            }
        } else if bounces.len() < bounds::BOUNCES {
            let mut new = bounce(message_ids.to_vec(), action);
            new.recipients.extend(self.recipient);
            new.status = self.status;
            bounces.push(new);
        }
    }
}

fn action(value: &str) -> BounceAction {
    let word = value
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .next();
    match word.unwrap_or_default().to_lowercase().as_str() {
        "failed" => BounceAction::Failed,
        "delayed" => BounceAction::Delayed,
        "delivered" => BounceAction::Delivered,
        "relayed" => BounceAction::Relayed,
        "expanded" => BounceAction::Expanded,
        _ => BounceAction::Unknown,
    }
}

/// The Message-IDs of what came back: of its head, and whatever in the words looks like one of a gateway's letters.
fn message_ids(returned: &Returned<'_>) -> Vec<String> {
    let mut ids = Vec::new();
    if let Some(head) = returned.head {
        let unfolded = head
            .replace("\r\n ", " ")
            .replace("\n ", " ")
            .replace("\n\t", " ");
        let named = unfolded.lines().take_while(|line| !line.trim().is_empty());
        let values = named
            .filter_map(|line| line.split_once(':'))
            .filter(|(name, _)| name.eq_ignore_ascii_case("message-id"));
        ids.extend(values.map(|(_, value)| value.trim().trim_matches(['<', '>']).to_owned()));
    }
    for word in words(returned.words).chain(words(returned.status.unwrap_or_default())) {
        let is_ours = word.split_once('@').is_some_and(|(id, domain)| {
            id.len() == 26
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && domain.contains('.')
        });
        if is_ours {
            ids.push(word.to_owned());
        }
    }
    let mut once: Vec<String> = Vec::new();
    for id in ids {
        let fits =
            !id.is_empty() && id.len() <= bounds::MESSAGE_ID && !id.chars().any(bounds::hides);
        if fits && once.len() < bounds::ANSWERS && !once.contains(&id) {
            once.push(id);
        }
    }
    once
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| letter.is_whitespace() || "<>()[]\"',;:".contains(letter))
        .take(50_000)
        .map(|word| word.trim_matches('.'))
}

/// The addresses in the first lines of a report's words, each once.
fn addresses(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for address in words(text).filter_map(address) {
        if found.len() < 10 && !found.contains(&address) {
            found.push(address);
        }
    }
    found
}

fn address(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['<', '>']);
    let (local, domain) = text.rsplit_once('@')?;
    let shaped = !local.is_empty()
        && domain.contains('.')
        && text.len() <= bounds::ADDRESS
        && !text
            .chars()
            .any(|letter| bounds::hides(letter) || letter.is_whitespace());
    shaped.then(|| text.to_owned())
}

/// `5.1.1`, or `550` as `5.0.0`.
fn status_code(text: &str) -> Option<String> {
    let mut plain = None;
    for word in text
        .split(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .take(50_000)
    {
        let word = word.trim_matches('.');
        let mut numbers = word.split('.');
        let class = numbers.next().unwrap_or_default();
        let rest: Vec<&str> = numbers.collect();
        let short = rest.iter().all(|number| (1..=3).contains(&number.len()));
        if ["2", "4", "5"].contains(&class) && rest.len() == 2 && short {
            return Some(word.to_owned());
        }
        if plain.is_none() && word.len() == 3 && (word.starts_with('5') || word.starts_with('4')) {
            plain = word.chars().next().map(|class| format!("{class}.0.0"));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = "Reporting-MTA: dns; mx.hub.test\n\nFinal-Recipient: rfc822; a@b.test\nAction: failed\nStatus: 5.1.1\n\n\
        Final-Recipient: rfc822;c@d.test\nAction: failed\nStatus: 5.1.1 (no)\n\nFinal-Recipient: rfc822; e@f.test\nAction: delayed\nStatus: 4.4.1\n";

    #[test]
    fn a_report_by_the_standard_tells_each_outcome() {
        let bounces = read(&Returned {
            status: Some(STATUS),
            head: Some(
                "To: a@b.test\r\nMessage-ID:\r\n <x@hub.test>\r\n\r\nMessage-ID: <no@hub.test>",
            ),
            ..Returned::default()
        })
        .expect("a report");
        assert_eq!(bounces.len(), 2);
        assert_eq!(bounces[0].recipients, ["a@b.test", "c@d.test"]);
        assert_eq!(bounces[0].status.as_deref(), Some("5.1.1"));
        assert_eq!(bounces[0].message_ids, ["x@hub.test"]);
        assert_eq!(bounces[1].action, BounceAction::Delayed);
    }

    #[test]
    fn a_report_without_the_standard_is_known_by_who_sent_it_and_what_about() {
        let id = format!("{}@hub.test", "0".repeat(26));
        let words = format!("550 5.7.1 <a@b.test>: refused. Your message <{id}> was returned.");
        let bounces = read(&Returned {
            from: "Mail Delivery System <MAILER-DAEMON@mx.test>",
            subject: "Undelivered Mail Returned to Sender",
            words: &words,
            ..Returned::default()
        })
        .expect("a report");
        assert_eq!(bounces[0].message_ids, [id]);
        assert!(bounces[0].recipients.contains(&"a@b.test".to_owned()));
        assert_eq!(bounces[0].status.as_deref(), Some("5.7.1"));
        assert_eq!(bounces[0].action, BounceAction::Failed);
    }

    #[test]
    fn what_a_person_writes_is_no_report() {
        let returned = Returned {
            from: "Sam <sam@a.test>",
            subject: "Undelivered parcel",
            words: "call 01632 960550",
            ..Returned::default()
        };
        assert_eq!(read(&returned), None);
    }

    #[test]
    fn a_report_that_says_nothing_is_one_all_the_same() {
        let bounces = read(&Returned {
            status: Some("\n\n"),
            ..Returned::default()
        });
        assert_eq!(bounces.map(|all| all.len()), Some(1));
    }
}
