//! Logging in: greeting first, then a password or a token. Says nothing of what the server answered, and keeps no secret longer than
//! it takes to send it.

use async_imap::{
    Authenticator, Client, Session,
    error::Error,
    imap_proto::{Response, Status},
};
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;
use zeroize::Zeroizing;

use super::{
    super::source::MailboxError,
    line::{Address, PATIENCE, Patient, dial},
    talk::{COMMAND, Talk},
    xoauth2,
};
use crate::config::{ImapSection, OauthSection};

/// Connects and logs in.
///
/// # Errors
/// `Refused` when a person must change something: certificate, account, password, token. `Later` else.
pub(super) async fn connect(settings: &ImapSection) -> Result<Talk, MailboxError> {
    const NOT_NOW: MailboxError = MailboxError::Later("greeting");
    let sign_in = SignIn::read(settings).await?;
    let (line, patience) = dial(&address(settings)).await?;
    let mut client = Client::new(line);
    let greeting = timeout(PATIENCE, client.read_response()).await;
    let Ok(Ok(Some(greeting))) = greeting else {
        return Err(NOT_NOW);
    };
    if !matches!(
        greeting.parsed(),
        Response::Data {
            status: Status::Ok | Status::PreAuth,
            ..
        }
    ) {
        return Err(NOT_NOW);
    }
    let signing_in = sign_in.sign_in(client, &settings.username);
    let session = timeout(COMMAND, signing_in)
        .await
        .map_err(|_| MailboxError::Later("logging in"))??;
    Talk::new(session, patience)
        .await
        .map_err(|told| told.later("asking what the server can do"))
}

/// Where the server is.
pub(super) fn address(settings: &ImapSection) -> Address {
    Address {
        host: settings.host.clone(),
        port: settings.port,
        ca_file: settings.ca_file.clone(),
    }
}

enum SignIn {
    Password(Zeroizing<String>),
    Token(Zeroizing<String>),
}

impl SignIn {
    async fn read(settings: &ImapSection) -> Result<Self, MailboxError> {
        match (&settings.password_file, &settings.oauth) {
            (Some(file), None) => Ok(Self::Password(xoauth2::secret(
                file,
                MailboxError::Refused("password_file cannot be read"),
            )?)),
            (None, Some(oauth)) => Ok(Self::Token(token(settings, oauth).await?)),
            (None, None) | (Some(_), Some(_)) => Err(MailboxError::Refused(
                "must have password_file or oauth, and not both",
            )),
        }
    }

    async fn sign_in(
        &self,
        client: Client<TlsStream<Patient>>,
        username: &str,
    ) -> Result<Session<TlsStream<Patient>>, MailboxError> {
        let done = match self {
            Self::Password(password) => client.login(username, password.as_str()).await,
            Self::Token(token) => {
                let answer = Answer::new(username, token);
                client.authenticate("XOAUTH2", answer).await
            }
        };
        done.map_err(|(error, _)| match error {
            Error::No(_) | Error::Bad(_) | Error::Validate(_) => {
                MailboxError::Refused("logging in")
            }
            _ => MailboxError::Later("logging in"),
        })
    }
}

async fn token(
    settings: &ImapSection,
    oauth: &OauthSection,
) -> Result<Zeroizing<String>, MailboxError> {
    let asking = xoauth2::token(oauth, settings.ca_file.as_deref());
    timeout(COMMAND, asking)
        .await
        .map_err(|_| MailboxError::Later("asking for a token"))?
}

/// What is said to XOAUTH2's challenges: first who we are, and to the server's complaint nothing, so that it says no.
struct Answer(Zeroizing<String>);

impl Answer {
    fn new(username: &str, token: &str) -> Self {
        Self(Zeroizing::new(format!(
            "user={username}\x01auth=Bearer {token}\x01\x01"
        )))
    }
}

impl Authenticator for Answer {
    type Response = Vec<u8>;

    fn process(&mut self, challenge: &[u8]) -> Vec<u8> {
        if challenge.is_empty() {
            self.0.as_bytes().to_vec()
        } else {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_answered_with_nothing() {
        let mut answer = Answer::new("hub@exampleshire.test", "token");
        assert_eq!(
            answer.process(b""),
            b"user=hub@exampleshire.test\x01auth=Bearer token\x01\x01"
        );
        assert!(answer.process(b"{\"status\":\"401\"}").is_empty());
    }
}
