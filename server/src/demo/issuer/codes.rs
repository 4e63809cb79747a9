//! Codes that were handed out and not yet exchanged: each good once, for a minute.
//! Never here: a token.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use domain::time::Timestamp;

use crate::demo::people::Person;

/// What a code stands for.
pub struct Granted {
    /// Who signed in.
    pub person: Person,
    /// What the ID token must repeat.
    pub nonce: Option<String>,
    /// The challenge of PKCE (S256).
    pub challenge: String,
    /// When.
    pub at: Timestamp,
}

const GOOD_FOR: TimeDelta = TimeDelta::minutes(1);

/// The codes.
#[derive(Default)]
pub struct Codes(Mutex<HashMap<String, Granted>>);

impl Codes {
    /// Keeps a code.
    pub fn keep(&self, code: String, granted: Granted) {
        let mut codes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|_, kept| granted.at - kept.at < GOOD_FOR);
        codes.insert(code, granted);
    }

    /// Takes a code, once.
    pub fn take(&self, code: &str, now: Timestamp) -> Option<Granted> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(code);
        taken.filter(|granted| now - granted.at < GOOD_FOR)
    }
}
