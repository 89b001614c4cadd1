//! What a password must be (ASVS 6.2): long, and not what everybody tries. It must never ask for digits, signs or a change.

/// The fewest characters.
pub const SHORTEST: usize = 15;

/// The most characters.
pub const LONGEST: usize = 128;

/// How many characters must be left when the well-known words are taken out.
const OWN: usize = 8;

/// Words that everybody tries, here above all; in lower case, the longer before the shorter that they hold.
const KNOWN: [&str; 58] = [
    "correcthorsebatterystaple",
    "safeguarding",
    "lancashire",
    "exampleshire",
    "changemenow",
    "iloveyou",
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "passphrase",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "referrals",
    "referral",
    "gateway",
    "children",
    "services",
    "service",
    "screener",
    "council",
    "justice",
    "liverpool",
    "manchester",
    "blackburn",
    "blackpool",
    "everton",
    "preston",
    "england",
    "arsenal",
    "chelsea",
    "welcome",
    "letmein",
    "changeme",
    "monkey",
    "dragon",
    "football",
    "sunshine",
    "princess",
    "charlie",
    "secret",
    "qwerty",
    "azerty",
    "abc123",
    "abcdefghijklmnop",
    "abcdef",
    "social",
    "worker",
    "summer",
    "winter",
    "spring",
    "autumn",
    "admin",
    "login",
    "child",
    "youth",
    "hub",
];

/// What is wrong with a password that somebody wants to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer than [`SHORTEST`] characters.
    TooShort,
    /// More than [`LONGEST`] characters.
    TooLong,
    /// Made of words that everybody tries, of the account's own name, or of a sequence.
    TooCommon,
}

impl PasswordProblem {
    /// The words beside the field.
    pub fn label(self) -> &'static str {
        match self {
            Self::TooShort => {
                "Use at least 15 characters. Four words that do not belong together are good."
            }
            Self::TooLong => "Use 128 characters or fewer.",
            Self::TooCommon => "Choose another password: this one is easy to guess.",
        }
    }
}

/// Checks a new password. `context` holds the account's name and address and the hub's names.
pub fn check_password(password: &str, context: &[&str]) -> Result<(), PasswordProblem> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordProblem::TooShort);
    }
    if length > LONGEST {
        return Err(PasswordProblem::TooLong);
    }
    if own_characters(password, context) < OWN {
        Err(PasswordProblem::TooCommon)
    } else {
        Ok(())
    }
}

/// How many characters are left without known words, words of the context, and characters that only go on as the one before did.
fn own_characters(password: &str, context: &[&str]) -> usize {
    let mut rest = password.to_lowercase();
    let mut words: Vec<String> = context
        .iter()
        .flat_map(|value| {
            value
                .to_lowercase()
                .split(|letter: char| !letter.is_alphanumeric())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|word| word.chars().count() >= 3)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in KNOWN
        .iter()
        .copied()
        .chain(words.iter().map(String::as_str))
    {
        rest = rest.replace(word, "\u{0}");
    }
    let mut before: [Option<u32>; 2] = [None, None];
    let mut own = 0;
    for letter in rest.chars().map(u32::from) {
        let [second, first] = before;
        let step = |one: Option<u32>, next: u32| one.map(|one| i64::from(next) - i64::from(one));
        let goes_on =
            step(first, letter).is_some_and(|now| (-1..=1).contains(&now) && first.is_some());
        let repeats = second == Some(letter);
        if letter != 0
            && !goes_on
            && !repeats
            && char::from_u32(letter).is_some_and(|letter| !letter.is_whitespace())
        {
            own += 1;
        }
        before = [first, Some(letter)];
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str) -> Result<(), PasswordProblem> {
        check_password(
            password,
            &[
                "Toni Trial",
                "toni.trial@exampleshire.test",
                "Exampleshire HSB Hub",
            ],
        )
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert_eq!(check("sofa lantern x"), Err(PasswordProblem::TooShort));
        assert_eq!(check("sofa lantern ox"), Ok(()));
        assert_eq!(check("gravel teapot lantern moss"), Ok(()));
        assert_eq!(check("🦊🐢🌊🎷🥝🧭🪁🧩🦉🍋🚲🪴🧶🎈🗝️"), Ok(()));
        assert_eq!(check(&"gravel teapot ".repeat(9)), Ok(()));
        assert_eq!(
            check(&"gravel teapot 1234".repeat(8)),
            Err(PasswordProblem::TooLong)
        );
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        for password in [
            "passwordpassword",
            "Password12345678",
            "correcthorsebatterystaple",
            "111111111111111",
            "123456789012345",
            "abababababababab",
            "qwertyuiopasdfghjkl",
            "Exampleshire HSB Hub 2026",
            "ToniTrial ToniTrial 1",
            "Referral Gateway 2026!",
        ] {
            assert_eq!(
                check(password),
                Err(PasswordProblem::TooCommon),
                "{password}"
            );
        }
    }
}
