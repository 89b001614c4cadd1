//! The post: hands one letter to SMTP. Never decides whether to try again.
