//! What a file is, as a set of names: the wire's `FileLabel`.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

/// One property of a file, such as `PE32`, `Zip`, `SFX` or `encrypted`.
///
/// Labels are open-ended text, so that an engine can learn a format without a change on the server's
/// side; a file carries a set of them, because polyglots and overlays are more than one thing at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(Cow<'static, str>);

impl Label {
    /// A label known when the engine was written.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A label made from what a file or a library says; cut at 64 characters.
    pub fn from_text(text: &str) -> Self {
        Self(Cow::Owned(text.chars().take(64).collect()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
