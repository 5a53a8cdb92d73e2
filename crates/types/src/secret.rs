//! A text that must not leak: redacted when printed, zeroed when dropped, compared in constant time.

use std::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret text. It has no `Display`, no `Serialize`, and its `Debug` says nothing.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Takes ownership of a secret text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// `bytes` random bytes from the system, as lower-case hex.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn random(bytes: usize) -> Result<Self, getrandom::Error> {
        let mut raw = zeroize::Zeroizing::new(vec![0; bytes]);
        getrandom::fill(&mut raw)?;
        Ok(Self(hex::encode(&*raw)))
    }

    /// The text itself. Name the reason wherever this is called for anything but signing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret, Secret::new("hunter2".to_owned()));
        assert_ne!(secret, Secret::new("hunter3".to_owned()));
    }

    #[test]
    fn random_secrets_differ() {
        let (a, b) = (Secret::random(16).expect("randomness"), Secret::random(16).expect("randomness"));
        assert_eq!(a.expose().len(), 32);
        assert_ne!(a, b);
    }
}
