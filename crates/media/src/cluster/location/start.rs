//! `CreateLocationDateClusteringTask`, and the task itself.

use assay_store::{ClusterKind, MediaCondition, MediaField, Test};
use assay_wire::imm::{Address, CreateLocationDateClusteringTaskRequest, DateOptions, TaskStarted};
use serde::{Deserialize, Serialize};

use super::{
    group::{Days, Grouping, Level, Moment},
    record::Cluster,
};
use crate::{
    Caller, Media, MediaError,
    cluster::scan::{Changes, Scan},
    scope::read_record,
    task::{NewTask, TaskKind, TaskResult, Work},
};

/// The most days of an option.
const DAYS_MAX: i64 = 99_999;

/// What the task needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    dataset: String,
    levels: Vec<Level>,
    days: Days,
}

/// What clusters are made of, in a file's record.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Seen {
    #[serde(default)]
    addresses: Vec<Address>,
    produce_time: Option<String>,
}

impl Media {
    /// `CreateLocationDateClusteringTask`: makes clusters of place and date, of the levels that are asked for.
    pub async fn create_location_date_clustering_task(
        &self,
        caller: &Caller,
        request: CreateLocationDateClusteringTaskRequest,
    ) -> Result<TaskStarted, MediaError> {
        self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let levels = levels(
            "LocationOptions.LocationDateClusterLevels",
            request.location_options.location_date_cluster_levels.as_deref(),
        )?;
        if levels.is_empty() {
            return Err(MediaError::missing("LocationOptions.LocationDateClusterLevels"));
        }
        let days = days(&request.date_options)?;
        let definition = serde_json::json!({
            "ProjectName": request.project_name,
            "DatasetName": request.dataset_name,
            "DateOptions": request.date_options,
            "LocationOptions": request.location_options,
        });
        let task = NewTask {
            kind: TaskKind::LocationDateClustering,
            definition: definition.to_string(),
            tags: request.tags,
            notification: request.notification.as_ref(),
            user_data: request.user_data,
            payload: &Payload { dataset: request.dataset_name, levels, days },
        };
        self.start_task(caller, &request.project_name, task).await
    }
}

/// Carries the task out. Clusters that are found again keep their ids and what clients said about them; those that
/// are not go, if they are of a level that was asked for.
pub(crate) async fn cluster_locations(media: &Media, work: &Work<'_>) -> Result<TaskResult, MediaError> {
    let payload: Payload = work.payload()?;
    let dataset = media.task_dataset(work, &payload.dataset).await?;
    let mut grouping = Grouping::new(payload.levels.clone());
    let mut scan = Scan::new(media, dataset.no, placed());
    let mut seen: u64 = 0;
    while let Some(files) = scan.next().await? {
        for file in &files {
            let file: Seen = read_record("file", &file.entry)?;
            if let Some(moment) = file.produce_time.as_deref().and_then(Moment::read) {
                grouping.add(&file.addresses, moment);
            }
        }
        seen = seen.saturating_add(u64::try_from(files.len()).unwrap_or_default());
        let percent = seen.saturating_mul(90) / dataset.files.max(1);
        work.progress(i32::try_from(percent.min(90)).unwrap_or(90)).await?;
    }
    let stays = grouping.stays(payload.days);
    let now = media.parts.clock.now();
    let decide = |rows: Vec<assay_store::ClusterRow>| {
        let clusters: Result<Vec<_>, _> = rows.iter().map(Cluster::read).collect();
        let mut old: Vec<_> = clusters?
            .into_iter()
            .filter(|cluster| payload.levels.contains(&cluster.notes.place.level))
            .collect();
        let mut changes = Changes::default();
        for stay in stays.iter().cloned() {
            match old.iter().position(|cluster| cluster.notes.meets(&stay)) {
                Some(at) => {
                    let mut cluster = old.swap_remove(at);
                    if cluster.renew(stay, now) {
                        changes.put.push(cluster.write()?);
                    }
                }
                None => changes.put.push(Cluster::new(stay, now).write()?),
            }
        }
        changes.delete = old.into_iter().map(|cluster| cluster.id).collect();
        Ok(changes)
    };
    media.change_clusters(dataset.no, ClusterKind::LocationDate, decide).await?;
    Ok(TaskResult::default())
}

/// Files that have a time and an address.
fn placed() -> MediaCondition {
    let time =
        MediaField::named("ProduceTime").map(|field| MediaCondition::Leaf { field, test: Test::Exists });
    let address = MediaCondition::Nested {
        array: "Addresses".to_owned(),
        condition: Box::new(MediaCondition::All(Vec::new())),
    };
    MediaCondition::All(time.into_iter().chain([address]).collect())
}

/// Reads levels: each once, in their own order.
pub(super) fn levels(parameter: &str, words: Option<&[String]>) -> Result<Vec<Level>, MediaError> {
    let words = words.unwrap_or_default();
    if let Some(unknown) = words.iter().find(|word| !Level::ALL.iter().any(|level| level.as_str() == *word)) {
        let why = format_args!(
            "{unknown:.100} is not a level: it must be one of country, province, city, district, township"
        );
        return Err(MediaError::invalid(parameter, why));
    }
    Ok(Level::ALL.into_iter().filter(|level| words.iter().any(|word| word == level.as_str())).collect())
}

fn days(options: &DateOptions) -> Result<Days, MediaError> {
    let read = |member: &str, value: Option<i64>, least: i64| {
        let name = format!("DateOptions.{member}");
        match value {
            Some(days) if (least..=DAYS_MAX).contains(&days) => Ok(days),
            Some(_) => Err(MediaError::invalid(&name, format_args!("it must be {least} to {DAYS_MAX} days"))),
            None => Err(MediaError::missing(&name)),
        }
    };
    let days = Days {
        min: read("MinDays", options.min_days, 1)?,
        max: read("MaxDays", options.max_days, 1)?,
        gap: read("GapDays", options.gap_days, 0)?,
    };
    if days.min > days.max {
        return Err(MediaError::invalid("DateOptions.MinDays", "it must not be more than MaxDays"));
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_hold_their_edges() {
        let of = |min, max, gap| {
            days(&DateOptions { min_days: Some(min), max_days: Some(max), gap_days: Some(gap) })
        };
        assert!(of(1, 1, 0).is_ok() && of(99_999, 99_999, 99_999).is_ok());
        for (min, max, gap) in [(0, 1, 0), (1, 0, 0), (1, 1, -1), (1, 100_000, 0), (1, 1, 100_000), (3, 2, 0)]
        {
            assert!(of(min, max, gap).is_err(), "{min} {max} {gap}");
        }
        assert!(days(&DateOptions::default()).is_err());
    }

    #[test]
    fn levels_are_read_by_name() {
        let of = |words: &[&str]| {
            levels("L", Some(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()))
        };
        assert_eq!(of(&["city", "country", "city"]).expect("levels"), [Level::Country, Level::City]);
        assert!(of(&["town"]).is_err());
        assert!(levels("L", None).expect("none").is_empty());
    }
}
