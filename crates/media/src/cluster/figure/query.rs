//! `QueryFigureClusters`, `GetFigureCluster` and `BatchGetFigureCluster`.

use std::collections::BTreeMap;

use assay_store::{ClusterKind, DatasetNo, MediaFile};
use assay_wire::imm::{
    BatchGetFigureClusterReply, BatchGetFigureClusterRequest, FigureCluster, File, GetFigureClusterReply,
    GetFigureClusterRequest, Metadata, QueryFigureClustersReply, QueryFigureClustersRequest,
};

use super::record::{Cluster, Cover};
use crate::{
    Caller, Media, MediaError,
    cluster::filter::{LabelFilter, SortKey, Span, is_descending, page},
    name::{check_batch, page_size},
    scope::read_record,
    token::Query,
};

/// What is not found.
pub(super) const WHAT: &str = "FigureCluster";
/// Clusters of a page.
const PAGE_MAX: usize = 100;

impl Media {
    /// `QueryFigureClusters`: the clusters that pass all filters, in an order.
    pub async fn query_figure_clusters(
        &self,
        caller: &Caller,
        request: QueryFigureClustersRequest,
    ) -> Result<QueryFigureClustersReply, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let limit = page_size(request.max_results, PAGE_MAX, PAGE_MAX)?;
        let descending = is_descending(request.order.as_deref())?;
        let by = sort_field(request.sort.as_deref())?;
        let labels = LabelFilter::read(request.custom_labels.as_deref())?;
        let created = Span::read("CreateTimeRange", request.create_time_range.as_ref())?;
        let updated = Span::read("UpdateTimeRange", request.update_time_range.as_ref())?;
        // All but the page's size and its token; as they are printed, which is as good as any text.
        let asked = QueryFigureClustersRequest {
            max_results: None,
            next_token: None,
            with_total_count: None,
            ..request.clone()
        };
        let token = Query::new(&caller.tenant, "QueryFigureClusters", &[&format!("{asked:?}")]);
        let after = self.tokens.position(&token, request.next_token.as_deref())?;
        let mut found = Vec::new();
        for row in self.parts.store.clusters(dataset.no, ClusterKind::Figure).await? {
            let cluster = Cluster::read(&row)?;
            let record = &cluster.record;
            if labels.has(record.custom_labels.as_ref())
                && created.has(record.create_time.as_deref())
                && updated.has(record.update_time.as_deref())
            {
                found.push((by(record), cluster.id.clone(), cluster));
            }
        }
        let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let (clusters, next) = page(found, descending, after.as_ref(), limit);
        Ok(QueryFigureClustersReply {
            figure_clusters: self.with_covers(dataset.no, clusters).await?,
            next_token: self.tokens.next(&token, next.as_ref())?,
            request_id: caller.request_id,
            total_count: request.with_total_count.unwrap_or(false).then_some(total),
        })
    }

    /// `GetFigureCluster`: one cluster.
    pub async fn get_figure_cluster(
        &self,
        caller: &Caller,
        request: GetFigureClusterRequest,
    ) -> Result<GetFigureClusterReply, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let row = self.parts.store.cluster(dataset.no, ClusterKind::Figure, &request.object_id).await?;
        let row = row.ok_or_else(|| MediaError::not_found(WHAT))?;
        let figure_cluster = self.with_covers(dataset.no, vec![Cluster::read(&row)?]).await?.pop();
        Ok(GetFigureClusterReply { figure_cluster, request_id: caller.request_id })
    }

    /// `BatchGetFigureCluster`: 1 to 100 clusters, in the order of the request; those that are not there are left
    /// out.
    pub async fn batch_get_figure_cluster(
        &self,
        caller: &Caller,
        request: BatchGetFigureClusterRequest,
    ) -> Result<BatchGetFigureClusterReply, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        check_batch("ObjectIds", request.object_ids.len())?;
        let mut clusters = Vec::new();
        for id in &request.object_ids {
            if let Some(row) = self.parts.store.cluster(dataset.no, ClusterKind::Figure, id).await? {
                clusters.push(Cluster::read(&row)?);
            }
        }
        Ok(BatchGetFigureClusterReply {
            figure_clusters: self.with_covers(dataset.no, clusters).await?,
            request_id: caller.request_id,
        })
    }

    /// Clusters as the wire has them: with the files on their covers, as these are now.
    async fn with_covers(
        &self,
        dataset: DatasetNo,
        clusters: Vec<Cluster>,
    ) -> Result<Vec<FigureCluster>, MediaError> {
        let uris: Vec<_> = clusters
            .iter()
            .filter_map(|one| one.notes.cover.as_ref())
            .map(|cover| cover.uri.clone())
            .collect();
        let files =
            if uris.is_empty() { Vec::new() } else { self.parts.store.media_files(dataset, &uris).await? };
        let files: BTreeMap<_, _> =
            files.into_iter().flatten().map(|file| (file.uri.clone(), file)).collect();
        let with_cover = |cluster: Cluster| {
            let cover = cluster.notes.cover.as_ref();
            let file = cover.and_then(|cover| Some((files.get(&cover.uri)?, cover)));
            let cover = file.map(|(file, cover)| cover_file(file, cover)).transpose()?;
            Ok(FigureCluster { cover: cover.map(Box::new), ..cluster.record })
        };
        clusters.into_iter().map(with_cover).collect()
    }
}

