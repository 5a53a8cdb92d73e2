//! Where a value comes from, and what it means that it goes where it goes.

use super::place::{Host, Place};
use crate::{
    intent::Intent,
    rules::{Rule, code as rule},
};

/// Where a value may come from, as a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Taint(u16);

impl Taint {
    /// Nothing of note.
    pub(crate) const NONE: Self = Self(0);
    /// Files with credentials.
    pub(crate) const SECRET_FILE: Self = Self(1);
    /// The whole environment.
    pub(crate) const ENV: Self = Self(1 << 1);
    /// One secret of the environment.
    pub(crate) const TOKEN: Self = Self(1 << 2);
    /// The clipboard, the screen, the keyboard.
    pub(crate) const INPUT: Self = Self(1 << 3);
    /// Files found by looking around.
    pub(crate) const FILES: Self = Self(1 << 4);
    /// The network.
    pub(crate) const REMOTE: Self = Self(1 << 5);
    /// A decoder.
    pub(crate) const DECODED: Self = Self(1 << 6);
    /// Facts about the machine.
    pub(crate) const HOST: Self = Self(1 << 7);
    /// A file that was named.
    pub(crate) const FILE: Self = Self(1 << 8);
    /// A path at which credentials lie; what is read from it is [`Taint::SECRET_FILE`].
    pub(crate) const SECRET_PATH: Self = Self(1 << 9);
    /// A name put together from pieces.
    pub(crate) const PIECES: Self = Self(1 << 10);

    /// The key of a service that everybody knows by the name of its variable.
    pub(crate) const VENDOR_TOKEN: Self = Self(1 << 11);
    /// Files found by going through the user's folders.
    pub(crate) const HOME: Self = Self(1 << 12);

    /// What a function is given.
    pub(crate) const PARAMETER: Self = Self(1 << 13);

    /// What a script is started with, or reads from its input.
    pub(crate) const ARGUMENT: Self = Self(1 << 14);

    /// Both.
    #[must_use]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This without `other`.
    #[must_use]
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// What of this is in `other` too.
    #[must_use]
    pub(crate) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether anything of `other` is in it.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What a path at `place` taints a text with.
    pub(crate) fn of_place(place: Option<Place>) -> Self {
        match place {
            Some(Place::Secret | Place::Browser | Place::Login) => Self::SECRET_PATH,
            _ => Self::NONE,
        }
    }

    /// What reading a file whose path is this gives.
    #[must_use]
    pub(crate) const fn read(self) -> Self {
        if self.has(Self::SECRET_PATH) {
            self.without(Self::SECRET_PATH).and(Self::SECRET_FILE)
        } else {
            self.and(Self::FILE)
        }
    }
}

/// What it means to send a value of this origin to `host`.
pub(crate) fn sent(taint: Taint, host: Option<Host>) -> Option<&'static Rule> {
    if matches!(host, Some(Host::Local)) {
        return None;
    }
    let away = !matches!(host, Some(Host::Known | Host::Sample));
    Some(match () {
        () if taint.has(Taint::SECRET_FILE.and(Taint::SECRET_PATH)) => rule::SEND_SECRET_FILE,
        () if taint.has(Taint::ENV) => rule::SEND_ENV,
        () if taint.has(Taint::INPUT) => rule::SEND_INPUT,
        () if taint.has(Taint::HOME) && taint.has(Taint::FILES) && away => rule::SEND_HOME,
        () if taint.has(Taint::VENDOR_TOKEN) && away && host.is_some() => rule::SEND_VENDOR_TOKEN,
        () if taint.has(Taint::TOKEN) && away => rule::SEND_TOKEN,
        () if taint.has(Taint::HOST) && away => rule::SEND_HOST,
        () if taint.has(Taint::FILES) && away => rule::SEND_FILES,
        () => return None,
    })
}

/// What it means to execute a value of this origin.
pub(crate) fn executed(taint: Taint) -> Option<&'static Rule> {
    Some(match () {
        () if taint.has(Taint::REMOTE) => rule::REMOTE_EXEC,
        () if taint.has(Taint::DECODED) => rule::DECODED_EXEC,
        () if taint.has(Taint::PIECES) => rule::HIDDEN_CALL,
        () => return None,
    })
}

/// What reading the variable of this name from the environment gives.
pub(crate) fn of_variable(name: &str, intent: &Intent) -> Taint {
    if !is_secret_name(name) {
        return Taint::NONE;
    }
    let name = name.to_ascii_lowercase();
    let vendor = [
        "aws_",
        "openai_",
        "anthropic_",
        "github_",
        "gh_",
        "gitlab_",
        "azure_",
        "google_",
        "gcp_",
        "stripe_",
        "slack_",
        "npm_",
        "huggingface_",
        "hf_",
    ]
    .into_iter()
    .find(|vendor| name.starts_with(vendor))
    .map(|vendor| vendor.trim_end_matches('_'));
    match vendor {
        Some(vendor) if !intent.mentions(vendor) => Taint::TOKEN.and(Taint::VENDOR_TOKEN),
        _ => Taint::TOKEN,
    }
}

/// Whether a name of the environment is a secret's.
fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["key", "token", "secret", "passw", "credential", "cookie", "auth"].iter().any(|part| name.contains(part))
}

/// What an address alone means.
pub(crate) fn address(host: Host) -> Option<&'static Rule> {
    match host {
        Host::Drop => Some(rule::BAD_HOST),
        Host::Ip => Some(rule::RAW_IP),
        _ => None,
    }
}
