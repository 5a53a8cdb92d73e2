//! What becomes of the changes that share a transaction, decided before anything is written.
//!
//! The drives' rows are locked, and a drive's files change only through changes of the drive; so what was read
//! since is the truth until the transaction ends, and the changes can be checked here, one after another, each
//! against what those before it will have written. What remains to be written of all of them is then a few
//! statements of many rows.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use assay_types::{DriveId, FileId, RevisionId, Sha256Digest, TaskId, UploadId};

use crate::{
    Change, Columns, Commit, Committed, ContentRow, Expect, FileKind, FileRow, FileState, NewJob, Refused,
    RevisionRow, StoreError, TaskRow, UploadRow, Write, blob::DYING, postgres::fault::unavailable,
};

/// What is known of a drive.
#[derive(Debug, Clone, Copy)]
pub(super) struct DriveFact {
    pub(super) total_bytes: Option<i64>,
    pub(super) used_bytes: i64,
    pub(super) tree: i64,
    pub(super) last_change: i64,
}

/// What is known of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileFact {
    pub(super) kind: FileKind,
    pub(super) state: FileState,
    pub(super) version: i64,
}

/// What the database said, under locks.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) drives: HashMap<DriveId, DriveFact>,
    pub(super) files: HashMap<(DriveId, FileId), FileFact>,
    /// Of each name that must be free: an available file that has it, if there is one.
    pub(super) holders: HashMap<(DriveId, FileId, String), FileId>,
    pub(super) uploads: HashSet<(DriveId, UploadId)>,
    pub(super) dying: HashSet<Sha256Digest>,
    /// Jobs and the attempts that are under way.
    pub(super) leases: HashSet<(i64, i64)>,
}

/// What becomes of one change.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is made when the transaction is committed.
    Made(Committed),
    /// It is not made.
    Refused(StoreError),
    /// Depends on what another change of the group leaves behind: to be asked again in the next transaction.
    Later,
}

/// What is to be written of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fate<'a> {
    /// What it is to be, and its version; `None` when it goes.
    pub(super) row: Option<(&'a FileRow, &'a Columns, i64)>,
}

/// What is to be written of a group.
#[derive(Debug, Default)]
pub(super) struct Plan<'a> {
    pub(super) drives: BTreeMap<DriveId, DriveFact>,
    pub(super) files: BTreeMap<(DriveId, FileId), Fate<'a>>,
    /// Files that went, even if they came again: their revisions go.
    pub(super) gone: BTreeSet<(DriveId, FileId)>,
    pub(super) revisions: BTreeMap<(DriveId, FileId, RevisionId), Option<&'a RevisionRow>>,
    pub(super) uploads: BTreeMap<(DriveId, UploadId), Option<&'a UploadRow>>,
    /// Uploads that ended, even if they began again: their parts go.
    pub(super) ended: BTreeSet<(DriveId, UploadId)>,
    pub(super) contents: BTreeMap<Sha256Digest, ContentRow>,
    pub(super) tasks: BTreeMap<TaskId, Option<&'a TaskRow>>,
    pub(super) take: BTreeMap<Sha256Digest, i64>,
    pub(super) drop: Vec<Sha256Digest>,
    pub(super) changes: Vec<(DriveId, i64, Change)>,
    pub(super) jobs: Vec<&'a NewJob>,
    pub(super) completes: BTreeSet<i64>,
    pub(super) now: i64,
}

impl<'a> Plan<'a> {
    /// Checks a change against the facts and what is planned already, and plans it when it may be made.
    pub(super) fn consider(&mut self, facts: &Facts, commit: &'a Commit) -> Outcome {
        match self.check(facts, commit) {
            Ok(()) => {}
            Err(Hindrance::Refused(why)) => return Outcome::Refused(StoreError::Refused(why)),
            Err(Hindrance::Other(error)) => return Outcome::Refused(error),
            Err(Hindrance::Undecided) => return Outcome::Later,
        }
        Outcome::Made(self.add(facts, commit))
    }

