//! What may be asked and what counts as an answer.
