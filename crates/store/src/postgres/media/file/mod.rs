//! The files of datasets, in PostgreSQL: which verb is where.

mod aggregate;
mod commit;
mod purge;
mod query;
mod rank;
mod read;
mod select;
mod write;

use async_trait::async_trait;
use tokio::task::spawn_blocking;

use crate::{
    Aggregate, Aggregated, DatasetNo, MediaCommit, MediaCommitted, MediaCondition, MediaFile, MediaFileStore,
    MediaUri, Nearest, Select, Selected, StoreError, VectorKind, VectorRow,
    media::indexed::Indexed,
    postgres::{
        Postgres,
        fault::{retried, unavailable},
        media::vector,
    },
};

#[async_trait]
impl MediaFileStore for Postgres {
    async fn commit_media(&self, mut commit: MediaCommit) -> Result<MediaCommitted, StoreError> {
        let read = move || Indexed::all(&mut commit).map(|puts| (commit, puts));
        let (commit, puts) =
            spawn_blocking(read).await.map_err(|error| unavailable("read records", error))??;
        retried!("change a dataset's files", commit::commit(&self.pool, &commit, &puts))
    }

    async fn media_files(
        &self,
        dataset: DatasetNo,
        uris: &[String],
    ) -> Result<Vec<Option<MediaFile>>, StoreError> {
        retried!("read files' metadata", async { read::files(&self.pool.get().await?, dataset, uris).await })
    }

    async fn media_uris(
        &self,
        dataset: DatasetNo,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<MediaUri>, StoreError> {
        retried!("list a dataset's files", async {
            read::uris(&self.pool.get().await?, dataset, prefix, after, limit).await
        })
    }

    async fn select_media(&self, dataset: DatasetNo, select: Select) -> Result<Selected, StoreError> {
        retried!("query a dataset", async { select::select(&self.pool.get().await?, dataset, &select).await })
    }

    async fn aggregate_media(
        &self,
        dataset: DatasetNo,
        condition: Option<MediaCondition>,
        aggregates: Vec<Aggregate>,
    ) -> Result<Vec<Aggregated>, StoreError> {
        retried!("aggregate a dataset", async {
            let client = self.pool.get().await?;
            aggregate::aggregate(&client, dataset, condition.as_ref(), &aggregates).await
        })
    }

    async fn rank_media(
        &self,
        dataset: DatasetNo,
        query: &str,
        condition: Option<MediaCondition>,
        limit: usize,
    ) -> Result<Vec<(MediaFile, f64)>, StoreError> {
        retried!("search a dataset", async {
            rank::rank(&self.pool.get().await?, dataset, query, condition.as_ref(), limit).await
        })
    }

    async fn nearest_media(
        &self,
        dataset: DatasetNo,
        kind: VectorKind,
        numbers: &[f32],
        condition: Option<MediaCondition>,
        limit: usize,
    ) -> Result<Vec<Nearest>, StoreError> {
        retried!("compare vectors", async {
            let client = self.pool.get().await?;
            vector::nearest(&client, dataset, kind, numbers, condition.as_ref(), limit).await
        })
    }

    async fn media_vectors(
        &self,
        dataset: DatasetNo,
        kind: VectorKind,
        after: Option<(i64, String)>,
        limit: usize,
    ) -> Result<Vec<VectorRow>, StoreError> {
        retried!("read vectors", async {
            vector::list(&self.pool.get().await?, dataset, kind, after.as_ref(), limit).await
        })
    }

    async fn purge_dataset(&self, dataset: DatasetNo, limit: usize) -> Result<bool, StoreError> {
        retried!("purge a dataset", purge::purge(&self.pool, dataset, limit))
    }
}
