//! Commands as an operator types them: exit codes, JSON lines, and what they promise of the stored.

mod audit;
mod copies;
mod demonstration;
mod holidays;
mod keys;
mod open;
mod rules;
mod outside_oracle;
mod screen;
