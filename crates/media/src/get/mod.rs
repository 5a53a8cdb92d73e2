//! Getting files' records.

mod fields;

pub(crate) use fields::WithFields;
