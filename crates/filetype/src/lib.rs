//! What a file is: a set of labels from its own structure.
