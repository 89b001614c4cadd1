//! The journey: one verb a file, one transaction each. Verbs never call each other; they meet through a stored stage.
