//! `CreateFigureClusteringTask`, and the task itself.
//!
//! A figure whose record names a cluster that is there belongs to it, whoever said so; so a second task leaves alone
//! what the first one, or a client, decided, and ids never change. Of the others, one that is like enough to the
//! middle of a cluster joins it; the rest are grouped among themselves ([`super::whisper`]), and a group of two or
//! more is a new cluster. Who is alone waits for a later task.

use std::collections::{BTreeMap, BTreeSet};

use assay_store::{ClusterKind, DatasetRow, VectorKind, VectorRow};
use assay_wire::imm::{CreateFigureClusteringTaskRequest, TaskStarted};
use serde::{Deserialize, Serialize};

use super::{
    faces::{Assigned, Belongs, Faces},
    record::Cluster,
    vectors::{Middles, cosine},
    whisper::groups,
};
use crate::{
    Caller, Media, MediaError,
    task::{NewTask, TaskKind, TaskResult, Work},
};

/// Vectors that are read at a time.
const PAGE: usize = 500;
/// Figures that are grouped among themselves at a time: their likenesses to each other are held in memory.
const GROUP_MAX: usize = 2048;
/// Figures without a group that wait for more; older ones wait for the next task.
const WAITING_MAX: usize = 1024;
/// Files whose figures' clusters are held before they are written.
const ASSIGNED_MAX: usize = 1000;

/// What the task needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    dataset: String,
}

impl Media {
    /// `CreateFigureClusteringTask`: finds out which figures are one person.
    pub async fn create_figure_clustering_task(
        &self,
        caller: &Caller,
        request: CreateFigureClusteringTaskRequest,
    ) -> Result<TaskStarted, MediaError> {
        self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let definition = serde_json::json!({
            "ProjectName": request.project_name,
            "DatasetName": request.dataset_name,
        });
        let task = NewTask {
            kind: TaskKind::FigureClustering,
            definition: definition.to_string(),
            tags: request.tags,
            notification: request.notification.as_ref(),
            user_data: request.user_data,
            payload: &Payload { dataset: request.dataset_name },
        };
        self.start_task(caller, &request.project_name, task).await
    }
}

/// Carries the task out. What is done is written as it is found, so that a task that is repeated goes on from there.
pub(crate) async fn cluster_figures(media: &Media, work: &Work<'_>) -> Result<TaskResult, MediaError> {
    let payload: Payload = work.payload()?;
    let dataset = media.task_dataset(work, &payload.dataset).await?;
    let rows = media.parts.store.clusters(dataset.no, ClusterKind::Figure).await?;
    let known: BTreeSet<String> = rows.into_iter().map(|row| row.id).collect();
    let mut middles = Middles::default();
    let mut pages = Pages::new(media, &dataset, &known);
    while let Some(page) = pages.next().await? {
        for (row, cluster) in page {
            if let Some(cluster) = cluster {
                middles.add(&cluster, &row.numbers);
            }
        }
    }
    work.progress(30).await?;
    let mut joining = Joining {
        media,
        dataset: &dataset,
        project: work.project(),
        middles,
        waiting: Vec::new(),
        assigned: Assigned::default(),
    };
    let mut pages = Pages::new(media, &dataset, &known);
    while let Some(page) = pages.next().await? {
        for (row, cluster) in page {
            if cluster.is_none() {
                joining.take(row).await?;
            }
        }
    }
    joining.end().await?;
    work.progress(80).await?;
    media.tally_figures(dataset.no).await?;
    Ok(TaskResult::default())
}

/// Vectors page by page, with the clusters that their figures belong to.
struct Pages<'a> {
    media: &'a Media,
    dataset: &'a DatasetRow,
    known: &'a BTreeSet<String>,
    after: Option<(i64, String)>,
    is_over: bool,
}

impl<'a> Pages<'a> {
    fn new(media: &'a Media, dataset: &'a DatasetRow, known: &'a BTreeSet<String>) -> Self {
        Self { media, dataset, known, after: None, is_over: false }
    }

