//! `GetShareLink`, `ListShareLink`, `SearchShareLink`.

use assay_store::{
    Comparison, Direction, ShareCondition, ShareField, ShareOrder, SharePage, SharePosition, ShareSpec, Value,
};
use assay_wire::pds::{
    GetShareLinkRequest, ListShareLinkReply, ListShareLinkRequest, OrderDirection, SearchShareLinkReply,
    SearchShareLinkRequest, ShareLink,
};
use serde::{Deserialize, Serialize};

use super::{query::condition, record::record};
use crate::{Caller, Drive, DriveError, Who};

const LIMIT_MAX: i32 = 100;

/// Creators that a search may name.
const CREATORS_MAX: usize = 100;

/// What orders are called, and which end comes first when a request does not say.
const ORDERS: [(&str, ShareOrder, Direction); 4] = [
    ("created_at", ShareOrder::Created, Direction::Descending),
    ("updated_at", ShareOrder::Updated, Direction::Descending),
    ("share_name", ShareOrder::Name, Direction::Ascending),
    ("description", ShareOrder::Description, Direction::Ascending),
];

/// What a listing is of: a marker says it all, so that a page goes on with what the first one was asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Listing {
    creators: Option<Vec<String>>,
    with_cancelled: bool,
    query: String,
    order_by: String,
    is_ascending: bool,
    after: Option<Place>,
}

/// A [`SharePosition`] in a marker: the value is a number or a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Place {
    number: Option<i64>,
    text: Option<String>,
    id: String,
}

impl Drive {
    /// A link with all that is known about it.
    ///
    /// # Errors
    /// `NotFound.ShareLink`, also for those who may not change it.
    pub async fn get_share_link(
        &self,
        caller: &Caller,
        request: GetShareLinkRequest,
    ) -> Result<ShareLink, DriveError> {
        let row = self.managed_link(caller, &request.share_id).await?;
        Ok(record(row, self.parts.clock.now()))
    }

    /// Links of a domain: keys and administrators see all, others their own.
    ///
    /// # Errors
    /// `InvalidParameter.limit` beyond 0 to 100 (0 is 100), `InvalidParameter.order_by`,
    /// `InvalidParameter.marker`, `ForbiddenNoPermission.User` for another's links.
    pub async fn list_share_link(
        &self,
        caller: &Caller,
        request: ListShareLinkRequest,
    ) -> Result<ListShareLinkReply, DriveError> {
        let limit = match request.limit.unwrap_or(0) {
            0 => LIMIT_MAX,
            limit => limit,
        };
        let creators = request.creator.filter(|creator| !creator.is_empty()).map(|creator| vec![creator]);
        let first = Listing {
            creators: seen_creators(caller, creators)?,
            with_cancelled: request.include_cancelled.unwrap_or(false),
            query: String::new(),
            ..ordered(request.order_by, request.order_direction)?
        };
        let (page, next_marker) =
            self.links(caller, "ListShareLink", request.marker, first, limit, false).await?;
        let now = self.parts.clock.now();
        Ok(ListShareLinkReply {
            items: page.shares.into_iter().map(|row| record(row, now)).collect(),
            next_marker,
        })
    }

    /// Links of a domain that a query describes, cancelled ones too: keys and administrators see all, others their
    /// own.
    ///
    /// # Errors
    /// `InvalidParameter.query` with the place, `InvalidParameter.limit` beyond 1 to 100,
    /// `InvalidParameter.creators`, `InvalidParameter.order_by`, `InvalidParameter.marker`,
    /// `ForbiddenNoPermission.User` for others' links.
    pub async fn search_share_link(
        &self,
        caller: &Caller,
        request: SearchShareLinkRequest,
    ) -> Result<SearchShareLinkReply, DriveError> {
        let creators = request.creators.filter(|creators| !creators.is_empty());
        if creators.as_ref().is_some_and(|creators| creators.len() > CREATORS_MAX) {
            return Err(DriveError::invalid("creators", format_args!("more than {CREATORS_MAX}")));
        }
        let first = Listing {
            creators: seen_creators(caller, creators)?,
            with_cancelled: true,
            query: request.query.unwrap_or_default(),
            ..ordered(request.order_by, request.order_direction)?
        };
        let limit = request.limit.unwrap_or(LIMIT_MAX);
        let count = request.return_total_count.unwrap_or(false);
        let (page, next_marker) =
            self.links(caller, "SearchShareLink", request.marker, first, limit, count).await?;
        let now = self.parts.clock.now();
        Ok(SearchShareLinkReply {
            items: page.shares.into_iter().map(|row| record(row, now)).collect(),
            next_marker,
            total_count: page.total.map(super::record::number),
        })
    }

