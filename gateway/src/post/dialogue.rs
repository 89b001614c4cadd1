//! The SMTP dialogue, driven command by command: what a failure means depends on whether the final dot had been sent (SECURITY F13
//! to F18). It must never report a letter as "later" once the relay may have it.

use std::{
    future::Future,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use lettre::transport::smtp::{
    Error,
    authentication::Mechanism,
    client::AsyncSmtpConnection,
    commands::{Data, Mail, Rcpt},
    extension::{ClientId, Extension, MailParameter},
    response::{Response, Severity},
};
use tokio::time::timeout;

use super::{Phase, PostError, Relay, RelayTls, Relayed, Why, message, message::Outgoing};
use crate::letters::Letter;

/// How long a farewell may take: nothing depends on it.
const FAREWELL: Duration = Duration::from_secs(5);

/// The message goes out in pieces of this many bytes, so that a connection lost on the way is noticed before the final dot.
const PIECE: usize = 16 * 1024;

impl Relay {
    pub(super) async fn send(
        &self,
        letter: &Letter,
        about_to: impl Future<Output = bool> + Send,
    ) -> Result<Relayed, PostError> {
        let outgoing = message::build(letter)?;
        let mut connection = self.connect().await?;
        let outcome = self.hand_over(&mut connection, &outgoing, about_to).await;
        // To a relay that fell silent there is nothing to say: the connection is dropped.
        if outcome
            .as_ref()
            .map_or_else(|error| error.why().reply, |relayed| Some(relayed.reply))
            .is_some()
        {
            timeout(FAREWELL, connection.abort())
                .await
                .unwrap_or_default();
        }
        outcome
    }

    pub(super) async fn try_out(&self) -> Result<(), PostError> {
        let mut connection = self.connect().await?;
        timeout(FAREWELL, connection.abort())
            .await
            .unwrap_or_default();
        Ok(())
    }

    /// Connects, encrypts as the settings demand, signs in. Whatever fails here is the relay's trouble, not the letter's.
    async fn connect(&self) -> Result<AsyncSmtpConnection, PostError> {
        let settings = &self.settings;
        let limit = settings.timeout;
        let server = (settings.host.as_str(), settings.port);
        let hello = ClientId::default();
        let implicit = self
            .tls
            .clone()
            .filter(|_| settings.tls == RelayTls::Implicit);
        let opening =
            AsyncSmtpConnection::connect_tokio1(server, Some(limit), &hello, implicit, None);
        let mut connection = within(limit, opening)
            .await
            .map_err(|failure| failure.later(Phase::Connect))?;
        if settings.tls == RelayTls::Required {
            let tls = self.tls.clone().ok_or(PostError::Later {
                why: Why {
                    at: Phase::Tls,
                    reply: None,
                },
            })?;
            within(limit, connection.starttls(tls, &hello))
                .await
                .map_err(|failure| failure.later(Phase::Tls))?;
        }
        if let Some(credentials) = &self.sign_in {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            within(limit, connection.auth(&mechanisms, credentials))
                .await
                .map_err(|failure| failure.later(Phase::SignIn))?;
        }
        Ok(connection)
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        outgoing: &Outgoing,
        about_to: impl Future<Output = bool> + Send,
    ) -> Result<Relayed, PostError> {
        let limit = self.settings.timeout;
        let mut options = Vec::new();
        if !AsRef::<str>::as_ref(&outgoing.to).is_ascii() {
            if !connection
                .server_info()
                .supports_feature(Extension::SmtpUtfEight)
            {
                return Err(PostError::Never {
                    why: Why {
                        at: Phase::Recipient,
                        reply: None,
                    },
                });
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        let sender = self.sender.clone().unwrap_or_else(|| outgoing.from.clone());
        let mail = connection.command(Mail::new(Some(sender), options));
        within(limit, mail)
            .await
            .map_err(|failure| failure.later(Phase::Sender))?;
        let recipient = connection.command(Rcpt::new(outgoing.to.clone(), Vec::new()));
        within(limit, recipient)
            .await
            .map_err(|failure| failure.before_the_dot(Phase::Recipient))?;
        if !about_to.await {
            return Err(PostError::Later {
                why: Why {
                    at: Phase::Content,
                    reply: None,
                },
            });
        }
        within(limit, connection.command(Data))
            .await
            .map_err(|failure| failure.before_the_dot(Phase::Content))?;
        self.content(connection, &outgoing.bytes).await
    }

    /// Sends the message. The moment the last piece is asked for, lettre goes on to write the final dot: from then on, silence means
    /// that the outcome is not known.
    async fn content(
        &self,
        connection: &mut AsyncSmtpConnection,
        bytes: &[u8],
    ) -> Result<Relayed, PostError> {
        let dot = AtomicBool::new(false);
        let mut pieces = bytes.chunks(PIECE);
        let watched = std::iter::from_fn(|| {
            let piece = pieces.next();
            if piece.is_none() {
                dot.store(true, Ordering::Relaxed);
            }
            piece
        });
        let mut sending = Box::pin(connection.message_iter(watched));
        let mut reply = timeout(self.settings.timeout, &mut sending).await;
        if reply.is_err() && dot.load(Ordering::Relaxed) {
            reply = timeout(self.settings.final_timeout, &mut sending).await;
        }
        drop(sending);
        let dot = dot.load(Ordering::Relaxed);
        match reply {
            Ok(Ok(response)) => relayed(&response),
            Ok(Err(error)) => Err(Failure::Smtp(error).around_the_dot(dot)),
            Err(_) => Err(Failure::TimeOut.around_the_dot(dot)),
        }
    }
}

/// Only a 2xx after the final dot says that the relay has the letter.
fn relayed(response: &Response) -> Result<Relayed, PostError> {
    let reply = number(response.code());
    if response.code().severity == Severity::PositiveCompletion {
        Ok(Relayed { reply })
    } else {
        Err(PostError::Uncertain {
            why: Why {
                at: Phase::Reply,
                reply: Some(reply),
            },
        })
    }
}

fn number(code: lettre::transport::smtp::response::Code) -> u16 {
    code.into()
}

/// Why a step ended.
enum Failure {
    TimeOut,
    Smtp(Error),
}

async fn within<T>(
    limit: Duration,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failure> {
    match timeout(limit, step).await {
        Ok(result) => result.map_err(Failure::Smtp),
        Err(_) => Err(Failure::TimeOut),
    }
}

impl Failure {
    fn why(&self, at: Phase) -> Why {
        let reply = match self {
            Self::TimeOut => None,
            Self::Smtp(error) => error.status().map(number),
        };
        Why { at, reply }
    }

    fn is_refusal(&self) -> bool {
        matches!(self, Self::Smtp(error) if error.is_permanent())
    }

    fn later(&self, at: Phase) -> PostError {
        PostError::Later { why: self.why(at) }
    }

    fn before_the_dot(&self, at: Phase) -> PostError {
        let why = self.why(at);
        if self.is_refusal() {
            PostError::Never { why }
        } else {
            PostError::Later { why }
        }
    }

    fn around_the_dot(&self, dot: bool) -> PostError {
        if !dot {
            return self.before_the_dot(Phase::Content);
        }
        let why = self.why(Phase::Reply);
        match why.reply {
            Some(_) if self.is_refusal() => PostError::Never { why },
            Some(_) => PostError::Later { why },
            None => PostError::Uncertain { why },
        }
    }
}
