//! Reading a dataset's files from the first to the last, and writing clusters.

use assay_store::{ClusterKind, ClusterRow, DatasetNo, DatasetRow, MediaCondition, MediaFile, Select};

use crate::{Media, MediaError, task::Work};

/// Files that are read at a time.
const PAGE: usize = 500;
/// Times that a change is tried again when somebody else was faster.
const TRIES: usize = 5;

/// Files that meet a condition, page by page, by URI. Files that come or go meanwhile may be missed or be there.
pub(super) struct Scan<'m> {
    media: &'m Media,
    dataset: DatasetNo,
    select: Option<Select>,
}

impl<'m> Scan<'m> {
    /// Begins.
    pub(super) fn new(media: &'m Media, dataset: DatasetNo, condition: MediaCondition) -> Self {
        let select = Select { condition: Some(condition), limit: PAGE, ..Select::default() };
        Self { media, dataset, select: Some(select) }
    }

    /// The next page; `None` after the last one.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<MediaFile>>, MediaError> {
        let Some(select) = self.select.take() else { return Ok(None) };
        let found = self.media.parts.store.select_media(self.dataset, select.clone()).await?;
        self.select = found.next.map(|next| Select { after: Some(next), ..select });
        Ok(Some(found.files))
    }
}

/// What becomes of clusters that are looked at.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// To be written.
    pub(super) put: Vec<ClusterRow>,
    /// Ids to be deleted.
    pub(super) delete: Vec<String>,
}

impl Media {
    /// The dataset that a task is about.
    ///
    /// # Errors
    /// `ResourceNotFound` when it was deleted since.
    pub(super) async fn task_dataset(&self, work: &Work<'_>, name: &str) -> Result<DatasetRow, MediaError> {
        let row = self.parts.store.dataset(work.tenant(), work.project(), name).await?;
        row.ok_or_else(|| MediaError::not_found("Dataset"))
    }

    /// Reads all clusters of a kind, decides, writes; and again when somebody changed one of them meanwhile.
    pub(super) async fn change_clusters(
        &self,
        dataset: DatasetNo,
        kind: ClusterKind,
        decide: impl Fn(Vec<ClusterRow>) -> Result<Changes, MediaError> + Send,
    ) -> Result<(), MediaError> {
        for _ in 0..TRIES {
            let rows = self.parts.store.clusters(dataset, kind).await?;
            let Changes { put, delete } = decide(rows)?;
            if put.is_empty() && delete.is_empty() {
                return Ok(());
            }
            if self.parts.store.change_clusters(dataset, kind, put, delete, None).await? {
                return Ok(());
            }
        }
        Err(MediaError::busy())
    }

    /// Reads one cluster, changes it, writes it; and again when somebody else changed it meanwhile.
    ///
    /// # Errors
    /// `ResourceNotFound` with `what`.
    pub(super) async fn change_cluster(
        &self,
        dataset: DatasetNo,
        kind: ClusterKind,
        (what, id): (&str, &str),
        change: impl Fn(&mut ClusterRow) -> Result<(), MediaError> + Send,
    ) -> Result<(), MediaError> {
        for _ in 0..TRIES {
            let row = self.parts.store.cluster(dataset, kind, id).await?;
            let mut row = row.ok_or_else(|| MediaError::not_found(what))?;
            change(&mut row)?;
            if self.parts.store.change_clusters(dataset, kind, vec![row], Vec::new(), None).await? {
                return Ok(());
            }
        }
        Err(MediaError::busy())
    }
}
