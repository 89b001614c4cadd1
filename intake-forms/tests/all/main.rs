//! The crate from outside: the shipped form, its wording, and hostile input. Synthetic people only.

#[cfg(test)]
mod attachments;
#[cfg(test)]
mod definitions;
#[cfg(test)]
mod example;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod incidents;
#[cfg(test)]
mod partly;
#[cfg(test)]
mod submissions;
#[cfg(test)]
mod wording;
