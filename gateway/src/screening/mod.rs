//! Screening: facts and rules in, verdict out. Pure; no clock, no network.
