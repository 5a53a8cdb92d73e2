//! A page of files that meet a condition.

use assay_store::{DatasetNo, MediaCondition, MediaFile, Select, Sort};

use super::position::Position;
use crate::{Media, MediaError, token::Query};

/// What a page is of.
pub(super) struct Asked<'a> {
    /// The dataset.
    pub dataset: DatasetNo,
    /// What must hold.
    pub condition: Option<MediaCondition>,
    /// The order.
    pub sort: Vec<Sort>,
    /// What tokens are good for.
    pub token: Query,
    /// The request's `NextToken`.
    pub next_token: Option<&'a str>,
    /// The most files.
    pub limit: usize,
    /// Whether to count files in all.
    pub total: bool,
}

/// A page.
pub(super) struct Page {
    /// The files.
    pub files: Vec<MediaFile>,
    /// The reply's `NextToken`.
    pub next_token: String,
    /// The reply's `TotalHits`.
    pub total_hits: Option<i64>,
}

impl Media {
    pub(super) async fn page(&self, asked: Asked<'_>) -> Result<Page, MediaError> {
        let after: Option<Position> = self.tokens.position(&asked.token, asked.next_token)?;
        let select = Select {
            condition: asked.condition,
            sort: asked.sort,
            after: after.map(Position::into_sort_position),
            limit: asked.limit,
            total: asked.total,
        };
        let found = self.parts.store.select_media(asked.dataset, select).await?;
        let next = found.next.map(Position::from);
        Ok(Page {
            files: found.files,
            next_token: self.tokens.next(&asked.token, next.as_ref())?,
            total_hits: found.total.map(|total| i64::try_from(total).unwrap_or(i64::MAX)),
        })
    }
}
