//! Asking a dataset's files: by conditions, by words, by meaning.

mod aggregation;
mod condition;
mod order;
mod page;
mod position;
mod simple;
mod value;
