//! The assay program: command line, configuration and wiring.
fn main() {}
