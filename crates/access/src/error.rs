//! What can go wrong with keys, by what a caller can do about it.

use std::path::PathBuf;

use assay_store::StoreError;
use assay_types::AccessKeyId;

use crate::PolicyError;

/// A failure to read, make or keep keys: an operator's business, never a client's.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key file cannot be used as it is.
    #[error("key file {}: {problem}", path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do about it.
        problem: String,
    },
    /// A stored secret does not open under this key file: another file sealed it, or it was altered.
    #[error("the secret of key {0} does not open with this key file; was the file replaced?")]
    Unsealable(AccessKeyId),
    /// A policy that is not one.
    #[error("policy of key {key}: {source}")]
    StoredPolicy {
        /// The key that has it.
        key: AccessKeyId,
        /// What is wrong with it.
        source: PolicyError,
    },
    /// A key to be made is described in a way that no key can have.
    #[error("{0}")]
    InvalidKey(&'static str),
    /// There is no such key.
    #[error("there is no key {0}")]
    NoSuchKey(AccessKeyId),
    /// The system has no randomness to give.
    #[error("no randomness from the system: {0}")]
    Randomness(#[from] getrandom::Error),
}

/// Why a key that a request claims is not accepted. Each has a code of its own on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    /// No key has this id, or no API key this text.
    #[error("no such key")]
    Unknown,
    /// The key was revoked.
    #[error("the key was revoked")]
    Revoked,
    /// The lasting key's time is over.
    #[error("the key has expired")]
    Expired,
    /// The temporary key's time is over: the client can get another.
    #[error("the session has ended")]
    SessionEnded,
    /// A temporary key came without its security token, or with another.
    #[error("the security token is not this key's")]
    TokenMismatch,
    /// A bearer key was used where a signing key belongs, or the reverse.
    #[error("the key is of another kind")]
    WrongKind,
    /// The calls that the key may make today are used up.
    #[error("today's calls are used up")]
    AllowanceExceeded,
}

/// Why no key came out of a look-up.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// The key is not accepted: the client's business.
    #[error(transparent)]
    Refused(#[from] KeyRefusal),
    /// The look-up failed: the operator's business.
    #[error(transparent)]
    Failed(#[from] AccessError),
}
