//! Where files are, looked up in the snapshot that their rows come from.

use std::{collections::HashMap, sync::Arc};

use assay_types::{DriveId, FileId};
use rusqlite::{Connection, OptionalExtension as _};

use super::super::fault::Fault;
use crate::{
    FileKind, FileRow, FileState, Found, Place, Scope,
    drive::{
        column::file_columns,
        text::{RawEntry, unescaped},
        tree::{Folder, Places, Trees},
    },
    row::corrupt,
};

/// Resolves places for one page, and says what of it the caller may see.
pub(super) struct Resolver<'a> {
    connection: &'a Connection,
    drive: DriveId,
    places: Places<'a>,
    tops: Option<Vec<FileId>>,
    visible: HashMap<FileId, bool>,
    passing: HashMap<FileId, Folder>,
    last: Option<(FileId, Arc<Place>, bool)>,
}

impl<'a> Resolver<'a> {
    /// For one drive, as the snapshot has it.
    pub(super) fn new(
        connection: &'a Connection,
        trees: &'a Trees,
        drive: DriveId,
        scope: &Scope,
    ) -> Result<Self, Fault> {
        let tree = connection
            .prepare_cached("SELECT tree FROM drives WHERE drive = ?1")?
            .query_row([drive.0], |row| row.get(0))
            .optional()?;
        let tops = match scope {
            Scope::Whole => None,
            Scope::Under(tops) if tops.contains(&FileId::ROOT) => None,
            Scope::Under(tops) => {
                let mut tops = tops.clone();
                tops.sort_unstable();
                Some(tops)
            }
        };
        Ok(Self {
            connection,
            drive,
            // A drive that is not there has no files either.
            places: Places::new(trees, drive, tree.unwrap_or_default()),
            tops,
            visible: HashMap::new(),
            passing: HashMap::new(),
            last: None,
        })
    }

    /// The place of what is in this folder, and whether the caller may see all of that.
    pub(super) fn place(&mut self, folder: FileId) -> Result<(&Arc<Place>, bool), Fault> {
        // Neighbours in a scan are mostly neighbours in a folder.
        let last = match self.last.take() {
            Some(last) if last.0 == folder => last,
            _ => {
                let (connection, drive, passing) = (self.connection, self.drive, &mut self.passing);
                let place = self.places.of(folder, |id| match passing.remove(&id) {
                    Some(folder) => Ok(Some(folder)),
                    None => load(connection, drive, id),
                })?;
                let is_visible = match &self.tops {
                    None => true,
                    Some(tops) => *self.visible.entry(folder).or_insert_with(|| {
                        place.ancestors.iter().any(|ancestor| tops.binary_search(ancestor).is_ok())
                    }),
                };
                (folder, place, is_visible)
            }
        };
        let (_, place, is_visible) = self.last.insert(last);
        Ok((place, *is_visible))
    }

    /// Takes note of an available folder that the page comes past anyway: what is in it mostly follows soon, and then
    /// it need not be looked up.
    pub(super) fn pass(&mut self, id: FileId, parent: FileId, escaped_name: &str) {
        self.passing.insert(id, made_folder(parent, true, escaped_name));
    }

    /// The place of what is in this folder, if this file in it is one that the caller may see.
    pub(super) fn visible(&mut self, folder: FileId, file: FileId) -> Result<Option<&Arc<Place>>, Fault> {
        let is_top = self.tops.as_ref().is_some_and(|tops| tops.binary_search(&file).is_ok());
        let (place, is_visible) = self.place(folder)?;
        Ok((is_visible || is_top).then_some(place))
    }

    /// What the caller may see, where that is not everything: in order.
    pub(super) fn tops(&self) -> Option<&[FileId]> {
        self.tops.as_deref()
    }

    /// A row with its place.
    pub(super) fn found(&mut self, row: FileRow) -> Result<Found, Fault> {
        let place = Arc::clone(self.place(row.parent)?.0);
        Ok(Found { row, place })
    }

    /// A file by its id, whatever its state.
    pub(super) fn file(&mut self, file: FileId) -> Result<Option<Found>, Fault> {
        let row = get(self.connection, self.drive, file)?;
        row.map(|row| self.found(row)).transpose()
    }
}

/// A file by its id, whatever its state.
pub(super) fn get(connection: &Connection, drive: DriveId, file: FileId) -> Result<Option<FileRow>, Fault> {
    connection
        .prepare_cached(concat!(
            "SELECT ",
            file_columns!(),
            " FROM files f WHERE f.drive = ?1 AND f.file = ?2"
        ))?
        .query_and_then((drive.0, file.0), |row| super::row::file(row, 0))?
        .next()
        .transpose()
}

fn load(connection: &Connection, drive: DriveId, folder: FileId) -> Result<Option<Folder>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT parent, kind, state, name_from, name_to, entry FROM files WHERE drive = ?1 AND file = ?2",
    )?;
    let mut rows = statement.query((drive.0, folder.0))?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let is_available = FileKind::from_column(row.get(1)?)? == FileKind::Folder
        && FileState::from_column(row.get(2)?)? == FileState::Available;
    let entry = RawEntry {
        text: row.get_ref(5)?.as_bytes().map_err(|error| corrupt("files", &error))?,
        head: 0,
        name_from: row.get(3)?,
        name_to: row.get(4)?,
    };
    Ok(Some(made_folder(FileId(row.get(0)?), is_available, entry.escaped_name()?)))
}

fn made_folder(parent: FileId, is_available: bool, escaped_name: &str) -> Folder {
    Folder { parent, is_available, name: unescaped(escaped_name), escaped_name: escaped_name.to_owned() }
}