    async fn next(&mut self) -> Result<Option<Vec<(VectorRow, Option<String>)>>, MediaError> {
        if self.is_over {
            return Ok(None);
        }
        let store = &self.media.parts.store;
        let (no, kind) = (self.dataset.no, VectorKind::Figure);
        let rows = store.media_vectors(no, kind, self.after.take(), PAGE).await?;
        self.is_over = rows.len() < PAGE;
        self.after = rows.last().map(|row| (row.no, row.part.clone()));
        let uris: BTreeSet<_> = rows.iter().map(|row| row.uri.clone()).collect();
        let uris: Vec<_> = uris.into_iter().collect();
        let files = store.media_files(no, &uris).await?;
        let mut faces = BTreeMap::new();
        for file in files.iter().flatten() {
            faces.insert(file.uri.clone(), Faces::read(file)?);
        }
        let with_cluster = |row: VectorRow| {
            // A vector whose figure the record does not have any more belongs nowhere.
            let figure = faces.get(&row.uri)?.figure(&row.part)?;
            let cluster = figure.figure_cluster_id.clone().filter(|id| self.known.contains(id));
            Some((row, cluster))
        };
        Ok(Some(rows.into_iter().filter_map(with_cluster).collect()))
    }
}

/// Figures on their way into clusters.
struct Joining<'a> {
    media: &'a Media,
    dataset: &'a DatasetRow,
    project: &'a str,
    middles: Middles,
    waiting: Vec<VectorRow>,
    assigned: Assigned,
}

impl Joining<'_> {
    /// Takes a figure without a cluster.
    async fn take(&mut self, row: VectorRow) -> Result<(), MediaError> {
        match self.middles.nearest(&row.numbers) {
            Some((cluster, confidence)) => self.join(&row, cluster, confidence),
            None => self.waiting.push(row),
        }
        if self.waiting.len() >= GROUP_MAX {
            self.group().await?;
        }
        if self.assigned.len() >= ASSIGNED_MAX {
            self.write().await?;
        }
        Ok(())
    }

    async fn end(mut self) -> Result<(), MediaError> {
        self.group().await?;
        self.write().await
    }

    fn join(&mut self, row: &VectorRow, cluster: String, confidence: f64) {
        self.middles.add(&cluster, &row.numbers);
        self.assigned.give(&row.uri, &row.part, Belongs { cluster, confidence: Some(confidence) });
    }

    /// Groups those that wait.
    async fn group(&mut self) -> Result<(), MediaError> {
        let waiting = std::mem::take(&mut self.waiting);
        let grouped = tokio::task::spawn_blocking(move || {
            let vectors: Vec<_> = waiting.iter().map(|row| row.numbers.as_slice()).collect();
            let groups = groups(&vectors);
            (waiting, groups)
        });
        let (waiting, groups) =
            grouped.await.map_err(|error| MediaError::Corrupt { what: "vectors", why: error.to_string() })?;
        let mut by_group: BTreeMap<usize, Vec<VectorRow>> = BTreeMap::new();
        for (row, group) in waiting.into_iter().zip(groups) {
            by_group.entry(group).or_default().push(row);
        }
        let mut rows = Vec::new();
        for members in by_group.into_values() {
            if let [_] = members.as_slice() {
                self.waiting.extend(members);
                continue;
            }
            let cluster = Cluster::new(self.project, &self.dataset.name, self.media.parts.clock.now());
            rows.push(cluster.write()?);
            let middle = middle(&members);
            for row in &members {
                self.join(row, cluster.id.clone(), cosine(&middle, &row.numbers).unwrap_or(0.0));
            }
        }
        let too_many = self.waiting.len().saturating_sub(WAITING_MAX);
        self.waiting.drain(..too_many);
        // Before the files that name them: what names a cluster that is not there counts as having none.
        if !rows.is_empty() {
            let store = &self.media.parts.store;
            store.change_clusters(self.dataset.no, ClusterKind::Figure, rows, Vec::new(), None).await?;
        }
        self.write().await
    }

    async fn write(&mut self) -> Result<(), MediaError> {
        let assigned = std::mem::take(&mut self.assigned);
        self.media.write_assigned(self.dataset.no, assigned).await
    }
}

/// The sum of vectors that can be compared.
fn middle(members: &[VectorRow]) -> Vec<f32> {
    let mut members = members.iter();
    let mut sum = members.next().map(|row| row.numbers.clone()).unwrap_or_default();
    for row in members {
        for (sum, number) in sum.iter_mut().zip(&row.numbers) {
            *sum += number;
        }
    }
    sum
}
