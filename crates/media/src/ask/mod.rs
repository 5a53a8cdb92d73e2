//! Asking a dataset's files: by conditions, by words, by meaning.

mod aggregation;
mod condition;
mod fuzzy;
mod order;
mod page;
mod position;
mod semantic;
mod simple;
mod value;
