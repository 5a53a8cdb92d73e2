//! Asking a dataset's files.

mod condition;
mod invalid;
mod value;

pub(crate) use invalid::Invalid;
