//! `ListTasks`, and forgetting.

use std::time::Duration;

use assay_store::{MediaTaskFilter, MediaTaskRow};
use assay_types::Timestamp;
use assay_wire::imm::{ListTasksReply, ListTasksRequest, TaskInfo, TimeRange};

use super::record::{TaskRecord, status_of};
use crate::{Caller, Media, MediaError, name::page_size, time::read_time, token::Query};

/// Tasks on a page when nothing else is asked for, and the most.
const PAGE: usize = 100;
/// Rows that one request looks at for tags, however few have them.
const LOOKED_AT_MAX: usize = 2000;
/// How long a task can be asked about after its end.
const REMEMBERED: Duration = Duration::from_hours(7 * 24);
/// Tasks forgotten in one step.
const FORGET_BATCH: usize = 500;
/// Pairs that a tag selector may have.
const SELECTORS_MAX: usize = 20;

impl Media {
    /// A project's tasks that meet all conditions, by age.
    ///
    /// # Errors
    /// `ResourceNotFound` for the project, `InvalidArgument` for conditions that cannot be met by anything.
    pub async fn list_tasks(
        &self,
        caller: &Caller,
        request: ListTasksRequest,
    ) -> Result<ListTasksReply, MediaError> {
        self.project_row(caller, &request.project_name).await?;
        let limit = page_size(request.max_results, PAGE, PAGE)?;
        let selector = Selector::read(request.tag_selector.as_deref())?;
        let mut filter = filter(&request)?;
        let query = query_of(caller, &request);
        filter.after = self.tokens.position(&query, request.next_token.as_deref())?;
        let with_definition = request.request_definition.unwrap_or(false);
        let mut tasks = Vec::new();
        let mut looked_at = 0;
        let mut next = None;
        // One more than asked for tells whether anything follows.
        filter.limit = limit + 1;
        'pages: loop {
            let rows = self.parts.store.tasks(&caller.tenant, &request.project_name, filter.clone()).await?;
            let is_last = rows.len() < filter.limit;
            for row in rows {
                if tasks.len() == limit || looked_at == LOOKED_AT_MAX {
                    next.clone_from(&filter.after);
                    break 'pages;
                }
                looked_at += 1;
                filter.after = Some(row.id.clone());
                if let Some(task) = shown(&row, &selector, with_definition)? {
                    tasks.push(task);
                }
            }
            if is_last {
                break;
            }
        }
        Ok(ListTasksReply {
            max_results: Some(limit.to_string()),
            next_token: self.tokens.next(&query, next.as_ref())?,
            project_name: Some(request.project_name),
            request_id: caller.request_id,
            tasks,
        })
    }

    /// Forgets tasks that ended more than seven days ago; how many.
    pub(crate) async fn forget_tasks(&self) -> Result<u64, MediaError> {
        let now = self.parts.clock.now();
        let before =
            Timestamp(now.0.saturating_sub(i64::try_from(REMEMBERED.as_millis()).unwrap_or(i64::MAX)));
        let mut forgotten = 0;
        loop {
            let batch = self.parts.store.forget_tasks(before, FORGET_BATCH).await?;
            forgotten += batch;
            if batch < FORGET_BATCH as u64 {
                return Ok(forgotten);
            }
        }
    }
}

fn shown(
    row: &MediaTaskRow,
    selector: &Selector,
    with_definition: bool,
) -> Result<Option<TaskInfo>, MediaError> {
    let record = TaskRecord::read(row)?;
    let is_selected = selector.0.iter().all(|(key, value)| record.tags.get(key) == Some(value));
    Ok(is_selected.then(|| record.shown(row, with_definition)))
}

fn filter(request: &ListTasksRequest) -> Result<MediaTaskFilter, MediaError> {
    let status = match request.status.as_deref() {
        None => None,
        Some(word) => Some(
            status_of(word)
                .ok_or_else(|| MediaError::invalid("Status", "it is Running, Succeeded or Failed"))?,
        ),
    };
    if let Some(sort) = &request.sort
        && !matches!(sort.as_str(), "TaskId" | "StartTime")
    {
        return Err(MediaError::invalid("Sort", "it is TaskId or StartTime"));
    }
    let descending = match request.order.as_deref() {
        None | Some("desc") => true,
        Some("asc") => false,
        Some(_) => return Err(MediaError::invalid("Order", "it is asc or desc")),
    };
    Ok(MediaTaskFilter {
        kinds: request.task_types.clone().unwrap_or_default(),
        status,
        started: range("StartTimeRange", request.start_time_range.as_ref())?,
        ended: range("EndTimeRange", request.end_time_range.as_ref())?,
        descending,
        after: None,
        limit: 0,
    })
}

fn range(
    parameter: &str,
    range: Option<&TimeRange>,
) -> Result<(Option<Timestamp>, Option<Timestamp>), MediaError> {
    let Some(range) = range else { return Ok((None, None)) };
    let end = |name: &str, text: Option<&str>| match text.filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => read_time(&format!("{parameter}.{name}"), text).map(Some),
    };
    Ok((end("Start", range.start.as_deref())?, end("End", range.end.as_deref())?))
}

fn query_of(caller: &Caller, request: &ListTasksRequest) -> Query {
    let range = |range: Option<&TimeRange>| format!("{range:?}");
    let kinds = request.task_types.as_ref().map(|kinds| kinds.join(",")).unwrap_or_default();
    Query::new(
        &caller.tenant,
        "ListTasks",
        &[
            &request.project_name,
            &kinds,
            request.status.as_deref().unwrap_or_default(),
            request.order.as_deref().unwrap_or("desc"),
            request.tag_selector.as_deref().unwrap_or_default(),
            &range(request.start_time_range.as_ref()),
            &range(request.end_time_range.as_ref()),
        ],
    )
}

/// Tags that a task must have: `key=value`, more of them joined by commas.
#[derive(Debug, Default, PartialEq, Eq)]
struct Selector(Vec<(String, String)>);

impl Selector {
    fn read(text: Option<&str>) -> Result<Self, MediaError> {
        let text = text.unwrap_or_default();
        if text.is_empty() {
            return Ok(Self::default());
        }
        let pairs: Option<Vec<_>> = text
            .split(',')
            .map(|pair| {
                let (key, value) = pair.split_once('=')?;
                let key = key.trim();
                (!key.is_empty()).then(|| (key.to_owned(), value.trim().to_owned()))
            })
            .collect();
        match pairs {
            Some(pairs) if pairs.len() <= SELECTORS_MAX => Ok(Self(pairs)),
            _ => Err(MediaError::invalid(
                "TagSelector",
                "it is key=value, more of them joined by commas, up to 20",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_is_read() {
        let read = |text| Selector::read(Some(text)).map(|selector| selector.0).ok();
        assert_eq!(read("a=b"), Some(vec![("a".to_owned(), "b".to_owned())]));
        assert_eq!(
            read("a=b, c=d=e"),
            Some(vec![("a".to_owned(), "b".to_owned()), ("c".to_owned(), "d=e".to_owned())])
        );
        assert_eq!(read(""), Some(Vec::new()));
        assert_eq!(read("a"), None);
        assert_eq!(read("=b"), None);
        assert_eq!(read("a=b,"), None);
    }
}
