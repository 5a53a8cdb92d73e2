//! Canonical forms and signatures of every scheme the official SDKs use; pure.
//!
//! Bytes in, verdict out: no clock, no store, no socket. [`Credentials::of`] reads what a request claims;
//! the caller checks time, nonce and key, and [`Claim::verify`] checks the signature with the key's
//! secret. [`Signer`] makes the same signatures, for tests and for calls of our own.
//!
//! What each scheme covers, and what it leaves open, is in the signing contract (sections 3 to 7):
//!
//! | scheme | method | path | query | body | headers |
//! | --- | --- | --- | --- | --- | --- |
//! | ACS3 | yes | yes | yes | yes | those it names |
//! | ACS4 | yes | yes | yes | yes | all `x-acs-*`, and four more |
//! | ROA | yes | yes | yes | **no** | all `x-acs-*`, and four more |
//! | RPC | yes | always `/` | yes | form fields | **none** |
//!
//! So after an RPC signature only the query's `Action` and `Version` may be believed, which is why a
//! header that says otherwise is refused here. ROA and ACS4 write the query unencoded, so that a value
//! with an ampersand and two pairs look the same to them; the clients sign so, and nothing can be done.

mod algorithm;
mod canonical;
mod claim;
mod credentials;
mod date;
mod marker;
mod post_policy;
mod request;
mod sign;

pub use algorithm::{Hash, Scheme};
pub use canonical::StringToSign;
pub use claim::{Claim, SignatureMismatch};
pub use credentials::{ClaimError, Credentials};
pub use marker::Markers;
pub use post_policy::{post_policy_signature, verify_post_policy};
pub use request::SignedRequest;
pub use sign::{OutgoingRequest, Signer};
