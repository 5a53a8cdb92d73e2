//! The requests, replies and errors of the four APIs, and the table of their operations.
//!
//! Pure, and written by hand: one file per operation family, checked by tests against the contract
//! tables in `contract/`. This crate knows names, types, and the encodings of `contract/signing.md`
//! sections 8 to 10; it refuses to know sockets, signatures, keys, and what an operation does. It checks
//! that a value is of its type, never that it makes sense: that is the services' business, for which the
//! documented limits stand here as constants.

pub mod code;
mod compatibility;
mod error;
pub mod imm;
pub mod iqs;
mod operation;
mod params;
pub mod pds;
mod product;
pub mod sas;

pub use code::Code;
pub use compatibility::compatibility_page;
pub use error::{AccessDeniedDetail, ApiError, ErrorShape};
pub use operation::{Method, Operation, Served, Style};
pub use params::{ParamError, Params};
pub use product::{Product, Refusal};
