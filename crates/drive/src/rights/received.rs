//! `ListReceivedFile`.

use std::collections::HashMap;

use assay_store::{Found, Party, PermissionKey, PermissionRow};
use assay_types::{DriveId, FileId};
use assay_wire::pds::{ListReceivedFileReply, ListReceivedFileRequest};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::grants::{Person, Rights};
use crate::{Access, Caller, Drive, DriveError, Who, record::Fields};

const LIMIT_MAX: i32 = 100;

/// Permissions that are looked at for a page: one that many do not lead to a file any more is short.
const LOOKED_AT_MAX: usize = 2000;

const PURPOSE: &str = "ListReceivedFile";

impl Drive {
    /// Files and folders on which others gave the caller rights, by drives and ids. A page may be short although
    /// it is not the last. A key has none.
    ///
    /// # Errors
    /// `InvalidParameter.limit`, `InvalidParameter.marker`, `AccessTokenInvalid` for somebody anonymous.
    pub async fn list_received_file(
        &self,
        caller: &Caller,
        request: ListReceivedFileRequest,
    ) -> Result<ListReceivedFileReply, DriveError> {
        let limit = request.limit.unwrap_or(LIMIT_MAX);
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(DriveError::invalid("limit", format_args!("it must be 1 to {LIMIT_MAX}")));
        }
        let limit = usize::try_from(limit).unwrap_or(1);
        let (_, domain) = caller.domain()?;
        let Who::User { user, .. } = &caller.who else { return Ok(ListReceivedFileReply::default()) };
        let marker = request.marker.as_deref().filter(|marker| !marker.is_empty());
        let purpose = format!("{PURPOSE} {domain} {user}");
        let place: Option<Place> =
            marker.map(|marker| self.markers.open("marker", &purpose, marker)).transpose()?;
        let last = place.as_ref().filter(|place| place.is_received).map(|place| (place.drive, place.file));
        let mut after = place.and_then(Place::key);
        let person = self.person(domain, user).await?;
        let parties = person.parties();
        let mut page = Page { person, caller, accesses: HashMap::new(), last, items: Vec::new() };
        let mut looked_at = 0;
        while page.items.len() < limit && looked_at < LOOKED_AT_MAX {
            let now = self.parts.clock.now();
            let rows =
                self.parts.store.permissions_in_domain(domain, &parties, after.as_ref(), now, limit).await?;
            let is_last = rows.len() < limit;
            looked_at += rows.len();
            for row in rows {
                after = Some(row.key.clone());
                self.receive(&mut page, &row).await?;
                if page.items.len() == limit {
                    break;
                }
            }
            if is_last && page.items.len() < limit {
                return Ok(ListReceivedFileReply { items: page.items, next_marker: String::new() });
            }
        }
        let next = after.map(|after| self.markers.seal(&purpose, &Place::of(&after, page.last)));
        let next_marker = next.transpose()?;
        Ok(ListReceivedFileReply { items: page.items, next_marker: next_marker.unwrap_or_default() })
    }

    /// Adds a permission's file to the page, if it is there, and is not yet.
    async fn receive(&self, page: &mut Page<'_>, row: &PermissionRow) -> Result<(), DriveError> {
        let (drive, file) = (row.key.drive, row.key.file);
        let is_new = page.last != Some((drive, file));
        if !is_new || file == FileId::ROOT || !page.person.holds(row) {
            return Ok(());
        }
        if !page.accesses.contains_key(&drive) {
            let access = match self.access(page.caller, Some(&drive.to_string()), None).await {
                // What is the caller's own was not received.
                Ok(access) => Some(access).filter(|access| matches!(access.rights, Rights::Below(_))),
                // The drive is gone, or disabled.
                Err(DriveError::Api(_)) => None,
                Err(error) => return Err(error),
            };
            page.accesses.insert(drive, access);
        }
        let Some(Some(access)) = page.accesses.get(&drive) else { return Ok(()) };
        let found = self.parts.store.files(drive, &[file]).await?.pop().flatten();
        if let Some(found) = found.filter(Found::is_live) {
            page.items.push(self.record(access, &found, &Fields::whole()).await?);
            page.last = Some((drive, file));
        }
        Ok(())
    }
}

/// Where a page ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Place {
    drive: DriveId,
    file: FileId,
    is_group: bool,
    id: String,
    role: String,
    /// Whether the file was in a page: there may be more permissions on it.
    is_received: bool,
}

impl Place {
    fn of(key: &PermissionKey, last: Option<(DriveId, FileId)>) -> Self {
        Self {
            drive: key.drive,
            file: key.file,
            is_group: matches!(key.grantee, Party::Group(_)),
            id: key.grantee.id().to_owned(),
            role: key.role.clone(),
            is_received: last == Some((key.drive, key.file)),
        }
    }

    /// The permission; `None` when its grantee has a name that none can have.
    fn key(self) -> Option<PermissionKey> {
        let grantee = if self.is_group {
            Party::Group(self.id.parse().ok()?)
        } else {
            Party::User(self.id.parse().ok()?)
        };
        Some(PermissionKey { drive: self.drive, file: self.file, grantee, role: self.role })
    }
}

struct Page<'a> {
    person: Person,
    caller: &'a Caller,
    /// The caller in drives that were met; `None` where nothing was received.
    accesses: HashMap<DriveId, Option<Access>>,
    /// The file that was added last: several permissions may be on one.
    last: Option<(DriveId, FileId)>,
    items: Vec<Box<RawValue>>,
}
