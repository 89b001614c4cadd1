//! The crate from outside: the shipped form, its wording, and hostile input. Synthetic people only.

#[cfg(test)]
mod attachments;
mod blank;
#[cfg(test)]
mod definitions;
mod documents;
#[cfg(test)]
mod example;
#[cfg(test)]
mod hostile;
mod hostile_documents;
#[cfg(test)]
mod incidents;
mod labels;
mod paper;
#[cfg(test)]
mod submissions;
#[cfg(test)]
mod wording;