/// A cover: which file it is, what kind of picture, and the one figure.
fn cover_file(file: &MediaFile, cover: &Cover) -> Result<File, MediaError> {
    let file: File = read_record("file", &file.entry)?;
    let is_it = |figure: &assay_wire::imm::Figure| figure.figure_id.as_ref() == Some(&cover.figure);
    let figures = file.metadata.figures.unwrap_or_default().into_iter().filter(is_it).collect();
    Ok(File {
        uri: file.uri,
        ossuri: file.ossuri,
        object_id: file.object_id,
        object_type: file.object_type,
        owner_id: file.owner_id,
        project_name: file.project_name,
        dataset_name: file.dataset_name,
        filename: file.filename,
        size: file.size,
        custom_id: file.custom_id,
        custom_labels: file.custom_labels,
        metadata: Metadata {
            media_type: file.metadata.media_type,
            content_type: file.metadata.content_type,
            produce_time: file.metadata.produce_time,
            orientation: file.metadata.orientation,
            image_width: file.metadata.image_width,
            image_height: file.metadata.image_height,
            video_width: file.metadata.video_width,
            video_height: file.metadata.video_height,
            figures: Some(figures),
            ..Metadata::default()
        },
        ..File::default()
    })
}

type KeyOf = fn(&FigureCluster) -> SortKey;

fn sort_field(name: Option<&str>) -> Result<KeyOf, MediaError> {
    const fn number(number: Option<i64>) -> SortKey {
        match number {
            Some(number) => SortKey::Number(number),
            None => SortKey::None,
        }
    }
    match name {
        None | Some("" | "ObjectId") => Ok(|_| SortKey::None),
        Some("CreateTime") => Ok(|cluster| SortKey::time(cluster.create_time.as_deref())),
        Some("UpdateTime") => Ok(|cluster| SortKey::time(cluster.update_time.as_deref())),
        Some("FaceCount") => Ok(|cluster| number(cluster.face_count)),
        Some("ImageCount") => Ok(|cluster| number(cluster.image_count)),
        Some("VideoCount") => Ok(|cluster| number(cluster.video_count)),
        Some("Name") => Ok(|cluster| cluster.name.clone().map_or(SortKey::None, SortKey::Text)),
        Some(_) => Err(MediaError::invalid(
            "Sort",
            "it must be one of ObjectId, CreateTime, UpdateTime, FaceCount, ImageCount, VideoCount, Name",
        )),
    }
}
