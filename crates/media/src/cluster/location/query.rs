//! `QueryLocationDateClusters`.

use assay_store::ClusterKind;
use assay_wire::imm::{
    Address, LocationDateCluster, QueryLocationDateClustersReply, QueryLocationDateClustersRequest,
};

use super::{record::Cluster, start::levels};
use crate::{
    Caller, Media, MediaError,
    cluster::filter::{LabelFilter, SortKey, Span, is_descending, page},
    name::page_size,
    token::Query,
};

/// Clusters where nothing is asked for.
const PAGE_DEFAULT: usize = 20;
/// Clusters of a page.
const PAGE_MAX: usize = 100;

/// What is wanted.
struct Filter {
    levels: Vec<&'static str>,
    object_id: Option<String>,
    title: String,
    address: Address,
    labels: LabelFilter,
    created: Span,
    updated: Span,
    starts: Span,
    ends: Span,
}

impl Media {
    /// `QueryLocationDateClusters`: the clusters that pass all filters, by time.
    pub async fn query_location_date_clusters(
        &self,
        caller: &Caller,
        request: QueryLocationDateClustersRequest,
    ) -> Result<QueryLocationDateClustersReply, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let limit = page_size(request.max_results, PAGE_DEFAULT, PAGE_MAX)?;
        let descending = is_descending(request.order.as_deref())?;
        let by = sort_field(request.sort.as_deref())?;
        // All but the page's size and its token; as they are printed, which is as good as any text.
        let asked = format!(
            "{:?}",
            QueryLocationDateClustersRequest { max_results: None, next_token: None, ..request.clone() }
        );
        let filter = Filter::read(request.clone())?;
        let token = Query::new(&caller.tenant, "QueryLocationDateClusters", &[&asked]);
        let after = self.tokens.position(&token, request.next_token.as_deref())?;
        let mut found = Vec::new();
        for row in self.parts.store.clusters(dataset.no, ClusterKind::LocationDate).await? {
            let Cluster { id, record, .. } = Cluster::read(&row)?;
            if filter.passes(&record) {
                found.push((SortKey::time(by(&record)), id, record));
            }
        }
        let (location_date_clusters, next) = page(found, descending, after.as_ref(), limit);
        Ok(QueryLocationDateClustersReply {
            location_date_clusters,
            next_token: self.tokens.next(&token, next.as_ref())?,
            request_id: caller.request_id,
        })
    }
}

type TimeOf = fn(&LocationDateCluster) -> Option<&str>;

fn sort_field(name: Option<&str>) -> Result<TimeOf, MediaError> {
    match name {
        None | Some("" | "LocationDateClusterStartTime") => {
            Ok(|cluster| cluster.location_date_cluster_start_time.as_deref())
        }
        Some("LocationDateClusterEndTime") => Ok(|cluster| cluster.location_date_cluster_end_time.as_deref()),
        Some("CreateTime") => Ok(|cluster| cluster.create_time.as_deref()),
        Some("UpdateTime") => Ok(|cluster| cluster.update_time.as_deref()),
        Some(_) => Err(MediaError::invalid(
            "Sort",
            "it must be one of LocationDateClusterStartTime, LocationDateClusterEndTime, CreateTime, UpdateTime",
        )),
    }
}

impl Filter {
    fn read(request: QueryLocationDateClustersRequest) -> Result<Self, MediaError> {
        let levels = levels("LocationDateClusterLevels", request.location_date_cluster_levels.as_deref())?;
        let span = Span::read;
        Ok(Self {
            levels: levels.into_iter().map(super::group::Level::as_str).collect(),
            object_id: request.object_id.filter(|id| !id.is_empty()),
            title: request.title.unwrap_or_default().to_lowercase(),
            address: request.address.unwrap_or_default(),
            labels: LabelFilter::read(request.custom_labels.as_deref())?,
            created: span("CreateTimeRange", request.create_time_range.as_ref())?,
            updated: span("UpdateTimeRange", request.update_time_range.as_ref())?,
            starts: span(
                "LocationDateClusterStartTimeRange",
                request.location_date_cluster_start_time_range.as_ref(),
            )?,
            ends: span(
                "LocationDateClusterEndTimeRange",
                request.location_date_cluster_end_time_range.as_ref(),
            )?,
        })
    }

    fn passes(&self, cluster: &LocationDateCluster) -> bool {
        let level = cluster.location_date_cluster_level.as_deref().unwrap_or_default();
        let title = cluster.title.as_deref().unwrap_or_default();
        (self.levels.is_empty() || self.levels.contains(&level))
            && self.object_id.as_ref().is_none_or(|id| cluster.object_id.as_ref() == Some(id))
            && (self.title.is_empty() || title.to_lowercase().contains(&self.title))
            && self.is_there(cluster.addresses.as_deref().unwrap_or_default())
            && self.labels.has(cluster.custom_labels.as_ref())
            && self.created.has(cluster.create_time.as_deref())
            && self.updated.has(cluster.update_time.as_deref())
            && self.starts.has(cluster.location_date_cluster_start_time.as_deref())
            && self.ends.has(cluster.location_date_cluster_end_time.as_deref())
    }

    /// Whether one of the addresses has every name that is asked for.
    fn is_there(&self, addresses: &[Address]) -> bool {
        if self.address == Address::default() {
            return true;
        }
        let same = |wanted: &Option<String>, name: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| wanted.is_empty() || name.as_ref() == Some(wanted))
        };
        addresses.iter().any(|address| {
            same(&self.address.country, &address.country)
                && same(&self.address.province, &address.province)
                && same(&self.address.city, &address.city)
                && same(&self.address.district, &address.district)
                && same(&self.address.township, &address.township)
                && same(&self.address.address_line, &address.address_line)
                && same(&self.address.language, &address.language)
        })
    }
}
