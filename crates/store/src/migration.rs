//! Which migrations a database still needs: the part that is the same in both dialects.
//!
//! Migrations are numbered from 1 without gaps and only go forward; a released one is never edited. A
//! change of schema that an older program on another node must survive is spread over two releases:
//! first add, then, when no old program runs any more, remove.

use crate::StoreError;

/// One step of a schema, as a script of SQL statements.
pub(crate) struct Migration {
    /// Its number.
    pub(crate) version: i64,
    /// What it does.
    pub(crate) sql: &'static str,
}

/// The newest version that this program knows.
pub(crate) fn newest(migrations: &[Migration]) -> i64 {
    migrations.last().map_or(0, |migration| migration.version)
}

/// The migrations that a database at version `applied` (0 when empty) lacks, in order.
///
/// [`StoreError::Migration`] when the database is ahead of this program: a newer program may have
/// given the columns another meaning, so nothing is read from it.
pub(crate) fn missing(applied: i64, migrations: &[Migration]) -> Result<&[Migration], StoreError> {
    let newest = newest(migrations);
    if applied > newest {
        return Err(StoreError::Migration {
            version: applied,
            message: format!("the database is newer than this program, which knows versions up to {newest}"),
        });
    }
    let first = migrations.partition_point(|migration| migration.version <= applied);
    Ok(migrations.get(first..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: &[Migration] = &[
        Migration { version: 1, sql: "" },
        Migration { version: 2, sql: "" },
        Migration { version: 3, sql: "" },
    ];

    #[test]
    fn what_is_missing_is_what_comes_after() {
        for applied in 0..=3 {
            let versions: Vec<_> = missing(applied, THREE).unwrap().iter().map(|step| step.version).collect();
            assert_eq!(versions, (applied + 1..=3).collect::<Vec<_>>());
        }
        assert!(matches!(missing(4, THREE), Err(StoreError::Migration { version: 4, .. })));
    }

    #[test]
    fn every_dialect_numbers_from_one_without_gaps() {
        for migrations in
            [crate::sqlite::MIGRATIONS, crate::sqlite::NONCE_MIGRATIONS, crate::postgres::MIGRATIONS]
        {
            let versions: Vec<_> = migrations.iter().map(|step| step.version).collect();
            assert_eq!(versions, (1..=newest(migrations)).collect::<Vec<_>>());
        }
    }
}
