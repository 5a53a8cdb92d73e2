//! `SearchImageFigureCluster`.

use assay_store::{DatasetNo, VectorKind, VectorRow};
use assay_wire::imm::{FoundCluster, SearchImageFigureClusterReply, SearchImageFigureClusterRequest};

use super::{faces::Faces, vectors::ALIKE};
use crate::{Caller, Media, MediaError};

/// Figures of a picture that are looked for.
const FIGURES_MAX: usize = 100;
/// Figures that are compared with each: the nearest ones.
const NEAREST: usize = 20;

impl Media {
    /// `SearchImageFigureCluster`: which clusters the figures of a picture belong to. The picture is a file of the
    /// dataset whose figures have vectors.
    pub async fn search_image_figure_cluster(
        &self,
        caller: &Caller,
        request: SearchImageFigureClusterRequest,
    ) -> Result<SearchImageFigureClusterReply, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let uri = request.source_uri.filter(|uri| !uri.is_empty());
        let uri = uri.ok_or_else(|| MediaError::missing("SourceURI"))?;
        let file = self.parts.store.media_files(dataset.no, &[uri]).await?.pop().flatten();
        let file = file.ok_or_else(|| MediaError::not_found("File"))?;
        let kind = VectorKind::Figure;
        // Parts have names: nothing of this file is before its first one.
        let after = Some((file.no, String::new()));
        let rows = self.parts.store.media_vectors(dataset.no, kind, after, FIGURES_MAX).await?;
        let rows: Vec<_> = rows.into_iter().filter(|row| row.no == file.no).collect();
        if rows.is_empty() {
            return Err(MediaError::unsupported(
                "The picture's figures are not known: index it with a model of figures, which media.models names.",
            ));
        }
        let faces = Faces::read(&file)?;
        let mut clusters = Vec::new();
        for row in rows {
            let Some((cluster, similarity)) = self.nearest_cluster(dataset.no, &row).await? else { continue };
            clusters.push(FoundCluster {
                boundary: faces.figure(&row.part).and_then(|figure| figure.boundary.clone()),
                cluster_id: Some(cluster),
                similarity: Some(similarity),
            });
        }
        Ok(SearchImageFigureClusterReply { clusters, request_id: caller.request_id })
    }

    /// The cluster of the figure that is nearest to this one among those that have a cluster.
    async fn nearest_cluster(
        &self,
        dataset: DatasetNo,
        row: &VectorRow,
    ) -> Result<Option<(String, f64)>, MediaError> {
        let (store, kind) = (&self.parts.store, VectorKind::Figure);
        let nearest = store.nearest_media(dataset, kind, &row.numbers, None, NEAREST).await?;
        for near in nearest.into_iter().filter(|near| near.similarity >= ALIKE) {
            let faces = Faces::read(&near.file)?;
            let cluster = faces.figure(&near.part).and_then(|figure| figure.figure_cluster_id.clone());
            if let Some(cluster) = cluster.filter(|id| !id.is_empty()) {
                return Ok(Some((cluster, near.similarity)));
            }
        }
        Ok(None)
    }
}
