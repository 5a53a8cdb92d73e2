//! One suite of promises, kept by a folder and by a bucket of a real S3 server; and those of the folder alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bucket;
mod folder;
mod memory_store;
mod suite;
