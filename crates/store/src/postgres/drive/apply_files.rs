//! Writes files, their columns and terms, and their earlier contents.

use assay_types::{DriveId, Timestamp};
use deadpool_postgres::Transaction;

use super::{apply::by_drive, group::Plan, terms};
use crate::{
    Columns, FileRow, FileState,
    drive::{column::offset_column, grams},
    postgres::{
        fault::Fault,
        statement::{execute, text},
    },
    row::count_column,
};

/// Deletes the files that go, and the revisions of all that went meanwhile.
pub(super) async fn delete_files(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    for (drive, files) in by_drive(plan.gone.iter().map(|(drive, file)| (*drive, file.0))) {
        for sql in [
            "DELETE FROM revisions WHERE drive = $1 AND file = ANY($2)",
            "DELETE FROM file_permissions WHERE drive = $1 AND file = ANY($2)",
        ] {
            execute(transaction, sql, &[&drive.0, &files]).await?;
        }
    }
    let gone = plan.files.iter().filter(|(_, fate)| fate.row.is_none());
    for (drive, files) in by_drive(gone.map(|((drive, file), _)| (*drive, file.0))) {
        for sql in [
            "DELETE FROM files WHERE drive = $1 AND file = ANY($2)",
            "DELETE FROM file_columns WHERE drive = $1 AND file = ANY($2)",
            "DELETE FROM file_terms WHERE drive = $1 AND file = ANY($2)",
        ] {
            execute(transaction, sql, &[&drive.0, &files]).await?;
        }
    }
    Ok(())
}

/// Writes the files that are new or changed.
pub(super) async fn put_files(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    let put: Vec<Put<'_>> = plan
        .files
        .iter()
        .filter_map(|((drive, _), fate)| {
            let (row, columns, version) = fate.row?;
            Some(Put { drive: *drive, row, columns, version })
        })
        .collect();
    if put.is_empty() {
        return Ok(());
    }
    put_entries(transaction, &put).await?;
    put_columns(transaction, &put).await?;
    put_terms(transaction, &put).await
}

/// A file to write.
#[derive(Debug, Clone, Copy)]
struct Put<'a> {
    drive: DriveId,
    row: &'a FileRow,
    columns: &'a Columns,
    version: i64,
}

/// A column of an array for each value.
fn array<'a, T>(put: &[Put<'a>], value: impl Fn(&Put<'a>) -> T) -> Vec<T> {
    put.iter().map(value).collect()
}

async fn put_entries(transaction: &Transaction<'_>, put: &[Put<'_>]) -> Result<(), Fault> {
    let sql = "INSERT INTO files (drive, file, parent, kind, state, version, content, size_bytes, revision,
                                  head, name_from, name_to, entry)
               SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::smallint[],
                                    $6::bigint[], $7::bytea[], $8::bigint[], $9::bigint[], $10::bigint[],
                                    $11::bigint[], $12::bigint[], $13::text[])
               ON CONFLICT (drive, file) DO UPDATE SET
                   parent = excluded.parent, kind = excluded.kind, state = excluded.state,
                   version = excluded.version, content = excluded.content, size_bytes = excluded.size_bytes,
                   revision = excluded.revision, head = excluded.head, name_from = excluded.name_from,
                   name_to = excluded.name_to, entry = excluded.entry";
    execute(
        transaction,
        sql,
        &[
            &array(put, |put| put.drive.0),
            &array(put, |put| put.row.id.0),
            &array(put, |put| put.row.parent.0),
            &array(put, |put| put.row.kind.column()),
            &array(put, |put| put.row.state.column()),
            &array(put, |put| put.version),
            &array(put, |put| put.row.content.as_ref().map(|content| &content.0[..])),
            &array(put, |put| count_column(put.row.size_bytes)),
            &array(put, |put| put.row.revision.0),
            &array(put, |put| offset_column(put.row.entry.head)),
            &array(put, |put| offset_column(put.row.entry.name.start)),
            &array(put, |put| offset_column(put.row.entry.name.end)),
            &array(put, |put| text(&put.row.entry.text)),
        ],
    )
    .await
    .map(drop)
}

async fn put_columns(transaction: &Transaction<'_>, put: &[Put<'_>]) -> Result<(), Fault> {
    // Labels are lists of different lengths, so each travels as the text of a list.
    let sql =
        "INSERT INTO file_columns (drive, file, parent, kind, state, size_bytes, name, folded, extension,
                                         category, mime_type, description, labels, sha1, hidden, starred,
                                         created_at, updated_at, trashed_at)
               SELECT drive, file, parent, kind, state, size_bytes, name, folded, extension, category,
                      mime_type, description, labels::text[], sha1, hidden, starred, created_at, updated_at,
                      trashed_at
               FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::smallint[],
                           $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                           $12::text[], $13::text[], $14::bytea[], $15::smallint[], $16::smallint[],
                           $17::bigint[], $18::bigint[], $19::bigint[])
                   AS made (drive, file, parent, kind, state, size_bytes, name, folded, extension, category,
                            mime_type, description, labels, sha1, hidden, starred, created_at, updated_at,
                            trashed_at)
               ON CONFLICT (drive, file) DO UPDATE SET
                   parent = excluded.parent, kind = excluded.kind, state = excluded.state,
                   size_bytes = excluded.size_bytes, name = excluded.name, folded = excluded.folded,
                   extension = excluded.extension, category = excluded.category,
                   mime_type = excluded.mime_type, description = excluded.description,
                   labels = excluded.labels, sha1 = excluded.sha1, hidden = excluded.hidden,
                   starred = excluded.starred, created_at = excluded.created_at,
                   updated_at = excluded.updated_at, trashed_at = excluded.trashed_at";
    execute(
        transaction,
        sql,
        &[
            &array(put, |put| put.drive.0),
            &array(put, |put| put.row.id.0),
            &array(put, |put| put.row.parent.0),
            &array(put, |put| put.row.kind.column()),
            &array(put, |put| put.row.state.column()),
            &array(put, |put| count_column(put.row.size_bytes)),
            &array(put, |put| text(&put.columns.name)),
            &array(put, |put| folded(&put.columns.name)),
            &array(put, |put| text(&put.columns.extension)),
            &array(put, |put| text(&put.columns.category)),
            &array(put, |put| text(&put.columns.mime_type)),
            &array(put, |put| text(&put.columns.description)),
            &array(put, |put| text_list(&put.columns.labels)),
            &array(put, |put| put.columns.sha1.as_ref().map(|sha1| &sha1.0[..])),
            &array(put, |put| i16::from(put.columns.hidden)),
            &array(put, |put| i16::from(put.columns.starred)),
            &array(put, |put| put.columns.created_at.as_millis()),
            &array(put, |put| put.columns.updated_at.as_millis()),
            &array(put, |put| put.columns.trashed_at.map_or(0, Timestamp::as_millis)),
        ],
    )
    .await
    .map(drop)
}

