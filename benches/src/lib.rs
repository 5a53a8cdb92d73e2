//! Measurements of Assay against its peers, in one run: what their programs share.

mod client;
mod timing;

pub use client::{Call, Client, Credentials};
pub use timing::{deciles, report, run};
