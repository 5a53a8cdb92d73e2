//! `SearchFile`: what a query describes, in one drive or several.

mod condition;
mod order;
#[cfg(test)]
mod tests;

use assay_store::{Comparison, Condition, Direction, Field, Position, SearchSpec, Value};
use assay_types::FileId;
use assay_wire::pds::{Query, QueryError, SearchFileReply, SearchFileRequest};
use serde::{Deserialize, Serialize};

use super::page::{self, Mark};
use crate::{Access, Actions, Caller, Drive, DriveError, record::Fields};

/// Items of a page when the request does not say.
const DEFAULT_LIMIT: usize = 50;

/// Drives of one request.
const MAX_DRIVES: usize = 20;

/// What a search is, from the first page to the last: a marker carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Search {
    #[serde(rename = "q")]
    query: String,
    #[serde(rename = "o")]
    order: String,
    #[serde(rename = "r")]
    is_recursive: bool,
    /// Which of the drives is searched next.
    #[serde(rename = "n")]
    drive: usize,
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    after: Option<Mark>,
}

/// A search that was understood.
struct Plan {
    condition: Condition,
    order: Vec<(Field, Direction)>,
    under: Option<FileId>,
}

impl Drive {
    /// A page of what a query describes: live files and folders alone. Several drives are searched one after the
    /// other, each in the order that was asked for. A marker goes on with the query and the order that it was made
    /// with, whatever the request says.
    ///
    /// # Errors
    /// `InvalidParameter.query` with the place of the mistake, `.order_by`, `.limit`, `.fields`, `.marker`,
    /// `.thumbnail_processes`, `.drive_id_list` (more than 20); `MissingParameter.drive_id`, `NotFound.DriveId`,
    /// `ForbiddenNoPermission.File`.
    pub async fn search_file(
        &self,
        caller: &Caller,
        request: SearchFileRequest,
    ) -> Result<SearchFileReply, DriveError> {
        let limit = page::limit(request.limit, page::LIMITS, DEFAULT_LIMIT)?;
        let fields = Fields::parse(request.fields.as_deref())?
            .with_thumbnails(request.thumbnail_processes.as_ref())?;
        let drives = self.searched(caller, &request).await?;
        let purpose = purpose(&drives);
        let mut search = match page::given(request.marker.as_ref()) {
            Some(marker) => self.markers.open("marker", &purpose, marker)?,
            None => Search {
                query: request.query,
                order: request.order_by.unwrap_or_default(),
                is_recursive: request.recursive.unwrap_or_default(),
                drive: 0,
                after: None,
            },
        };
        let plan = search.plan()?;
        let is_counted = request.return_total_count.unwrap_or_default();
        let mut reply = SearchFileReply::default();
        let mut total = 0;
        for (number, access) in drives.iter().enumerate() {
            let wanted = limit.saturating_sub(reply.items.len());
            let is_read = number == search.drive && wanted > 0;
            if !is_read && !is_counted {
                continue;
            }
            let after = if is_read { search.after.take() } else { None };
            let spec = plan.spec(access, after, if is_read { wanted } else { 1 }, is_counted)?;
            let page = self.parts.store.search(&spec).await?;
            total += page.total.unwrap_or_default();
            if !is_read {
                continue;
            }
            reply.items.extend(self.records(access, &page.files, &fields).await?);
            search.after = page.next.map(Mark::from);
            search.drive += usize::from(search.after.is_none());
        }
        if search.drive < drives.len() {
            reply.next_marker = self.markers.seal(&purpose, &search)?;
        }
        reply.total_count = is_counted.then(|| i64::try_from(total).unwrap_or(i64::MAX));
        Ok(reply)
    }

    /// The drives that a request names; `drive_id` wins.
    async fn searched(
        &self,
        caller: &Caller,
        request: &SearchFileRequest,
    ) -> Result<Vec<Access>, DriveError> {
        let list = request.drive_id_list.as_deref().unwrap_or_default();
        let ids = match &request.drive_id {
            Some(id) if !id.is_empty() => std::slice::from_ref(id),
            _ => list,
        };
        if ids.is_empty() {
            return Err(DriveError::missing("drive_id"));
        }
        if ids.len() > MAX_DRIVES {
            return Err(DriveError::invalid(
                "drive_id_list",
                format!("it names more than {MAX_DRIVES} drives"),
            ));
        }
        let mut drives: Vec<Access> = Vec::with_capacity(ids.len());
        for id in ids {
            let access = self.access(caller, Some(id), None).await?;
            if drives.iter().all(|earlier| earlier.drive.id != access.drive.id) {
                drives.push(access);
            }
        }
        Ok(drives)
    }
}

/// A marker is good for the same drives in the same order.
fn purpose(drives: &[Access]) -> String {
    let mut purpose = String::from("SearchFile");
    for access in drives {
        purpose.push(' ');
        purpose.push_str(&access.drive.id.to_string());
    }
    purpose
}

impl Search {
    fn plan(&self) -> Result<Plan, DriveError> {
        let refused = |error: QueryError| DriveError::invalid("query", error);
        let query = Query::parse(&self.query).map_err(refused)?;
        let mut condition = condition::condition(&query).map_err(refused)?;
        let under = if self.is_recursive { take_parent(&mut condition) } else { None };
        Ok(Plan {
            condition,
            order: order::order(&self.order)?,
            under: under.filter(|id| *id != FileId::ROOT),
        })
    }
}

impl Plan {
    fn spec(
        &self,
        access: &Access,
        after: Option<Mark>,
        limit: usize,
        count: bool,
    ) -> Result<SearchSpec, DriveError> {
        Ok(SearchSpec {
            drive: access.drive.id,
            condition: self.condition.clone(),
            order: self.order.clone(),
            after: after.map(Position::from),
            limit,
            under: self.under,
            scope: access.scope(Actions::VISIBLE)?,
            count,
        })
    }
}

/// Takes the folder out of a condition that holds below one folder alone: `recursive` goes for what is below that at
/// any depth.
fn take_parent(condition: &mut Condition) -> Option<FileId> {
    let parent = |condition: &Condition| match condition {
        Condition::Compare(Field::Parent, Comparison::Eq, Value::Number(id)) => Some(FileId(*id)),
        _ => None,
    };
    if let Some(id) = parent(condition) {
        *condition = Condition::And(Vec::new());
        return Some(id);
    }
    let Condition::And(parts) = condition else { return None };
    let (at, id) = parts.iter().enumerate().find_map(|(at, part)| Some((at, parent(part)?)))?;
    parts.remove(at);
    Some(id)
}
