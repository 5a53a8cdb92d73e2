//! `ScanFile`: every file and folder of a drive, once, in the order of the ids.
//!
//! What is asked for by default and with `fields=*` is stored ready to send: the store joins it to the page's text,
//! and nothing here looks into it. A marker is the last file that was looked at, so what was there all along
//! appears exactly once, whatever is made, moved or removed meanwhile; ids grow with time, so what is made
//! meanwhile appears too if the scan has not ended.

use assay_store::{FilesPage, Scope};
use assay_types::{DriveId, FileId};
use assay_wire::pds::{ScanFileReply, ScanFileRequest};

use super::page;
use crate::{Access, Actions, Caller, Drive, DriveError, record::Fields};

/// Items of a page when the request does not say.
const DEFAULT_LIMIT: usize = 100;

const START: &[u8] = br#"{"items":["#;
const MIDDLE: &[u8] = br#"],"next_marker":""#;
const END: &[u8] = br#""}"#;

impl Drive {
    /// A page of all files and folders of a drive, as the reply's body.
    ///
    /// # Errors
    /// `InvalidParameter.limit`, `InvalidParameter.fields`, `InvalidParameter.marker` for a marker of another
    /// drive or none of ours; `NotFound.DriveId`, `ForbiddenNoPermission.File`.
    pub async fn scan_file(&self, caller: &Caller, request: ScanFileRequest) -> Result<Vec<u8>, DriveError> {
        let limit = page::limit(request.limit, page::LIMITS, DEFAULT_LIMIT)?;
        let fields = Fields::select(request.fields.as_deref())?;
        let drive: DriveId = request.drive_id.parse().map_err(|_| DriveError::not_found("DriveId"))?;
        let purpose = format!("ScanFile {drive}");
        let after = match page::given(request.marker.as_ref()) {
            Some(marker) => self.markers.open("marker", &purpose, marker)?,
            None => FileId::ROOT,
        };
        // The paths in the stored text begin at the root, which is for those alone who may see all of it.
        let is_whole = fields.is_whole();
        let is_text = is_whole || fields.is_scan_default();
        let text = || self.parts.store.scan_text(drive, after, limit, is_whole, &Scope::Whole);
        // An administrator's page is read while it is asked whether the drive is one of the administrator's: should
        // it not be, nobody sees the page.
        let early = async { if is_text && caller.is_administrator() { Some(text().await) } else { None } };
        let (access, early) = tokio::join!(self.access(caller, Some(&request.drive_id), None), early);
        let access = access?;
        let scope = access.scope(Actions::VISIBLE)?;
        if scope == Scope::Whole && is_text {
            let page = match early {
                Some(page) => page?,
                None => text().await?,
            };
            let marker = page.next.map(|last| self.markers.seal(&purpose, &last)).transpose()?;
            return Ok(body(page.text, &marker.unwrap_or_default()));
        }
        self.scan_rows(&access, &purpose, after, limit, &scope, &fields).await
    }

    async fn scan_rows(
        &self,
        access: &Access,
        purpose: &str,
        after: FileId,
        limit: usize,
        scope: &Scope,
        fields: &Fields,
    ) -> Result<Vec<u8>, DriveError> {
        let FilesPage { files, next, .. } =
            self.parts.store.scan_rows(access.drive.id, after, limit, scope).await?;
        let marker = next.map(|last| self.markers.seal(purpose, &last.file)).transpose()?;
        let reply = ScanFileReply {
            items: self.records(access, &files, fields).await?,
            next_marker: marker.unwrap_or_default(),
        };
        serde_json::to_vec(&reply)
            .map_err(|error| DriveError::Corrupt { what: "page of files", why: error.to_string() })
    }
}

/// The reply around a page's text, in the same memory. A marker has nothing that JSON escapes.
fn body(mut text: Vec<u8>, marker: &str) -> Vec<u8> {
    text.reserve(START.len() + MIDDLE.len() + marker.len() + END.len());
    text.splice(0..0, START.iter().copied());
    for part in [MIDDLE, marker.as_bytes(), END] {
        text.extend_from_slice(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_the_replys_json() {
        let body = body(br#"{"file_id":"1"},{"file_id":"2"}"#.to_vec(), "abc-_");
        let reply: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        let items = serde_json::json!([{"file_id": "1"}, {"file_id": "2"}]);
        assert_eq!(reply, serde_json::json!({"items": items, "next_marker": "abc-_"}));
        assert_eq!(super::body(Vec::new(), ""), br#"{"items":[],"next_marker":""}"#);
    }
}
