//! What changes are checked against: locked in the order of the dialect, then read.

use std::collections::{BTreeSet, HashMap, HashSet};

use assay_types::{DriveId, FileId, UploadId};
use deadpool_postgres::Transaction;

use super::group::{DriveFact, Facts, FileFact};
use crate::{
    Commit, Expect, FileKind, FileState, Write,
    postgres::{
        fault::Fault,
        statement::{query, text},
    },
    row::sha256,
};

/// What a group of changes names.
#[derive(Debug, Default)]
struct Named<'a> {
    drives: BTreeSet<i64>,
    files: BTreeSet<(i64, i64)>,
    names: BTreeSet<(i64, i64, &'a str)>,
    uploads: BTreeSet<(i64, i64)>,
    contents: BTreeSet<&'a [u8]>,
    jobs: BTreeSet<i64>,
}

impl<'a> Named<'a> {
    fn by(commits: &[&'a Commit]) -> Self {
        let mut named = Self::default();
        for commit in commits {
            named.drives.insert(commit.drive.0);
            named.contents.extend(commit.take.iter().chain(&commit.drop).map(|content| &content.0[..]));
            named.jobs.extend(commit.completes.map(|lease| lease.job.0));
            for expect in &commit.expect {
                named.add_expect(commit.drive.0, expect);
            }
            for write in &commit.writes {
                named.add_write(commit.drive.0, write);
            }
        }
        named
    }

    fn add_expect(&mut self, drive: i64, expect: &'a Expect) {
        match expect {
            Expect::Folder(file) | Expect::Version(file, _) => {
                self.files.insert((drive, file.0));
            }
            Expect::NameFree { parent, name } => {
                self.names.insert((drive, parent.0, name));
            }
            Expect::Upload(upload) => {
                self.uploads.insert((drive, upload.0));
            }
            Expect::Tree(_) => {}
        }
    }

    fn add_write(&mut self, drive: i64, write: &'a Write) {
        match write {
            Write::Insert(row, _) | Write::Update(row, _) => {
                self.files.insert((drive, row.id.0));
            }
            Write::DeleteUpload(upload) => {
                self.uploads.insert((drive, upload.0));
            }
            _ => {}
        }
    }
}

/// Locks what the changes are about and reads what they are checked against.
pub(super) async fn read(transaction: &Transaction<'_>, commits: &[&Commit]) -> Result<Facts, Fault> {
    let named = Named::by(commits);
    Ok(Facts {
        leases: leases(transaction, named.jobs).await?,
        drives: drives(transaction, named.drives).await?,
        uploads: uploads(transaction, named.uploads).await?,
        dying: {
            let mut dying = HashSet::new();
            if !named.contents.is_empty() {
                let contents: Vec<_> = named.contents.into_iter().collect();
                let sql = "SELECT sha256, dying FROM blobs WHERE sha256 = ANY($1) ORDER BY sha256 FOR UPDATE";
                for row in query(transaction, sql, &[&contents]).await? {
                    if row.try_get(1)? {
                        dying.insert(sha256("blobs", row.try_get(0)?)?);
                    }
                }
            }
            dying
        },
        files: files(transaction, named.files).await?,
        holders: holders(transaction, named.names).await?,
    })
}

async fn leases(transaction: &Transaction<'_>, jobs: BTreeSet<i64>) -> Result<HashSet<(i64, i64)>, Fault> {
    if jobs.is_empty() {
        return Ok(HashSet::new());
    }
    let jobs: Vec<_> = jobs.into_iter().collect();
    let sql = "SELECT id, attempt FROM jobs WHERE id = ANY($1) AND leased ORDER BY id FOR UPDATE";
    let rows = query(transaction, sql, &[&jobs]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

async fn drives(
    transaction: &Transaction<'_>,
    drives: BTreeSet<i64>,
) -> Result<HashMap<DriveId, DriveFact>, Fault> {
    let drives: Vec<_> = drives.into_iter().collect();
    let sql = "SELECT drive, total_bytes, used_bytes, tree, last_change FROM drives
               WHERE drive = ANY($1) ORDER BY drive FOR UPDATE";
    let rows = query(transaction, sql, &[&drives]).await?;
    let read = |row: &tokio_postgres::Row| {
        let fact = DriveFact {
            total_bytes: row.try_get(1)?,
            used_bytes: row.try_get(2)?,
            tree: row.try_get(3)?,
            last_change: row.try_get(4)?,
        };
        Ok((DriveId(row.try_get(0)?), fact))
    };
    rows.iter().map(read).collect()
}

async fn uploads(
    transaction: &Transaction<'_>,
    uploads: BTreeSet<(i64, i64)>,
) -> Result<HashSet<(DriveId, UploadId)>, Fault> {
    if uploads.is_empty() {
        return Ok(HashSet::new());
    }
    let (drives, uploads): (Vec<_>, Vec<_>) = uploads.into_iter().unzip();
    let sql = "SELECT drive_uploads.drive, drive_uploads.upload
               FROM unnest($1::bigint[], $2::bigint[]) AS named (drive, upload)
               JOIN drive_uploads USING (drive, upload)
               ORDER BY drive_uploads.drive, drive_uploads.upload FOR UPDATE OF drive_uploads";
    let rows = query(transaction, sql, &[&drives, &uploads]).await?;
    rows.iter().map(|row| Ok((DriveId(row.try_get(0)?), UploadId(row.try_get(1)?)))).collect()
}

async fn files(
    transaction: &Transaction<'_>,
    files: BTreeSet<(i64, i64)>,
) -> Result<HashMap<(DriveId, FileId), FileFact>, Fault> {
    if files.is_empty() {
        return Ok(HashMap::new());
    }
    let (drives, files): (Vec<_>, Vec<_>) = files.into_iter().unzip();
    let sql = "SELECT drive, file, kind, state, version
               FROM unnest($1::bigint[], $2::bigint[]) AS named (drive, file) JOIN files USING (drive, file)";
    let rows = query(transaction, sql, &[&drives, &files]).await?;
    let read = |row: &tokio_postgres::Row| {
        let fact = FileFact {
            kind: FileKind::from_column(row.try_get::<_, i16>(2)?.into())?,
            state: FileState::from_column(row.try_get::<_, i16>(3)?.into())?,
            version: row.try_get(4)?,
        };
        Ok(((DriveId(row.try_get(0)?), FileId(row.try_get(1)?)), fact))
    };
    rows.iter().map(read).collect()
}

async fn holders(
    transaction: &Transaction<'_>,
    names: BTreeSet<(i64, i64, &str)>,
) -> Result<HashMap<(DriveId, FileId, String), FileId>, Fault> {
    let mut holders = HashMap::new();
    if names.is_empty() {
        return Ok(holders);
    }
    let names: Vec<_> = names.into_iter().collect();
    let drives: Vec<_> = names.iter().map(|(drive, ..)| *drive).collect();
    let parents: Vec<_> = names.iter().map(|(_, parent, _)| *parent).collect();
    let texts: Vec<_> = names.iter().map(|(.., name)| text(name)).collect();
    let sql = "SELECT named.number, holder.file
               FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY
                   AS named (drive, parent, name, number)
               CROSS JOIN LATERAL (
                   SELECT file FROM file_columns
                   WHERE drive = named.drive AND parent = named.parent AND state = 0 AND name = named.name
                   LIMIT 1) AS holder";
    for row in query(transaction, sql, &[&drives, &parents, &texts]).await? {
        let number = usize::try_from(row.try_get::<_, i64>(0)?).unwrap_or_default();
        if let Some((drive, parent, name)) = names.get(number.wrapping_sub(1)) {
            let name = (*name).to_owned();
            holders.insert((DriveId(*drive), FileId(*parent), name), FileId(row.try_get(1)?));
        }
    }
    Ok(holders)
}
