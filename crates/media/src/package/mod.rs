//! Archives: looking into them, and packing objects of buckets into one.

mod inspect;
mod pack;
mod sources;
mod zip;

pub(crate) use inspect::inspect_archive;
pub(crate) use pack::pack_files;

/// Files of one archive, and their bytes together.
const FILES_MAX: usize = 80_000;
const BYTES_MAX: u64 = 200 << 30;
