//! One suite for every dialect: what the traits promise, on SQLite and on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where it stopped")]

mod blob;
mod detect;
mod harness;
