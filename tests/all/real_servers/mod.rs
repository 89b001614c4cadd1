//! Journeys over real servers: letters through Postfix into Dovecot, files through clamd, rows in PostgreSQL.

mod letters;
mod scanning;
mod servers_themselves;
mod walk;
