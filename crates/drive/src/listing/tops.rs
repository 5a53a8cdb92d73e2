//! The root as it is for whoever may see only parts of a drive: the files and folders that were given or shared.

use std::cmp::Ordering;

use assay_store::{FileState, Found, Position, Value};
use assay_types::FileId;
use assay_wire::pds::{FileOrder, OrderDirection};

use super::folder::Listing;
use crate::{Access, Drive, DriveError, draft::Draft};

/// Files and folders that one look-up takes.
const CHUNK: usize = 1000;

/// A file, and its place in the order.
struct Placed {
    position: Position,
    found: Found,
}

impl Drive {
    /// A page of these files and folders, without those that are below another of them. They were named one by
    /// one, so there are few enough to sort them here.
    pub(super) async fn list_tops(
        &self,
        access: &Access,
        listing: &Listing,
        mut tops: Vec<FileId>,
        limit: usize,
    ) -> Result<(Vec<Found>, Option<Position>), DriveError> {
        tops.sort_unstable();
        tops.dedup();
        let mut placed = Vec::with_capacity(tops.len());
        for chunk in tops.chunks(CHUNK) {
            for found in self.parts.store.files(access.drive.id, chunk).await?.into_iter().flatten() {
                let is_below = found.place.ancestors.iter().any(|id| tops.binary_search(id).is_ok());
                if is_below || !found.place.is_live {
                    continue;
                }
                placed.extend(place(listing, found)?);
            }
        }
        let compare = |a: &Position, b: &Position| in_order(listing.direction, a, b);
        placed.sort_by(|a, b| compare(&a.position, &b.position));
        if let Some(after) = listing.after.clone().map(Position::from) {
            placed.retain(|placed| compare(&placed.position, &after) == Ordering::Greater);
        }
        let next = (placed.len() > limit).then(|| placed.get(limit - 1).map(|last| last.position.clone()));
        placed.truncate(limit);
        Ok((placed.into_iter().map(|placed| placed.found).collect(), next.flatten()))
    }
}

/// Where a file stands in the order; `None` when the listing leaves it out.
fn place(listing: &Listing, found: Found) -> Result<Option<Placed>, DriveError> {
    let row = &found.row;
    let is_wanted_kind = listing.file_kind().is_none_or(|kind| kind == row.kind);
    if row.state != listing.state() || row.state == FileState::Trashed || !is_wanted_kind {
        return Ok(None);
    }
    let file = Draft::of(row)?.file;
    let category = listing.category.map(assay_wire::pds::Category::as_str);
    if category.is_some_and(|category| file.category.as_deref() != Some(category)) {
        return Ok(None);
    }
    let values = match listing.order {
        FileOrder::CreatedAt => Vec::new(),
        // All have the same form, in which earlier is less.
        FileOrder::UpdatedAt => vec![Value::Text(file.updated_at)],
        FileOrder::Name => vec![Value::Text(file.name)],
        FileOrder::Size => vec![Value::Number(i64::try_from(row.size_bytes).unwrap_or(i64::MAX))],
    };
    Ok(Some(Placed { position: Position { values, file: row.id }, found }))
}

fn in_order(direction: OrderDirection, a: &Position, b: &Position) -> Ordering {
    let values = a.values.iter().zip(&b.values).map(|pair| match pair {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Number(_), Value::Text(_)) => Ordering::Less,
        (Value::Text(_), Value::Number(_)) => Ordering::Greater,
    });
    let order = values.fold(Ordering::Equal, Ordering::then).then(a.file.cmp(&b.file));
    match direction {
        OrderDirection::Asc => order,
        OrderDirection::Desc => order.reverse(),
    }
}
