//! Commands as an operator types them: exit codes, JSON lines, and what they promise of the stored.

mod audit;
mod copies;
mod demonstration;
mod holidays;
mod hostile_documents;
mod keys;
mod open;
mod outside_oracle;
mod rules;
mod screen;
