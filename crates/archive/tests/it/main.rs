//! Archives built byte by byte, walked, and compared with what was put in.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a test that fails")]

mod bombs;
mod build;
mod documents;
mod gzip;
mod limits;
mod programs;
mod properties;
mod tar;
mod writers;
mod zip;
