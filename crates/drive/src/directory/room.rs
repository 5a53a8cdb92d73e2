//! Whether a domain may hold more bytes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use assay_types::{DomainId, Timestamp};
use assay_wire::{ApiError, code};

use crate::{Drive, DriveError};

/// How long a measurement is believed. Another node may grant as much again in that time.
const TTL: Duration = Duration::from_secs(2);
/// Domains that are remembered at most.
const MOST: usize = 10_000;

/// What is known about domains' room.
#[derive(Debug, Clone, Default)]
pub(super) struct Rooms(Arc<Mutex<HashMap<DomainId, Room>>>);

#[derive(Debug, Clone, Copy)]
struct Room {
    measured_at: Timestamp,
    /// Bytes that may still come; `None` without limit.
    left: Option<u64>,
    total: u64,
}

impl Rooms {
    /// Grants bytes if the room is known: whether they fit, and into how much.
    fn grant(&self, domain: &DomainId, bytes: u64, now: Timestamp) -> Option<Result<(), u64>> {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = rooms.get_mut(domain)?;
        if room.measured_at > now || now.since(room.measured_at) >= TTL {
            return None;
        }
        Some(room.grant(bytes))
    }

    fn put(&self, domain: DomainId, room: Room) {
        let mut rooms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.len() >= MOST && !rooms.contains_key(&domain) {
            rooms.clear();
        }
        rooms.insert(domain, room);
    }
}

impl Room {
    fn grant(&mut self, bytes: u64) -> Result<(), u64> {
        match &mut self.left {
            None => Ok(()),
            Some(left) => match left.checked_sub(bytes) {
                Some(rest) => {
                    *left = rest;
                    Ok(())
                }
                None => Err(self.total),
            },
        }
    }
}

impl Drive {
    /// Refuses bytes for which a domain has no room. What is granted counts at once on this node; all nodes know of
    /// it when it is stored, and measure again every two seconds.
    ///
    /// # Errors
    /// `QuotaExhausted.Domain`, `NotFound.Domain`.
    pub(crate) async fn domain_has_room(&self, domain: &DomainId, bytes: u64) -> Result<(), DriveError> {
        let now = self.parts.clock.now();
        let granted = if let Some(granted) = self.directory.rooms.grant(domain, bytes, now) {
            granted
        } else {
            let mut room = self.measure(domain, now).await?;
            let granted = room.grant(bytes);
            self.directory.rooms.put(domain.clone(), room);
            granted
        };
        granted.map_err(|total| {
            ApiError::new(code::QUOTA_EXHAUSTED)
                .about("Domain")
                .with_message(format!("The domain holds at most {total} bytes, and this does not fit."))
                .into()
        })
    }

    async fn measure(&self, domain: &DomainId, now: Timestamp) -> Result<Room, DriveError> {
        let store = &self.parts.store;
        let row = store.domain(domain).await?.ok_or_else(|| DriveError::not_found("Domain"))?;
        let Some(total) = row.size_quota else { return Ok(Room { measured_at: now, left: None, total: 0 }) };
        let used = store.domain_usage(domain).await?.bytes;
        Ok(Room { measured_at: now, left: Some(total.saturating_sub(used)), total })
    }
}
