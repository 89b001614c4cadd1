//! Journeys over real servers: letters through Postfix into Dovecot, files through clamd, rows in PostgreSQL.

mod forgetful;
mod letters;
mod scanning;
mod servers_themselves;
mod walk;
