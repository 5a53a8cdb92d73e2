//! A file's record on its way to a client: the stored text, and what is made on request.

use assay_store::Found;
use serde_json::value::RawValue;

use crate::{Access, Drive, DriveError};

/// Which fields of a record a client wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fields;

impl Fields {
    /// All that is stored, and the paths.
    pub(crate) fn whole() -> Self {
        Self
    }
}

impl Drive {
    /// A file's record with these fields.
    pub(crate) async fn record(
        &self,
        _access: &Access,
        found: &Found,
        _fields: &Fields,
    ) -> Result<Box<RawValue>, DriveError> {
        let (id_path, name_path) = found.escaped_paths();
        let text =
            format!("{},\"id_path\":\"{id_path}\",\"name_path\":\"{name_path}\"}}", found.row.entry.text);
        RawValue::from_string(text)
            .map_err(|error| DriveError::Corrupt { what: "record of a file", why: error.to_string() })
    }
}
