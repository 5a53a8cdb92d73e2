//! `UpdateFigureCluster`.

use assay_store::{ClusterKind, ClusterRow, DatasetNo, MediaCondition, MediaField, Scalar, Select, Test};
use assay_wire::imm::{Done, UpdateFigureClusterRequest};

use super::{
    query::WHAT,
    record::{Cluster, Cover},
};
use crate::{Caller, Media, MediaError, cluster::filter::check_texts};

impl Media {
    /// `UpdateFigureCluster`: changes what clients say about a cluster; what is not given stays. With
    /// `MetaLockVersion`, only where nobody changed it since that version was read.
    pub async fn update_figure_cluster(
        &self,
        caller: &Caller,
        request: UpdateFigureClusterRequest,
    ) -> Result<Done, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let update = request.figure_cluster;
        let Some(id) = update.object_id.as_deref().filter(|id| !id.is_empty()) else {
            return Err(MediaError::missing("FigureCluster.ObjectId"));
        };
        check_texts(
            &[
                ("FigureCluster.Name", update.name.as_deref()),
                ("FigureCluster.CustomId", update.custom_id.as_deref()),
            ],
            update.custom_labels.as_ref(),
        )?;
        let figures = update.cover.as_ref().and_then(|cover| cover.figures.as_deref()).unwrap_or_default();
        let cover = match figures {
            [] => None,
            [figure] => {
                let figure = figure.figure_id.as_deref().unwrap_or_default();
                Some(self.cover_of(dataset.no, id, figure).await?)
            }
            _ => return Err(MediaError::invalid("FigureCluster.Cover.Figures", "it has one figure")),
        };
        let now = self.parts.clock.now();
        let change = |row: &mut ClusterRow| {
            let mut cluster = Cluster::read(row)?;
            let record = &mut cluster.record;
            let lock = record.meta_lock_version.unwrap_or(0);
            if update.meta_lock_version.is_some_and(|version| version != lock) {
                let why = format_args!("the cluster was changed since, and its version is {lock}");
                return Err(MediaError::invalid("FigureCluster.MetaLockVersion", why));
            }
            record.meta_lock_version = Some(lock.saturating_add(1));
            record.update_time = Some(now.rfc3339_millis());
            if update.name.is_some() {
                record.name.clone_from(&update.name);
            }
            if update.custom_id.is_some() {
                record.custom_id.clone_from(&update.custom_id);
            }
            if update.custom_labels.is_some() {
                record.custom_labels.clone_from(&update.custom_labels);
            }
            if cover.is_some() {
                cluster.notes.cover.clone_from(&cover);
                cluster.notes.is_chosen = true;
            }
            *row = cluster.write()?;
            Ok(())
        };
        self.change_cluster(dataset.no, ClusterKind::Figure, (WHAT, id), change).await?;
        Ok(Done { request_id: caller.request_id })
    }

    /// The file that shows a figure of a cluster.
    ///
    /// # Errors
    /// `ResourceNotFound` where the cluster has no such figure.
    async fn cover_of(&self, dataset: DatasetNo, cluster: &str, figure: &str) -> Result<Cover, MediaError> {
        let is = |name: &str, text: &str| {
            let test = Test::Equal(Scalar::Text(text.to_owned()));
            MediaField::named(name).map(|field| MediaCondition::Leaf { field, test })
        };
        let both = [is("Figures.FigureClusterId", cluster), is("Figures.FigureId", figure)];
        let condition = MediaCondition::Nested {
            array: "Figures".to_owned(),
            condition: Box::new(MediaCondition::All(both.into_iter().flatten().collect())),
        };
        let select = Select { condition: Some(condition), limit: 1, ..Select::default() };
        let file = self.parts.store.select_media(dataset, select).await?.files.pop();
        let file = file.ok_or_else(|| MediaError::not_found("Figure"))?;
        Ok(Cover { uri: file.uri, figure: figure.to_owned() })
    }
}
