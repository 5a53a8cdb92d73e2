//! Archives built byte by byte, walked, and compared with what was put in.

mod bombs;
mod build;
mod gzip;
mod limits;
mod properties;
mod tar;
mod zip;