/// The name in lower case, where that is another.
fn folded(name: &str) -> Option<String> {
    let name = text(name);
    let folded = grams::fold(&name);
    (folded != name).then_some(folded)
}

async fn put_terms(transaction: &Transaction<'_>, put: &[Put<'_>]) -> Result<(), Fault> {
    let (found, hidden): (Vec<_>, Vec<_>) =
        put.iter().copied().partition(|put| put.row.state == FileState::Available);
    for (drive, files) in by_drive(hidden.iter().map(|put| (put.drive, put.row.id.0))) {
        let sql = "DELETE FROM file_terms WHERE drive = $1 AND file = ANY($2)";
        execute(transaction, sql, &[&drive.0, &files]).await?;
    }
    if found.is_empty() {
        return Ok(());
    }
    // Most changes leave the terms as they are, and then the index too.
    let sql = "INSERT INTO file_terms (drive, file, terms)
               SELECT drive, file, terms::integer[]
               FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS made (drive, file, terms)
               ON CONFLICT (drive, file) DO UPDATE SET terms = excluded.terms
               WHERE file_terms.terms <> excluded.terms";
    let terms = array(&found, |put| number_list(&terms::of(put.drive, put.columns)));
    execute(
        transaction,
        sql,
        &[&array(&found, |put| put.drive.0), &array(&found, |put| put.row.id.0), &terms],
    )
    .await
    .map(drop)
}

/// Forgets and writes earlier contents.
pub(super) async fn put_revisions(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    let gone = plan.revisions.iter().filter(|(_, row)| row.is_none()).map(|(key, _)| *key);
    for (drive, keys) in by_drive(gone.map(|(drive, file, revision)| (drive, (file.0, revision.0)))) {
        let (files, revisions): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
        let sql = "DELETE FROM revisions USING unnest($2::bigint[], $3::bigint[]) AS gone (file, revision)
                   WHERE revisions.drive = $1 AND revisions.file = gone.file
                       AND revisions.revision = gone.revision";
        execute(transaction, sql, &[&drive.0, &files, &revisions]).await?;
    }
    let rows: Vec<_> = plan.revisions.iter().filter_map(|(key, row)| row.map(|row| (key.0.0, row))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let drives: Vec<_> = rows.iter().map(|(drive, _)| *drive).collect();
    let files: Vec<_> = rows.iter().map(|(_, row)| row.file.0).collect();
    let revisions: Vec<_> = rows.iter().map(|(_, row)| row.id.0).collect();
    let contents: Vec<_> = rows.iter().map(|(_, row)| &row.content.0[..]).collect();
    let sizes: Vec<_> = rows.iter().map(|(_, row)| count_column(row.size_bytes)).collect();
    let details: Vec<_> = rows.iter().map(|(_, row)| text(&row.detail)).collect();
    let sql = "INSERT INTO revisions (drive, file, revision, content, size_bytes, detail)
               SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bigint[],
                                    $6::text[])
               ON CONFLICT (drive, file, revision) DO UPDATE SET
                   content = excluded.content, size_bytes = excluded.size_bytes, detail = excluded.detail";
    execute(transaction, sql, &[&drives, &files, &revisions, &contents, &sizes, &details]).await.map(drop)
}

/// Texts as the database writes a list of them.
fn text_list(texts: &[String]) -> String {
    let quoted =
        texts.iter().map(|item| format!("\"{}\"", text(item).replace('\\', "\\\\").replace('"', "\\\"")));
    format!("{{{}}}", quoted.collect::<Vec<_>>().join(","))
}

/// Numbers as the database writes a list of them.
fn number_list(numbers: &[i32]) -> String {
    let numbers: Vec<_> = numbers.iter().map(i32::to_string).collect();
    format!("{{{}}}", numbers.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_quoted() {
        assert_eq!(text_list(&[]), "{}");
        let labels = ["plain", "a,b", "{\"x\\", "", "NULL", "nul\0"].map(str::to_owned);
        assert_eq!(text_list(&labels), r#"{"plain","a,b","{\"x\\","","NULL","nul�"}"#);
        assert_eq!(number_list(&[1, -2]), "{1,-2}");
    }
}
