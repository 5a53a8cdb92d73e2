//! Listings: a folder's, the whole drive's, a query's, the recycle bin's, and what changed since.
//!
//! All of them go on by position, never by counting: a page costs the same wherever it is, and what is added or
//! removed meanwhile moves nothing else. What the caller may not see is left out by the store while it reads, so
//! that a page can be shorter than was asked for, or empty, and still have a next one.

mod delta;
mod folder;
#[cfg(test)]
mod measure;
#[cfg(test)]
mod mirror;
mod page;
#[cfg(test)]
mod partial;
mod recyclebin;
mod scan;
mod search;
#[cfg(test)]
mod tests;
mod tops;
