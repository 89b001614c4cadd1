//! The crate from outside: the shipped form, its wording, and hostile input. Synthetic people only.

#[cfg(test)]
mod attachments;
#[cfg(test)]
mod blank;
#[cfg(test)]
mod corrected;
#[cfg(test)]
mod definitions;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod edited;
#[cfg(test)]
mod example;
#[cfg(test)]
mod follow_ups;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod hostile_documents;
#[cfg(test)]
mod incidents;
#[cfg(test)]
mod labels;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod naughty;
#[cfg(test)]
mod not_known;
#[cfg(test)]
mod paper;
#[cfg(test)]
mod partly;
#[cfg(test)]
mod real_programs;
#[cfg(test)]
mod submissions;
#[cfg(test)]
mod wording;
