//! The store: the only owner of `sea_orm`. Rows never leave it; every state change carries its audit line.
