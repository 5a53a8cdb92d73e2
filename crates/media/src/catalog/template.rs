//! Workflow templates: which operators run on the files of a dataset.
//!
//! The names are the hosted service's. A dataset's own template wins over its project's, unless it is empty; when
//! both are, files get what [`Template::Empty`] gives.

use assay_wire::imm::{Dataset, Project};

use crate::MediaError;

/// What all names begin with.
const PREFIX: &str = "Official:";

/// Declares the templates with their names.
macro_rules! templates {
    ($($(#[$doc:meta])* $template:ident = $name:literal),* $(,)?) => {
        /// A template.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub(crate) enum Template {
            $($(#[$doc])* $template,)*
        }

        /// All names, without the prefix.
        const NAMES: &[&str] = &[$($name),*];

        impl Template {
            fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$template),)*
                    _ => None,
                }
            }
        }
    };
}

templates! {
    /// Nothing beyond what a file's headers say.
    #[default]
    Empty = "DefaultEmptyId",
    /// The object's own headers.
    OssBasicMeta = "OSSBasicMeta",
    /// Everything that can be done here.
    AllFunction = "AllFunction",
    /// Faces.
    FaceManagement = "FaceManagement",
    /// Pictures: their headers, places, labels, scores, faces.
    ImageManagement = "ImageManagement",
    /// The same, with their meaning as vectors.
    CognitionImageManagement = "CognitionImageManagement",
    /// Documents: pages, text.
    DocumentManagement = "DocumentManagement",
    /// Recordings: streams, tags.
    MediaMeta = "MediaMeta",
    /// Documents, with their meaning as vectors.
    CognitionDocumentManagement = "CognitionDocumentManagement",
}

impl Template {
    /// The template of a `TemplateId`; `None` for an empty one.
    ///
    /// # Errors
    /// `InvalidArgument` for a name that is none, with those that are.
    pub(crate) fn of_id(id: &str) -> Result<Option<Self>, MediaError> {
        if id.is_empty() {
            return Ok(None);
        }
        match id.strip_prefix(PREFIX).and_then(Self::named) {
            Some(template) => Ok(Some(template)),
            None => Err(MediaError::invalid(
                "TemplateId",
                format_args!("it is {PREFIX} and one of {}", NAMES.join(", ")),
            )),
        }
    }
}

/// The template in force for a dataset.
pub(crate) fn template_of(project: &Project, dataset: &Dataset) -> Template {
    // What is stored was checked; what an older version stored and this one does not know adds nothing.
    let read = |id: &Option<String>| Template::of_id(id.as_deref().unwrap_or_default()).ok().flatten();
    read(&dataset.template_id).or_else(|| read(&project.template_id)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_datasets_template_wins_unless_it_is_empty() {
        let project = Project { template_id: Some("Official:AllFunction".to_owned()), ..Project::default() };
        let with = |id: &str| Dataset { template_id: Some(id.to_owned()), ..Dataset::default() };
        assert_eq!(template_of(&project, &with("Official:MediaMeta")), Template::MediaMeta);
        assert_eq!(template_of(&project, &with("")), Template::AllFunction);
        assert_eq!(template_of(&project, &Dataset::default()), Template::AllFunction);
        assert_eq!(template_of(&Project::default(), &Dataset::default()), Template::Empty);
    }

    #[test]
    fn every_name_is_read_and_others_are_refused() {
        for name in NAMES {
            assert!(matches!(Template::of_id(&format!("Official:{name}")), Ok(Some(_))), "{name}");
            assert!(Template::of_id(name).is_err(), "{name} without its prefix");
        }
        assert!(Template::of_id("Official:Other").is_err());
        assert_eq!(Template::of_id("").ok(), Some(None));
    }
}
