//! `CreateFigureClustersMergingTask`, and the task itself.

use std::collections::BTreeSet;

use assay_store::{ClusterKind, MediaCondition, Scalar, Test};
use assay_wire::imm::{CreateFigureClustersMergingTaskRequest, TaskStarted};
use serde::{Deserialize, Serialize};

use super::{
    faces::{Assigned, Belongs, Faces},
    query::WHAT,
    tally::clustered,
};
use crate::{
    Caller, Media, MediaError,
    cluster::scan::Scan,
    task::{NewTask, TaskKind, TaskResult, Work},
};

/// Clusters that may be merged into another at a time.
const FROMS_MAX: usize = 100;

/// What the task needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    dataset: String,
    from: BTreeSet<String>,
    to: String,
}

impl Media {
    /// `CreateFigureClustersMergingTask`: makes the figures of some clusters those of another.
    pub async fn create_figure_clusters_merging_task(
        &self,
        caller: &Caller,
        request: CreateFigureClustersMergingTaskRequest,
    ) -> Result<TaskStarted, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let from = froms(request.from.as_deref(), request.froms.as_deref(), &request.to)?;
        for id in from.iter().chain([&request.to]) {
            let row = self.parts.store.cluster(dataset.no, ClusterKind::Figure, id).await?;
            row.ok_or_else(|| MediaError::not_found(WHAT))?;
        }
        let definition = serde_json::json!({
            "ProjectName": request.project_name,
            "DatasetName": request.dataset_name,
            "Froms": from,
            "To": request.to,
        });
        let task = NewTask {
            kind: TaskKind::FigureClustersMerging,
            definition: definition.to_string(),
            tags: request.tags,
            notification: request.notification.as_ref(),
            user_data: request.user_data,
            payload: &Payload { dataset: request.dataset_name, from, to: request.to },
        };
        self.start_task(caller, &request.project_name, task).await
    }
}

/// One of `From` and `Froms`, 1 to 100 ids, none of them `To`.
fn froms(from: Option<&str>, froms: Option<&[String]>, to: &str) -> Result<BTreeSet<String>, MediaError> {
    let froms = froms.unwrap_or_default();
    let (name, ids) = match (from, froms) {
        (Some(from), []) => ("From", BTreeSet::from([from.to_owned()])),
        (None, [_, ..]) => ("Froms", froms.iter().cloned().collect()),
        (None, []) => return Err(MediaError::missing("Froms")),
        (Some(_), _) => return Err(MediaError::invalid("Froms", "it may not be there together with From")),
    };
    if ids.len() > FROMS_MAX || froms.len() > FROMS_MAX {
        return Err(MediaError::invalid(name, format_args!("there may be {FROMS_MAX} clusters")));
    }
    if ids.contains(to) {
        return Err(MediaError::invalid(name, "it may not be the cluster that To names"));
    }
    Ok(ids)
}

/// Carries the task out: files first, so that a task that is repeated finds what is left.
pub(crate) async fn merge_figure_clusters(media: &Media, work: &Work<'_>) -> Result<TaskResult, MediaError> {
    let Payload { dataset, from, to } = work.payload()?;
    let dataset = media.task_dataset(work, &dataset).await?;
    if media.parts.store.cluster(dataset.no, ClusterKind::Figure, &to).await?.is_none() {
        return Err(MediaError::not_found(WHAT));
    }
    let of_one = |id: &String| clustered(Test::Equal(Scalar::Text(id.clone())));
    let mut scan = Scan::new(media, dataset.no, MediaCondition::Any(from.iter().map(of_one).collect()));
    while let Some(files) = scan.next().await? {
        let mut assigned = Assigned::default();
        for file in &files {
            for figure in Faces::read(file)?.figures {
                let is_from = figure.figure_cluster_id.as_ref().is_some_and(|id| from.contains(id));
                if let (true, Some(id)) = (is_from, figure.figure_id) {
                    assigned.give(&file.uri, &id, Belongs { cluster: to.clone(), confidence: None });
                }
            }
        }
        media.write_assigned(dataset.no, assigned).await?;
    }
    work.progress(80).await?;
    let (kind, gone) = (ClusterKind::Figure, from.into_iter().collect());
    media.parts.store.change_clusters(dataset.no, kind, Vec::new(), gone, None).await?;
    media.tally_figures(dataset.no).await?;
    Ok(TaskResult::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_way_of_naming_what_is_merged() {
        let ids = |count: usize| (0..count).map(|id| id.to_string()).collect::<Vec<_>>();
        assert!(froms(Some("a"), None, "b").is_ok() && froms(None, Some(&ids(100)), "b").is_ok());
        assert!(froms(Some("a"), Some(&[]), "b").is_ok(), "an empty list is none");
        assert!(froms(None, None, "b").is_err() && froms(None, Some(&ids(101)), "b").is_err());
        assert!(froms(Some("a"), Some(&ids(1)), "b").is_err());
        assert!(froms(Some("b"), None, "b").is_err() && froms(None, Some(&ids(3)), "2").is_err());
    }
}
