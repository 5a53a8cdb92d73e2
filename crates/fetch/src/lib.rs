//! Fetches a URL that a stranger named, without becoming the stranger's hand inside our network.
//!
//! Owns the guard against server-side request forgery: http and https only, no credentials in the URL,
//! every address that the name resolves to must be public (or allowed by the operator), the connection goes
//! to exactly the addresses that were checked, and each redirect passes the same checks again. Owns the
//! bounds too: bytes, time, redirects, length of the URL.
//!
//! Posts in the same way, signed, to whoever wants to be told of something.
//!
//! Refuses to know what is fetched, and why. It reads no proxy from the environment, keeps no cookie, reuses
//! no connection, follows no hint of a server to anywhere but by a checked redirect, and decompresses nothing.
//!
//! It speaks HTTP/1.1 over a socket of its own rather than through a client library: resolving once and
//! connecting to the checked address is then visible in twenty lines, instead of being a property of
//! somebody else's connection pool.

mod address;
mod allow;
mod body;
mod connect;
mod error;
mod fetcher;
mod resolve;
mod signed;
mod target;

pub use address::is_public;
pub use allow::{AllowRule, AllowRuleError, parse_allow_list};
pub use body::FetchedBody;
pub use error::FetchError;
pub use fetcher::{FetchConfig, Fetcher};
pub use resolve::{Resolve, SystemResolver};
pub use signed::{SIGNATURE_HEADER, TIMESTAMP_HEADER};