    fn drive(&self, facts: &Facts, drive: DriveId) -> Option<DriveFact> {
        self.drives.get(&drive).or_else(|| facts.drives.get(&drive)).copied()
    }

    fn file(&self, facts: &Facts, drive: DriveId, file: FileId) -> Option<FileFact> {
        match self.files.get(&(drive, file)) {
            Some(fate) => {
                fate.row.map(|(row, _, version)| FileFact { kind: row.kind, state: row.state, version })
            }
            None => facts.files.get(&(drive, file)).copied(),
        }
    }

    fn has_upload(&self, facts: &Facts, drive: DriveId, upload: UploadId) -> bool {
        match self.uploads.get(&(drive, upload)) {
            Some(row) => row.is_some(),
            None => facts.uploads.contains(&(drive, upload)),
        }
    }

    fn check(&self, facts: &Facts, commit: &Commit) -> Result<(), Hindrance> {
        let drive = self.drive(facts, commit.drive).ok_or(Hindrance::Refused(Refused::NoDrive))?;
        for expect in &commit.expect {
            if !self.holds(facts, commit.drive, drive, expect)? {
                return Err(Hindrance::Refused(Refused::Unmet(expect.clone())));
            }
        }
        let used = drive.used_bytes.saturating_add(commit.used_bytes);
        if let Some(total) = drive.total_bytes.filter(|total| commit.used_bytes > 0 && used > *total) {
            let [total, used] =
                [total, drive.used_bytes].map(|bytes| u64::try_from(bytes).unwrap_or_default());
            return Err(Hindrance::Refused(Refused::Quota { total, used }));
        }
        let lease = commit.completes.map(|lease| (lease.job.0, i64::from(lease.attempt)));
        if lease.is_some_and(|lease| !facts.leases.contains(&lease) || self.completes.contains(&lease.0)) {
            return Err(Hindrance::Other(StoreError::LeaseLost));
        }
        self.check_ids(facts, commit)?;
        if commit.take.iter().any(|content| facts.dying.contains(content)) {
            return Err(Hindrance::Other(unavailable(DYING, "its bytes are being deleted")));
        }
        Ok(())
    }

    fn holds(
        &self,
        facts: &Facts,
        id: DriveId,
        drive: DriveFact,
        expect: &Expect,
    ) -> Result<bool, Hindrance> {
        Ok(match expect {
            Expect::Folder(FileId::ROOT) => true,
            Expect::Folder(folder) => self.file(facts, id, *folder).is_some_and(|fact| {
                fact.kind == FileKind::Folder
                    && matches!(fact.state, FileState::Available | FileState::Building)
            }),
            Expect::Version(file, version) => {
                self.file(facts, id, *file).is_some_and(|fact| fact.version == *version)
            }
            Expect::NameFree { parent, name } => self.is_free(facts, id, *parent, name)?,
            Expect::Tree(tree) => drive.tree == *tree,
            Expect::Upload(upload) => self.has_upload(facts, id, *upload),
        })
    }

