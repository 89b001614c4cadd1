//! `gateway screen`: facts as JSON lines in, verdicts as JSON lines out, in order, one line in memory at a time.
//! Decides nothing, stores nothing, and never repeats a fact on the error stream.

use std::io::{self, BufRead, BufWriter, Read, Write};

use crate::{
    postcodes::Postcodes,
    screening::{Refusal, RuleBook, screen},
};

/// The longest line that is read, in bytes; facts need about one kilobyte.
const LONGEST_LINE: usize = 64 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Screens every line; whether all were accepted. A refused line is answered in its place and the rest goes on.
///
/// # Errors
/// Input that cannot be read, output that cannot be written.
pub fn run(
    mut input: impl BufRead,
    output: impl Write,
    mut errors: impl Write,
    book: &RuleBook,
    directory: &Postcodes,
) -> io::Result<bool> {
    let mut output = BufWriter::with_capacity(LONGEST_LINE, output);
    let mut line = Vec::with_capacity(4096);
    let (mut lines, mut refused) = (0_u64, 0_u64);
    while let Some(whole) = next_line(&mut input, &mut line)? {
        let text = if lines == 0 {
            line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&line)
        } else {
            &line
        };
        lines += 1;
        if whole && text.trim_ascii().is_empty() {
            continue;
        }
        if let Err(refusal) = answer(text, whole, &mut output, book, directory)? {
            refused += 1;
            serde_json::to_writer(&mut output, &refusal)?;
        }
        output.write_all(b"\n")?;
    }
    output.flush()?;
    if refused > 0 {
        writeln!(
            errors,
            "{refused} of the lines could not be screened. Each says why in its place in the output."
        )?;
    }
    Ok(refused == 0)
}

fn answer(
    line: &[u8],
    whole: bool,
    output: &mut impl Write,
    book: &RuleBook,
    directory: &Postcodes,
) -> io::Result<Result<(), Refusal>> {
    if !whole {
        return Ok(Err(Refusal::of_line("longer than 64 KiB")));
    }
    let Ok(text) = std::str::from_utf8(line) else {
        return Ok(Err(Refusal::of_line("not UTF-8")));
    };
    match book.read_line(text) {
        Ok((facts, rules)) => {
            let place = directory
                .around(facts.postcode.as_deref())
                .map_err(io::Error::other)?;
            let verdict = screen(&facts, rules, &place);
            Ok(Ok(serde_json::to_writer(output, &verdict)?))
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Reads the next line: whether it is whole, nothing at the end. The rest of a line that is too long is passed over.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    let limit = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
    if input.by_ref().take(limit).read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.len() < LONGEST_LINE || line.ends_with(b"\n") {
        return Ok(Some(true));
    }
    input.skip_until(b'\n')?;
    Ok(Some(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screening::Rules;

    const RULES: &str = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../config/screening/lancashire-2020-01-01.toml"
    ));

    fn screened(input: &[u8]) -> (bool, Vec<serde_json::Value>, String) {
        let book = RuleBook::new(vec![Rules::read("test", RULES).expect("rules")]).expect("book");
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let accepted =
            run(input, &mut output, &mut errors, &book, &Postcodes::None).expect("written");
        let lines = output
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        let verdicts = lines
            .map(|line| serde_json::from_slice(line).expect("JSON"))
            .collect();
        (accepted, verdicts, String::from_utf8(errors).expect("text"))
    }

    #[test]
    fn every_line_is_answered_in_order_and_blank_lines_are_not() {
        let input = b"\xef\xbb\xbf{\"id\":\"a\",\"received_on\":\"2026-11-22\"}\r\n\n  \t\r\n{\"id\":\"b\"}\n{\"id\":\"c\",\"received_on\":\"2019-01-01\"}\n{\"id\":\"d\",\"received_on\":\"2026-11-22\"}";
        let (accepted, answers, errors) = screened(input);
        let ids: Vec<&str> = answers
            .iter()
            .filter_map(|answer| answer["id"].as_str())
            .collect();
        assert_eq!(ids, ["a", "b", "c", "d"]);
        assert_eq!(answers[0]["rules"], "test");
        assert_eq!(answers[1]["problems"][0]["field"], "received_on");
        assert_eq!(answers[2]["problems"][0]["field"], "received_on");
        assert_eq!(answers[3]["offer"], "not_known");
        assert!(!accepted && errors.starts_with("2 of the lines"));
    }

    #[test]
    fn lines_that_are_all_good_are_accepted_in_silence() {
        let (accepted, answers, errors) =
            screened(b"{\"id\":\"a\",\"received_on\":\"2026-11-22\"}\n");
        assert!(accepted && answers.len() == 1 && errors.is_empty());
        assert!(screened(b"").0);
    }

    #[test]
    fn a_line_that_is_too_long_or_not_utf_8_is_refused_and_the_next_is_read() {
        let mut input = vec![b' '; 3 * LONGEST_LINE];
        input.extend_from_slice(
            b"\n{\"id\":\"\xff\"}\n{\"id\":\"good\",\"received_on\":\"2026-11-22\"}\n",
        );
        let (accepted, answers, _errors) = screened(&input);
        assert!(!accepted);
        for refused in [&answers[0], &answers[1]] {
            assert_eq!(
                (&refused["id"], &refused["problems"][0]["field"]),
                (&serde_json::Value::Null, &"line".into())
            );
        }
        assert_eq!(answers[2]["id"], "good");
    }

    #[test]
    fn a_line_of_exactly_the_limit_is_read() {
        let facts = b"{\"id\":\"a\",\"received_on\":\"2026-11-22\"}";
        let mut input = facts.to_vec();
        input.resize(LONGEST_LINE - 1, b' ');
        input.push(b'\n');
        input.extend_from_slice(facts);
        let (accepted, answers, _errors) = screened(&input);
        assert!(accepted);
        assert_eq!(answers.len(), 2);
    }
}
