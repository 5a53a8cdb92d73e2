//! Who may do what: keys, their secrets at rest, and RAM policies.
//!
//! A key belongs to a tenant and carries a policy in RAM's JSON form. This crate makes keys, seals their
//! secrets, finds the key that a request claims, says whether it is still good, and decides whether it may
//! do what is asked. It knows no HTTP, no wire code and no signature scheme: it answers the secret, and
//! the caller checks the signature.

mod cache;
mod caller;
mod configured;
mod error;
mod glob;
mod issue;
mod keys;
mod policy;
mod seal;

pub use caller::{Caller, SigningKey};
pub use configured::{Bootstrap, ConfiguredKeys};
pub use error::{AccessError, KeyRefusal, LookupError};
pub use issue::{IssuedAccessKey, IssuedApiKey, IssuedTemporaryKey, NewKey};
pub use keys::Access;
pub use policy::{Decision, Policy, PolicyError, PolicySet, RequestContext};
pub use seal::SealingKey;
