//! The child: reads mail, shut in, one message at a time, and answers in frames. Everything in this folder is total: bytes of any
//! kind give an answer, and a mistake of ours ends this process and no other. It knows no key, no address and no row.

mod answer;
mod archive;
mod bytes;
mod forms;
mod headers;
mod html;
mod kinds;
mod lines;
mod markup;
mod mend;
mod msg;
mod parts;
mod properties;
mod quoted;
mod rtf;
mod sandbox;
mod signs;
mod text;
mod tnef;
mod tree;
mod unpack;

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::UdpSocket,
    os::unix::process::CommandExt as _,
    process::Command,
};

use answer::Opened;
use forms::Forms;
pub use sandbox::NotShutIn;

use super::frames::{self, FrameError, Kind, Landlock, Ready, SetUp};

/// What a child that tries itself out does. Shut in as it is, none of it may succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// Open a file to read.
    Open,
    /// Open a socket.
    Socket,
    /// Start another process.
    Fork,
    /// Become another program.
    Exec,
    /// Write a file.
    WriteFile,
}

/// Shuts itself in and answers the gateway until it closes the pipe. False when it could not start, or the gateway talked nonsense.
pub fn serve(input: impl Read, output: impl Write) -> bool {
    give_up_silently();
    talk(input, output, sandbox::enter)
}

/// What [`serve`] says and hears, with whatever shuts it in. A process that serves has no other way in than [`serve`].
pub fn talk(
    mut input: impl Read,
    mut output: impl Write,
    shut_in: impl FnOnce() -> Result<Ready, NotShutIn>,
) -> bool {
    let Ok(Some((Kind::SetUp, bytes))) = frames::read(&mut input, 0) else {
        return false;
    };
    let Ok(set_up) = serde_json::from_slice::<SetUp>(&bytes) else {
        return false;
    };
    let Some(forms) = Forms::read(&set_up) else {
        return cannot(&mut output, b"forms");
    };
    warm();
    let Ok(ready) = shut_in() else {
        return cannot(&mut output, b"no_sandbox");
    };
    if ready.landlock == Landlock::Not && !set_up.best_effort {
        return cannot(&mut output, b"no_sandbox");
    }
    let largest = usize::try_from(set_up.largest).unwrap_or(usize::MAX);
    greet(&mut output, ready).is_ok()
        && answer_all(&mut input, &mut output, &forms, largest).is_ok()
}

/// Shuts itself in and then tries what it must not be able to do. True when it could; mostly it does not live to say so.
pub fn attempt(what: Attempt) -> bool {
    give_up_silently();
    if sandbox::enter().is_err() {
        return true;
    }
    match what {
        Attempt::Open => File::open("/etc/passwd").is_ok(),
        Attempt::Socket => UdpSocket::bind("127.0.0.1:0").is_ok(),
        Attempt::Fork => Command::new("/bin/true").spawn().is_ok(),
        Attempt::Exec => {
            // It returns only when it failed.
            let error = Command::new("/bin/true").exec();
            error.kind() == std::io::ErrorKind::WouldBlock
        }
        Attempt::WriteFile => fs::write("/tmp/gateway-parse-mail", b"x").is_ok(),
    }
}

/// A mistake of ours must not print a message's words: the process ends where it stands.
fn give_up_silently() {
    std::panic::set_hook(Box::new(|_| std::process::abort()));
}

/// Touches once what asks the system for something the first time: the seed of hash maps, the memory of large blocks.
fn warm() {
    let seeded: std::collections::HashMap<u8, u8> = [(0, 0)].into_iter().collect();
    let block = vec![1_u8; 4 * 1024 * 1024];
    std::hint::black_box((seeded, block));
}

/// Says why it ends; it ends also when the word does not arrive.
fn cannot(output: &mut impl Write, why: &[u8]) -> bool {
    drop(frames::write(output, Kind::Cannot, why));
    false
}

fn greet(output: &mut impl Write, ready: Ready) -> Result<(), FrameError> {
    let bytes = serde_json::to_vec(&ready).map_err(|_| FrameError::Nonsense)?;
    frames::write(output, Kind::Ready, &bytes)
}

fn answer_all(
    input: &mut impl Read,
    output: &mut impl Write,
    forms: &Forms,
    largest: usize,
) -> Result<(), FrameError> {
    while let Some((kind, bytes)) = frames::read(input, largest)? {
        match kind {
            Kind::Message => one_message(input, output, (&bytes, forms), largest)?,
            Kind::Document => {
                let reading = document(&bytes, forms);
                let json = serde_json::to_vec(&reading).map_err(|_| FrameError::Nonsense)?;
                frames::write(output, Kind::Reading, &json)?;
            }
            // A message before it was let go already.
            Kind::Done => {}
            _ => return Err(FrameError::Nonsense),
        }
    }
    Ok(())
}

fn document(bytes: &[u8], forms: &Forms) -> Option<crate::mail::FormReading> {
    let nought = memchr::memchr(0, bytes)?;
    let (_, document) = bytes.split_at_checked(nought + 1)?;
    forms.document(document).form
}

/// Reads one message and gives its parts until it is let go.
fn one_message(
    input: &mut impl Read,
    output: &mut impl Write,
    (raw, forms): (&[u8], &Forms),
    largest: usize,
) -> Result<(), FrameError> {
    let opened = Opened::read(raw, forms);
    frames::write(output, Kind::Read, &opened.json()?)?;
    while let Some((kind, bytes)) = frames::read(input, largest)? {
        match kind {
            Kind::Give => give(output, &opened, &bytes)?,
            Kind::Done => return Ok(()),
            _ => return Err(FrameError::Nonsense),
        }
    }
    Ok(())
}

fn give(output: &mut impl Write, opened: &Opened<'_>, path: &[u8]) -> Result<(), FrameError> {
    let Some(content) = opened.content(path) else {
        return frames::write(output, Kind::Cannot, b"no_part");
    };
    for piece in content.chunks(frames::PIECE) {
        frames::write(output, Kind::Piece, piece)?;
    }
    let total = u64::try_from(content.len()).unwrap_or(u64::MAX);
    frames::write(output, Kind::End, &total.to_be_bytes())
}

#[cfg(test)]
mod tests;
