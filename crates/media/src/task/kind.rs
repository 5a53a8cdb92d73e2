//! The kinds of tasks, and who carries them out.

use super::run::{TaskResult, Work};
use crate::{
    Media, MediaError,
    cluster::{cluster_figures, cluster_locations, merge_figure_clusters},
    package::{inspect_archive, pack_files},
};

/// Declares the kinds with the wire's `TaskType`.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident),* $(,)?) => {
        /// A kind of task: the wire's `TaskType`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum TaskKind {
            $($(#[$doc])* $kind,)*
        }

        impl TaskKind {
            /// The wire's word: the operation's name without `Create` and `Task`.
            pub(crate) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind),)*
                }
            }

            /// The kind of this word.
            pub(crate) fn from_wire(word: &str) -> Option<Self> {
                match word {
                    $(stringify!($kind) => Some(Self::$kind),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// Looks into an archive.
    ArchiveFileInspection,
    /// Packs files into a zip.
    FileCompression,
    /// Finds out which figures are one person.
    FigureClustering,
    /// Makes the figures of some clusters those of another.
    FigureClustersMerging,
    /// Makes clusters of place and date.
    LocationDateClustering,
}

impl TaskKind {
    /// Carries a task out. Errors that are the client's end the task as failed; those of the state, a bucket or the
    /// sandbox are tried again first.
    pub(super) async fn carry_out(self, media: &Media, work: &Work<'_>) -> Result<TaskResult, MediaError> {
        match self {
            Self::ArchiveFileInspection => inspect_archive(media, work).await,
            Self::FileCompression => pack_files(media, work).await,
            Self::FigureClustering => cluster_figures(media, work).await,
            Self::FigureClustersMerging => merge_figure_clusters(media, work).await,
            Self::LocationDateClustering => cluster_locations(media, work).await,
        }
    }
}
