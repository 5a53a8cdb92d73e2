//! The signing schemes against captures of the official SDKs, and against themselves.

mod claims;
mod roundtrip;
mod vectors;
