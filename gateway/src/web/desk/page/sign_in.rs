//! The pages before the desk: set up, sign in, second step, signed out. They never say whether an account exists.

use askama::Template;

use super::{DeskFrame, Password, QrPicture};
use crate::web::page::{ErrorSummary, Input, Width};

/// The one text for every wrong sign-in.
pub const WRONG: &str = "Email, password or second proof is wrong";
/// The text for a wrong six-digit code.
pub const WRONG_CODE: &str = "That code did not work. Enter the code that your app shows now";
/// The one text for every wrong set-up.
pub const WRONG_SET_UP: &str = "Email or set-up code is wrong, or the code has ended";

/// Step 1: e-mail and password.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/sign_in.html")]
pub struct SignInPage {
    /// The frame.
    pub frame: DeskFrame,
    /// What was typed.
    pub email: String,
    /// Whether a session ended for lack of use: its minutes.
    pub ended_after: Option<u16>,
    /// What to put right.
    pub problems: ErrorSummary,
}

/// Step 2: the code of the authenticator app.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/second_step.html")]
pub struct SecondStepPage {
    /// The frame.
    pub frame: DeskFrame,
    /// What to put right.
    pub problems: ErrorSummary,
}

/// After signing out.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/signed_out.html")]
pub struct SignedOutPage {
    /// The frame.
    pub frame: DeskFrame,
}

/// Setting up an account: the one-time code and a password.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/set_up.html")]
pub struct SetUpPage {
    /// The frame.
    pub frame: DeskFrame,
    /// What was typed.
    pub email: String,
    /// What to put right.
    pub problems: ErrorSummary,
}

/// Setting up an account: the authenticator app and its first code.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/set_up_app.html")]
pub struct SetUpAppPage {
    /// The frame.
    pub frame: DeskFrame,
    /// The account's e-mail.
    pub email: String,
    /// The secret in groups of four letters.
    pub secret: String,
    /// The same as a picture.
    pub picture: QrPicture,
    /// What to put right.
    pub problems: ErrorSummary,
}

impl SignInPage {
    fn fields(&self) -> (Input, Password) {
        let email = email_field(&self.email, "username").error(self.problems.for_field("email"));
        let password = Password::new("password", "Password", "current-password")
            .error(self.problems.for_field("password"));
        (email, password)
    }
}

impl SecondStepPage {
    fn code(&self) -> Input {
        code_field("code", "Enter the 6-digit code from your authenticator app")
            .error(self.problems.for_field("code"))
    }
}

impl SetUpPage {
    fn fields(&self) -> (Input, Input, Password) {
        let email = email_field(&self.email, "username").error(self.problems.for_field("email"));
        let code = Input::new("set_up_code", "Set-up code")
            .hint("From the person who made your account. It works once.")
            .width(Width::Characters(20))
            .autocomplete("one-time-code")
            .error(self.problems.for_field("set_up_code"));
        let password = Password::new("password", "New password", "new-password")
            .hint("15 to 128 characters. Three or four words that nobody would guess together work well. Spaces are allowed.")
            .error(self.problems.for_field("password"));
        (email, code, password)
    }
}

impl SetUpAppPage {
    fn code(&self) -> Input {
        code_field("code", "The 6-digit code that the app shows now")
            .error(self.problems.for_field("code"))
    }
}

fn email_field(value: &str, purpose: &str) -> Input {
    Input::new("email", "Work email")
        .value(value)
        .autocomplete(purpose)
        .email()
}

fn code_field(id: &str, label: &str) -> Input {
    let mut field = Input::new(id, label)
        .width(Width::Characters(10))
        .autocomplete("one-time-code");
    field.inputmode = Some("numeric");
    field
}