    /// A page of links, and the marker of the next one.
    async fn links(
        &self,
        caller: &Caller,
        operation: &str,
        marker: Option<String>,
        first: Listing,
        limit: i32,
        count: bool,
    ) -> Result<(SharePage, String), DriveError> {
        if !(1..=LIMIT_MAX).contains(&limit) {
            return Err(DriveError::invalid("limit", format_args!("it must be 1 to {LIMIT_MAX}")));
        }
        let limit = usize::try_from(limit).unwrap_or(1);
        let (_, domain) = caller.domain()?;
        let whose = caller.user().map(ToString::to_string).unwrap_or_default();
        let purpose = format!("{operation} {domain} {whose}");
        let listing: Listing = match marker.filter(|marker| !marker.is_empty()) {
            Some(marker) => self.markers.open("marker", &purpose, &marker)?,
            None => first,
        };
        let (order, _) = order_of(&listing.order_by)?;
        let mut parts = vec![condition(&listing.query).map_err(|error| DriveError::invalid("query", error))?];
        if !listing.with_cancelled {
            parts.push(ShareCondition::Compare(ShareField::Enabled, Comparison::Eq, Value::Number(1)));
        }
        let spec = ShareSpec {
            domain: domain.clone(),
            creators: listing.creators.clone(),
            condition: ShareCondition::And(parts),
            order,
            direction: if listing.is_ascending { Direction::Ascending } else { Direction::Descending },
            after: listing.after.clone().map(SharePosition::from),
            // One more, to know whether there are more.
            limit: limit + 1,
            count,
        };
        let mut page = self.parts.store.shares(&spec).await?;
        let is_more = page.shares.len() > limit;
        page.shares.truncate(limit);
        let mut next_marker = String::new();
        if let Some(last) = page.shares.last().filter(|_| is_more) {
            let next = Listing { after: Some(last.position(order).into()), ..listing };
            next_marker = self.markers.seal(&purpose, &next)?;
        }
        Ok((page, next_marker))
    }
}

/// Whose links the caller gets: those asked for, as far as they are the caller's to see.
fn seen_creators(caller: &Caller, asked: Option<Vec<String>>) -> Result<Option<Vec<String>>, DriveError> {
    let Who::User { user, .. } = &caller.who else { return Ok(asked) };
    if caller.is_administrator() {
        return Ok(asked);
    }
    match asked {
        Some(asked) if asked.iter().any(|creator| creator != user.as_str()) => {
            Err(DriveError::forbidden("User"))
        }
        _ => Ok(Some(vec![user.to_string()])),
    }
}

fn order_of(name: &str) -> Result<(ShareOrder, Direction), DriveError> {
    let known = ORDERS.iter().find(|(known, ..)| *known == name);
    let (_, order, direction) =
        known.ok_or_else(|| DriveError::invalid("order_by", "links are not sorted by that"))?;
    Ok((*order, *direction))
}

fn ordered(order_by: Option<String>, direction: Option<OrderDirection>) -> Result<Listing, DriveError> {
    let order_by = order_by.filter(|name| !name.is_empty()).unwrap_or_else(|| "created_at".to_owned());
    let (_, default) = order_of(&order_by)?;
    let is_ascending = match direction {
        Some(OrderDirection::Asc) => true,
        Some(OrderDirection::Desc) => false,
        None => default == Direction::Ascending,
    };
    let query = String::new();
    Ok(Listing { creators: None, with_cancelled: true, query, order_by, is_ascending, after: None })
}

impl From<Place> for SharePosition {
    fn from(place: Place) -> Self {
        let value = match place.number {
            Some(number) => Value::Number(number),
            None => Value::Text(place.text.unwrap_or_default()),
        };
        Self { value, id: place.id }
    }
}

impl From<SharePosition> for Place {
    fn from(position: SharePosition) -> Self {
        let (number, text) = match position.value {
            Value::Number(number) => (Some(number), None),
            Value::Text(text) => (None, Some(text)),
        };
        Self { number, text, id: position.id }
    }
}
