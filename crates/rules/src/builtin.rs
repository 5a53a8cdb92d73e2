//! The rule set of ours: a table of the files below `rules/` at the root of the repository.
//!
//! A test compares the table with the folder, so that no file can be forgotten.

/// Embeds `rules/FAMILY/FILE` for each entry: family (also the namespace), file, text.
macro_rules! embedded {
    ($($family:literal / $file:literal),* $(,)?) => {
        &[$(($family, $file, include_str!(concat!("../../../rules/", $family, "/", $file)))),*]
    };
}

/// Family, file name and text of every rule file.
pub(crate) const BUILTIN: &[(&str, &str, &str)] = embedded!["eicar" / "eicar.yar",];
