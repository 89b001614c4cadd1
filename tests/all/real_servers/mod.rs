//! Journeys over real servers: letters through Postfix into Dovecot, files through clamd, rows in PostgreSQL.

mod servers_themselves;