    fn is_free(&self, facts: &Facts, drive: DriveId, parent: FileId, name: &str) -> Result<bool, Hindrance> {
        let planned = self.files.range((drive, FileId(i64::MIN))..=(drive, FileId(i64::MAX)));
        let is_taken = |fate: &Fate<'_>| {
            fate.row.is_some_and(|(row, columns, _)| {
                row.parent == parent && row.state == FileState::Available && columns.name == name
            })
        };
        if planned.into_iter().any(|(_, fate)| is_taken(fate)) {
            return Ok(false);
        }
        match facts.holders.get(&(drive, parent, name.to_owned())) {
            // Perhaps it was the only one that had the name, perhaps not.
            Some(holder) if self.files.contains_key(&(drive, *holder)) => Err(Hindrance::Undecided),
            Some(_) => Ok(false),
            None => Ok(true),
        }
    }

    /// That every file that is inserted has an id of its own.
    fn check_ids(&self, facts: &Facts, commit: &Commit) -> Result<(), Hindrance> {
        let mut own = HashMap::new();
        for write in &commit.writes {
            match write {
                Write::Insert(row, _) => {
                    let is_there = own
                        .insert(row.id, true)
                        .unwrap_or_else(|| self.file(facts, commit.drive, row.id).is_some());
                    if is_there || row.id == FileId::ROOT {
                        return Err(Hindrance::Refused(Refused::Exists(row.id)));
                    }
                }
                Write::Delete(file) => {
                    own.insert(*file, false);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, facts: &Facts, commit: &'a Commit) -> Committed {
        for write in &commit.writes {
            self.add_write(facts, commit.drive, write);
        }
        for content in &commit.take {
            *self.take.entry(*content).or_default() += 1;
        }
        self.drop.extend(&commit.drop);
        self.jobs.extend(&commit.jobs);
        self.completes.extend(commit.completes.map(|lease| lease.job.0));
        self.now = self.now.max(commit.now.as_millis());
        let known = facts.drives.get(&commit.drive).copied();
        let empty = DriveFact { total_bytes: None, used_bytes: 0, tree: 0, last_change: 0 };
        let drive = self.drives.entry(commit.drive).or_insert_with(|| known.unwrap_or(empty));
        drive.used_bytes = drive.used_bytes.saturating_add(commit.used_bytes).max(0);
        drive.tree += i64::from(commit.reshapes);
        for change in &commit.changes {
            drive.last_change += 1;
            self.changes.push((commit.drive, drive.last_change, *change));
        }
        Committed { last_change: u64::try_from(drive.last_change).unwrap_or_default(), tree: drive.tree }
    }

    fn add_write(&mut self, facts: &Facts, drive: DriveId, write: &'a Write) {
        match write {
            Write::Insert(row, columns) => {
                self.files.insert((drive, row.id), Fate { row: Some((row, columns, 1)) });
            }
            Write::Update(row, columns) => {
                if let Some(before) = self.file(facts, drive, row.id) {
                    let fate = Fate { row: Some((row, columns, before.version + 1)) };
                    self.files.insert((drive, row.id), fate);
                }
            }
            Write::Delete(file) => {
                self.files.insert((drive, *file), Fate { row: None });
                self.gone.insert((drive, *file));
                let (first, last) = (RevisionId(i64::MIN), RevisionId(i64::MAX));
                let planned = self.revisions.range((drive, *file, first)..=(drive, *file, last));
                for key in planned.map(|(key, _)| *key).collect::<Vec<_>>() {
                    self.revisions.remove(&key);
                }
            }
            Write::PutRevision(row) => {
                self.revisions.insert((drive, row.file, row.id), Some(row));
            }
            Write::DeleteRevision(file, revision) => {
                self.revisions.insert((drive, *file, *revision), None);
            }
            Write::PutUpload(row) => {
                self.uploads.insert((drive, row.id), Some(row));
            }
            Write::DeleteUpload(upload) => {
                self.uploads.insert((drive, *upload), None);
                self.ended.insert((drive, *upload));
            }
            Write::PutContent(row) => self.put_content(row),
            Write::PutTask(row) => {
                self.tasks.insert(row.id, Some(row));
            }
            Write::DeleteTask(task) => {
                self.tasks.insert(*task, None);
            }
        }
    }

    fn put_content(&mut self, row: &ContentRow) {
        let mut row = row.clone();
        if row.engine.is_none()
            && let Some(before) = self.contents.get(&row.sha256)
        {
            row.engine.clone_from(&before.engine);
            row.facts.clone_from(&before.facts);
        }
        self.contents.insert(row.sha256, row);
    }
}

/// Why a change cannot be made now.
enum Hindrance {
    Refused(Refused),
    Other(StoreError),
    Undecided,
}

#[cfg(test)]
mod tests;
