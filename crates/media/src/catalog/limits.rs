//! What a project and a dataset may hold, as clients set it.

use crate::MediaError;

/// Datasets of a project.
const DATASETS_MAX: i64 = 1_000_000_000;
/// Bindings of a dataset.
const BINDINGS_MAX: i64 = 10;
/// Files of a dataset.
const FILES_MAX: i64 = 100_000_000;
/// Bytes of a dataset's files.
const BYTES_MAX: i64 = 90_000_000_000_000_000;
/// Entities of a dataset.
const ENTITIES_MAX: i64 = 10_000_000_000;
/// Relations of a dataset.
const RELATIONS_MAX: i64 = 100_000_000_000;

/// The limits of a dataset, each as it was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DatasetLimits {
    pub(super) bindings: Option<i64>,
    pub(super) files: Option<i64>,
    pub(super) bytes: Option<i64>,
    pub(super) entities: Option<i64>,
    pub(super) relations: Option<i64>,
}

impl DatasetLimits {
    /// What a new project has: as much as there can be.
    pub(super) const DEFAULT: Self = Self {
        bindings: Some(BINDINGS_MAX),
        files: Some(FILES_MAX),
        bytes: Some(BYTES_MAX),
        entities: Some(ENTITIES_MAX),
        relations: Some(RELATIONS_MAX),
    };

    /// Each within 1 and its maximum.
    pub(super) fn check(&self) -> Result<(), MediaError> {
        within("DatasetMaxBindCount", self.bindings, BINDINGS_MAX)?;
        within("DatasetMaxFileCount", self.files, FILES_MAX)?;
        within("DatasetMaxTotalFileSize", self.bytes, BYTES_MAX)?;
        within("DatasetMaxEntityCount", self.entities, ENTITIES_MAX)?;
        within("DatasetMaxRelationCount", self.relations, RELATIONS_MAX)
    }

    /// These, and `others` where nothing was asked for.
    pub(super) fn or(self, others: Self) -> Self {
        Self {
            bindings: self.bindings.or(others.bindings),
            files: self.files.or(others.files),
            bytes: self.bytes.or(others.bytes),
            entities: self.entities.or(others.entities),
            relations: self.relations.or(others.relations),
        }
    }
}

/// How many datasets a project may have.
pub(super) fn check_datasets(asked: Option<i64>) -> Result<(), MediaError> {
    within("ProjectMaxDatasetCount", asked, DATASETS_MAX)
}

/// How many datasets a project may have when nothing was asked for.
pub(super) const DATASETS_DEFAULT: i64 = DATASETS_MAX;

fn within(parameter: &str, asked: Option<i64>, max: i64) -> Result<(), MediaError> {
    match asked {
        Some(asked) if !(1..=max).contains(&asked) => {
            Err(MediaError::invalid(parameter, format_args!("it is 1 to {max}")))
        }
        _ => Ok(()),
    }
}

/// Makes [`DatasetLimits`] of the fields of that name that requests and records have.
macro_rules! limits_of {
    ($holder:expr) => {
        $crate::catalog::limits::DatasetLimits {
            bindings: $holder.dataset_max_bind_count,
            files: $holder.dataset_max_file_count,
            bytes: $holder.dataset_max_total_file_size,
            entities: $holder.dataset_max_entity_count,
            relations: $holder.dataset_max_relation_count,
        }
    };
}
pub(super) use limits_of;

/// Writes [`DatasetLimits`] into the fields of that name that records have.
macro_rules! set_limits {
    ($record:expr, $limits:expr) => {{
        let limits: $crate::catalog::limits::DatasetLimits = $limits;
        $record.dataset_max_bind_count = limits.bindings;
        $record.dataset_max_file_count = limits.files;
        $record.dataset_max_total_file_size = limits.bytes;
        $record.dataset_max_entity_count = limits.entities;
        $record.dataset_max_relation_count = limits.relations;
    }};
}
pub(super) use set_limits;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_their_edges() {
        assert!(DatasetLimits::DEFAULT.check().is_ok());
        let with = |bindings| DatasetLimits { bindings: Some(bindings), ..DatasetLimits::default() };
        assert!(with(1).check().is_ok() && with(10).check().is_ok());
        assert!(with(0).check().is_err() && with(11).check().is_err());
        assert!(check_datasets(Some(DATASETS_MAX)).is_ok());
        assert!(check_datasets(Some(DATASETS_MAX + 1)).is_err());
    }
}
