//! A cluster of place and date at rest.

use assay_store::{ClusterRow, new_id};
use assay_types::Timestamp;
use assay_wire::imm::LocationDateCluster;
use serde::{Deserialize, Serialize};

use super::group::{Place, Stay};
use crate::{
    MediaError,
    scope::{read_record, write_record},
};

/// What the service notes beside the wire's record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Notes {
    /// Where it is.
    pub(super) place: Place,
    /// When it begins, in nanoseconds since 1970, as a text.
    start: String,
    /// When it ends.
    end: String,
    /// Whether a client gave it its title.
    pub(super) is_titled: bool,
}

impl Notes {
    /// Whether a stay is of this place and has time in common.
    pub(super) fn meets(&self, stay: &Stay) -> bool {
        let time = |text: &str| text.parse::<i128>().ok();
        self.place == stay.place
            && time(&self.end).is_some_and(|end| stay.start <= end)
            && time(&self.start).is_some_and(|start| start <= stay.end)
    }
}

/// A cluster with its row's version.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    pub(super) id: String,
    pub(super) record: LocationDateCluster,
    pub(super) notes: Notes,
    version: u64,
}

impl Cluster {
    /// Reads a row.
    pub(super) fn read(row: &ClusterRow) -> Result<Self, MediaError> {
        Ok(Self {
            id: row.id.clone(),
            record: read_record("cluster", &row.record)?,
            notes: read_record("cluster", &row.notes)?,
            version: row.version,
        })
    }

    /// A new one.
    pub(super) fn new(stay: Stay, now: Timestamp) -> Self {
        let id = format!("location-date-cluster-{:016x}", new_id());
        let notes = notes(&stay, false);
        let record = LocationDateCluster {
            object_id: Some(id.clone()),
            create_time: Some(now.rfc3339_millis()),
            update_time: Some(now.rfc3339_millis()),
            title: Some(stay.place.title().to_owned()),
            ..LocationDateCluster::default()
        };
        Self { id, record: within(record, stay), notes, version: 0 }
    }

    /// Takes over what is found there now; whether that is anything new.
    pub(super) fn renew(&mut self, stay: Stay, now: Timestamp) -> bool {
        let notes = notes(&stay, self.notes.is_titled);
        let record = within(self.record.clone(), stay);
        if notes == self.notes && record == self.record {
            return false;
        }
        (self.notes, self.record) = (notes, record);
        self.record.update_time = Some(now.rfc3339_millis());
        true
    }

    /// The row.
    pub(super) fn write(&self) -> Result<ClusterRow, MediaError> {
        Ok(ClusterRow {
            id: self.id.clone(),
            record: write_record("cluster", &self.record)?,
            notes: write_record("cluster", &self.notes)?,
            version: self.version,
        })
    }
}

fn notes(stay: &Stay, is_titled: bool) -> Notes {
    Notes { place: stay.place.clone(), start: stay.start.to_string(), end: stay.end.to_string(), is_titled }
}

/// A record with a stay's place and times.
fn within(record: LocationDateCluster, stay: Stay) -> LocationDateCluster {
    let time = |at: i128| jiff::Timestamp::from_nanosecond(at).ok().map(|time| time.to_string());
    LocationDateCluster {
        addresses: Some(stay.addresses),
        location_date_cluster_level: Some(stay.place.level.as_str().to_owned()),
        location_date_cluster_start_time: time(stay.start),
        location_date_cluster_end_time: time(stay.end),
        ..record
    }
}
