//! Configuration: typed and validated whole before anything starts. Never prints a secret.
