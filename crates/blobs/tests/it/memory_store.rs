//! The store's verbs on contents, in memory: what the suite needs of a database, and knobs to make it misbehave.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use assay_store::{BlobStore, Reservation, StoreError};
use assay_types::{Sha256Digest, Timestamp};
use async_trait::async_trait;

#[derive(Debug, Clone, Copy)]
struct Row {
    references: u64,
    reserved_at: Timestamp,
    dying: bool,
}

/// Contents and what is known of them.
#[derive(Debug, Default)]
pub(crate) struct MemoryStore(Mutex<HashMap<Sha256Digest, Row>>);

impl MemoryStore {
    /// What a service's verb does when something refers to a content.
    pub(crate) fn refer(&self, content: Sha256Digest) {
        self.0.lock().unwrap().get_mut(&content).expect("reserved before it is referred to").references += 1;
    }

    /// What a sweep on another node does before it deletes.
    pub(crate) fn mark_dying(&self, content: Sha256Digest) {
        let row = Row { references: 0, reserved_at: Timestamp(0), dying: true };
        self.0.lock().unwrap().insert(content, row);
    }

    pub(crate) fn knows(&self, content: Sha256Digest) -> bool {
        self.0.lock().unwrap().contains_key(&content)
    }
}

#[async_trait]
impl BlobStore for MemoryStore {
    async fn reserve_blob(
        &self,
        content: Sha256Digest,
        _size_bytes: u64,
        now: Timestamp,
    ) -> Result<Reservation, StoreError> {
        let mut rows = self.0.lock().unwrap();
        let row = rows.entry(content).or_insert(Row { references: 0, reserved_at: now, dying: false });
        if row.dying {
            return Ok(Reservation::Dying);
        }
        row.reserved_at = now;
        Ok(Reservation::Reserved)
    }

    async fn begin_sweep(
        &self,
        now: Timestamp,
        grace: Duration,
        limit: usize,
    ) -> Result<Vec<Sha256Digest>, StoreError> {
        let mut rows = self.0.lock().unwrap();
        let idle = |row: &Row| row.references == 0 && now.since(row.reserved_at) >= grace;
        let picked = rows.iter_mut().filter(|(_, row)| idle(row)).take(limit);
        Ok(picked
            .map(|(content, row)| {
                row.dying = true;
                *content
            })
            .collect())
    }

    async fn end_sweep(&self, gone: &[Sha256Digest]) -> Result<(), StoreError> {
        let mut rows = self.0.lock().unwrap();
        for content in gone {
            rows.remove(content);
        }
        Ok(())
    }

    async fn blob_references(&self, content: Sha256Digest) -> Result<Option<u64>, StoreError> {
        Ok(self.0.lock().unwrap().get(&content).map(|row| row.references))
    }
}
