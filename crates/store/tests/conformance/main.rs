//! One suite for every dialect: what the traits promise, on SQLite and on a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where it stopped")]

mod access;
mod blob;
mod detect;
mod directory;
mod drive;
mod durability;
mod fixture;
mod harness;
mod hostile;
mod job;
mod media;
mod model;
mod nonce;
mod open;
mod people;
mod race;
mod remote;
mod rights;
mod share;
mod token;
mod upload;
