//! What a file is: a set of labels from its own structure.
use assay_findings::Label;

/// What these bytes are: sorted, without repeats. Empty when nothing is recognised.
pub fn labels(bytes: &[u8]) -> Vec<Label> {
    let format = file_format::FileFormat::from_bytes(bytes);
    format.short_name().map(Label::from_text).into_iter().collect()
}
