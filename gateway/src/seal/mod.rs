//! Sealing: the only owner of `age`. Never writes plain text to disk.
