//! The files of datasets, in SQLite: which verb is where.

mod aggregate;
mod commit;
mod purge;
mod query;
mod rank;
mod read;
mod select;
mod terms;

use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::Connection;
use tokio::task::spawn_blocking;

use crate::{
    Aggregate, Aggregated, DatasetNo, MediaCommit, MediaCommitted, MediaCondition, MediaFile, MediaFileStore,
    MediaUri, Nearest, Select, Selected, StoreError, VectorKind, VectorRow,
    media::indexed::Indexed,
    sqlite::{Sqlite, fault::unavailable, media::vector},
};

/// Makes what the writer's connection needs besides the schema.
pub(in crate::sqlite) fn prepare_writer(connection: &Connection) -> rusqlite::Result<()> {
    terms::prepare(connection)
}

/// What a group of verbs leaves to do before it is committed.
pub(in crate::sqlite) fn finish_group(connection: &Connection) -> rusqlite::Result<()> {
    terms::index_due(connection)
}

#[async_trait]
impl MediaFileStore for Sqlite {
    async fn commit_media(&self, mut commit: MediaCommit) -> Result<MediaCommitted, StoreError> {
        const DOING: &str = "change a dataset's files";
        // Records are read on this side, so that the writer only writes.
        let read = move || Indexed::all(&mut commit).map(|puts| (commit, puts));
        let (commit, puts) = spawn_blocking(read).await.map_err(|error| unavailable(DOING, error))??;
        let commit = Arc::new((commit, puts));
        let checked = Arc::clone(&commit);
        self.main
            .call_checked(
                DOING,
                move |connection| commit::check(connection, &checked.0, &checked.1),
                move |connection, decision| commit::write(connection, &commit.0, &commit.1, decision),
            )
            .await
    }

    async fn media_files(
        &self,
        dataset: DatasetNo,
        uris: &[String],
    ) -> Result<Vec<Option<MediaFile>>, StoreError> {
        let uris = uris.to_vec();
        self.readers
            .call("read files' metadata", move |connection| read::files(connection, dataset, uris))
            .await
    }

    async fn media_uris(
        &self,
        dataset: DatasetNo,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<MediaUri>, StoreError> {
        let (prefix, after) = (prefix.to_owned(), after.map(str::to_owned));
        self.readers
            .call("list a dataset's files", move |connection| {
                read::uris(connection, dataset, &prefix, after.as_deref(), limit)
            })
            .await
    }

    async fn select_media(&self, dataset: DatasetNo, select: Select) -> Result<Selected, StoreError> {
        self.readers
            .call("query a dataset", move |connection| select::select(connection, dataset, &select))
            .await
    }

    async fn aggregate_media(
        &self,
        dataset: DatasetNo,
        condition: Option<MediaCondition>,
        aggregates: Vec<Aggregate>,
    ) -> Result<Vec<Aggregated>, StoreError> {
        self.readers
            .call("aggregate a dataset", move |connection| {
                aggregate::aggregate(connection, dataset, condition.as_ref(), &aggregates)
            })
            .await
    }

    async fn rank_media(
        &self,
        dataset: DatasetNo,
        query: &str,
        condition: Option<MediaCondition>,
        limit: usize,
    ) -> Result<Vec<(MediaFile, f64)>, StoreError> {
        let query = query.to_owned();
        self.readers
            .call("search a dataset", move |connection| {
                rank::rank(connection, dataset, &query, condition.as_ref(), limit)
            })
            .await
    }

    async fn nearest_media(
        &self,
        dataset: DatasetNo,
        kind: VectorKind,
        numbers: &[f32],
        condition: Option<MediaCondition>,
        limit: usize,
    ) -> Result<Vec<Nearest>, StoreError> {
        let numbers = numbers.to_vec();
        self.readers
            .call("compare vectors", move |connection| {
                vector::nearest(connection, dataset, kind, &numbers, condition.as_ref(), limit)
            })
            .await
    }

    async fn media_vectors(
        &self,
        dataset: DatasetNo,
        kind: VectorKind,
        after: Option<(i64, String)>,
        limit: usize,
    ) -> Result<Vec<VectorRow>, StoreError> {
        self.readers
            .call("read vectors", move |connection| {
                vector::list(connection, dataset, kind, after.as_ref(), limit)
            })
            .await
    }

    async fn purge_dataset(&self, dataset: DatasetNo, limit: usize) -> Result<bool, StoreError> {
        self.main
            .call_checked(
                "purge a dataset",
                move |connection| purge::check(connection, dataset, limit),
                move |connection, purge| purge::write(connection, dataset, &purge),
            )
            .await
    }
}

#[cfg(test)]
mod tests {
    use assay_types::Timestamp;
    use tempfile::TempDir;

    use super::*;
    use crate::{
        Direction, Made, MediaCatalogStore as _, MediaField, NewDataset, ProjectRow, PutExpect, PutFile,
        Scalar, Sort, Test,
    };

    #[tokio::test]
    async fn what_is_put_is_found() {
        let directory = TempDir::new().unwrap();
        let store = Sqlite::open(&directory.path().join("assay.db")).await.unwrap();
        let tenant = "t".parse().unwrap();
        let project = ProjectRow { name: "p".to_owned(), record: "{}".to_owned(), version: 0 };
        assert_eq!(store.create_project(&tenant, project).await.unwrap(), Made::Done(()));
        let new = NewDataset {
            project: "p".to_owned(),
            name: "d".to_owned(),
            record: "{}".to_owned(),
            max_datasets: 1,
        };
        let Made::Done(dataset) = store.create_dataset(&tenant, new).await.unwrap() else { panic!() };
        let put = |index: i64| PutFile {
            uri: format!("oss://b/{index}"),
            entry: format!(
                r#"{{"URI":"oss://b/{index}","Filename":"holiday {index}.jpg","Size":{}}}"#,
                10 - index
            ),
            fingerprint: "f".to_owned(),
            text: None,
            vectors: None,
            expect: PutExpect::Any,
        };
        let commit = MediaCommit {
            dataset,
            puts: (0..10).map(put).collect(),
            deletes: vec![],
            max_files: 9,
            max_bytes: 1000,
            jobs: vec![],
            completes: None,
            now: Timestamp(0),
        };
        let done = store.commit_media(commit).await.unwrap();
        assert_eq!(done.refused.iter().filter(|refused| refused.is_some()).count(), 1);
        let size = MediaField::named("Size").unwrap();
        let condition = MediaCondition::Leaf {
            field: MediaField::named("Filename").unwrap(),
            test: Test::Phrase("HOLIDAY".to_owned()),
        };
        let mut select = Select {
            condition: Some(MediaCondition::All(vec![
                condition,
                MediaCondition::Leaf { field: size.clone(), test: Test::AtMost(Scalar::Integer(9)) },
            ])),
            sort: vec![Sort { field: size, direction: Direction::Ascending }],
            after: None,
            limit: 5,
            total: true,
        };
        let page = store.select_media(dataset, select.clone()).await.unwrap();
        let numbers: Vec<_> = page.files.iter().map(|file| file.uri.as_str()).collect();
        assert_eq!(numbers, ["oss://b/8", "oss://b/7", "oss://b/6", "oss://b/5", "oss://b/4"]);
        assert_eq!(page.total, Some(8));
        select.after = page.next;
        let page = store.select_media(dataset, select).await.unwrap();
        assert_eq!((page.files.len(), page.next), (3, None));
    }
}
