//! Projects and datasets.
