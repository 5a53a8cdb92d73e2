//! Workflow templates: which operators run on the files of a dataset. Which template is which set of operators is
//! written down where files are indexed.

use crate::MediaError;

/// What all names begin with.
const PREFIX: &str = "Official:";

/// All names, without the prefix: the hosted service's.
const NAMES: [&str; 9] = [
    "DefaultEmptyId",
    "OSSBasicMeta",
    "AllFunction",
    "FaceManagement",
    "ImageManagement",
    "CognitionImageManagement",
    "DocumentManagement",
    "MediaMeta",
    "CognitionDocumentManagement",
];

/// A `TemplateId`: empty, or the prefix and one of the names.
///
/// # Errors
/// `InvalidArgument` for another, with those that there are.
pub(super) fn check_template(id: &str) -> Result<(), MediaError> {
    let is_known = id.is_empty() || id.strip_prefix(PREFIX).is_some_and(|name| NAMES.contains(&name));
    if is_known {
        return Ok(());
    }
    Err(MediaError::invalid("TemplateId", format_args!("it is {PREFIX} and one of {}", NAMES.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_taken_and_others_are_refused() {
        for name in NAMES {
            assert!(check_template(&format!("Official:{name}")).is_ok(), "{name}");
            assert!(check_template(name).is_err(), "{name} without its prefix");
        }
        assert!(check_template("Official:Other").is_err());
        assert!(check_template("").is_ok());
    }
}
