//! A file's record on its way to a client: the stored text, and what is made on request.
//!
//! The stored text is copied, never parsed, unless a client asks for single fields of it.

mod fields;
mod names;
mod paths;
mod writer;

use assay_store::{FileKind, Found, Scope};
use serde_json::value::RawValue;

pub(crate) use fields::Fields;
use names::Made;
use writer::Writer;

use crate::{Access, Actions, Drive, DriveError, transfer::DownloadOptions};

/// How the thumbnail is made that a client gets when it does not say how.
const DEFAULT_THUMBNAIL: &str = "image/resize,w_256";

impl Drive {
    /// A file's record with these fields.
    pub(crate) async fn record(
        &self,
        access: &Access,
        found: &Found,
        fields: &Fields,
    ) -> Result<Box<RawValue>, DriveError> {
        let text = self.record_text(access, &visible_part(access), found, fields).await?;
        RawValue::from_string(text).map_err(|error| corrupt(&error))
    }

    /// Files' records with these fields, in the same order.
    pub(crate) async fn records(
        &self,
        access: &Access,
        files: &[Found],
        fields: &Fields,
    ) -> Result<Vec<Box<RawValue>>, DriveError> {
        let scope = visible_part(access);
        let mut records = Vec::with_capacity(files.len());
        for found in files {
            let text = self.record_text(access, &scope, found, fields).await?;
            records.push(RawValue::from_string(text).map_err(|error| corrupt(&error))?);
        }
        Ok(records)
    }

    async fn record_text(
        &self,
        access: &Access,
        scope: &Scope,
        found: &Found,
        fields: &Fields,
    ) -> Result<String, DriveError> {
        let entry = &found.row.entry;
        let mut writer = Writer::start(entry, &fields.stored).map_err(|error| corrupt(&error))?;
        let made = fields.made;
        if made.has(Made::PATHS) {
            let (id_path, name_path) = paths::visible(found, scope);
            if made.has(Made::ID_PATH) {
                writer.put_escaped("id_path", &id_path);
            }
            if made.has(Made::NAME_PATH) {
                writer.put_escaped("name_path", &name_path);
            }
        }
        let actions = access.actions(found);
        if made.has(Made::ACTIONS) {
            let may = Actions::NAMES.iter().filter(|(action, _)| actions.contains(*action));
            let names: Vec<_> = may.map(|(_, name)| *name).collect();
            writer.put("action_list", &names).map_err(|error| corrupt(&error))?;
        }
        if made.has(Made::DIR_SIZE) && found.row.kind == FileKind::Folder && actions.contains(Actions::LIST) {
            let totals = self.parts.store.folder_totals(access.drive.id, found.row.id).await?;
            let info = serde_json::json!({ "dir_count": totals.folders, "file_count": totals.files });
            writer.put("dir_size_info", &info).map_err(|error| corrupt(&error))?;
            writer.put("size", &totals.bytes).map_err(|error| corrupt(&error))?;
        }
        if found.row.content.is_some() {
            self.put_urls(access, actions, found, fields, &mut writer).map_err(|error| corrupt(&error))?;
        }
        Ok(writer.finish())
    }

    fn put_urls(
        &self,
        access: &Access,
        actions: Actions,
        found: &Found,
        fields: &Fields,
        writer: &mut Writer,
    ) -> Result<(), serde_json::Error> {
        let (drive, file, revision) = (access.drive.id, found.row.id, found.row.revision);
        let (made, lifetime) = (fields.made, fields.lifetime);
        let wants_url = made.has(Made::URL) || made.has(Made::DOWNLOAD_URL);
        let may_download = actions.contains(Actions::DOWNLOAD) && access.gives_download_urls();
        if wants_url && may_download && found.is_live() {
            let options = DownloadOptions { lifetime, ..DownloadOptions::default() };
            let url = self.download_url(drive, file, revision, options);
            for (field, name) in [(Made::DOWNLOAD_URL, "download_url"), (Made::URL, "url")] {
                if made.has(field) {
                    writer.put(name, &url)?;
                }
            }
        }
        let may_preview = actions.contains(Actions::PREVIEW) && access.gives_thumbnail_urls();
        if !may_preview || !is_picture(found) {
            return Ok(());
        }
        let url = |process: &str| self.thumbnail_url(drive, file, revision, process, lifetime);
        if made.has(Made::THUMBNAIL) {
            writer.put("thumbnail", &url(DEFAULT_THUMBNAIL))?;
        }
        if !fields.thumbnails.is_empty() {
            let urls: std::collections::BTreeMap<_, _> =
                fields.thumbnails.iter().map(|(name, process)| (name, url(process))).collect();
            writer.put("thumbnail_urls", &urls)?;
        }
        Ok(())
    }
}

/// What of the drive the caller may see; nothing when that is nothing.
fn visible_part(access: &Access) -> Scope {
    access.scope(Actions::VISIBLE).unwrap_or_else(|_| Scope::Under(Vec::new()))
}

/// Whether a file's category is that of pictures. In the short form a quote within a value is escaped, so that
/// this text is a field and nothing else.
fn is_picture(found: &Found) -> bool {
    let entry = &found.row.entry;
    entry.text.get(..entry.head).is_some_and(|head| head.contains(r#""category":"image""#))
}

fn corrupt(error: &serde_json::Error) -> DriveError {
    DriveError::Corrupt { what: "record of a file", why: error.to_string() }
}
