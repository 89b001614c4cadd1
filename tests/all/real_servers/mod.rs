//! Journeys over real servers: letters through Postfix into Dovecot, files through clamd, rows in PostgreSQL; mail out of Dovecot.

mod forgetful;
mod letters;
mod mailbox;
mod scanning;
mod servers_themselves;
mod walk;
