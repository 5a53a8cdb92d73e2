//! `UpdateLocationDateCluster` and `DeleteLocationDateCluster`.

use assay_store::{ClusterKind, ClusterRow};
use assay_wire::imm::{DeleteLocationDateClusterRequest, Done, UpdateLocationDateClusterRequest};

use super::record::Cluster;
use crate::{Caller, Media, MediaError, cluster::filter::check_texts};

/// What is not found.
const WHAT: &str = "LocationDateCluster";

impl Media {
    /// `UpdateLocationDateCluster`: changes what clients say about a cluster; what is not given stays.
    pub async fn update_location_date_cluster(
        &self,
        caller: &Caller,
        request: UpdateLocationDateClusterRequest,
    ) -> Result<Done, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        check_texts(
            &[("CustomId", request.custom_id.as_deref()), ("Title", request.title.as_deref())],
            request.custom_labels.as_ref(),
        )?;
        let now = self.parts.clock.now();
        let change = |row: &mut ClusterRow| {
            let mut cluster = Cluster::read(row)?;
            if let Some(title) = &request.title {
                cluster.record.title = Some(title.clone());
                cluster.notes.is_titled = true;
            }
            if let Some(id) = &request.custom_id {
                cluster.record.custom_id = Some(id.clone());
            }
            if let Some(labels) = &request.custom_labels {
                cluster.record.custom_labels = Some(labels.clone());
            }
            cluster.record.update_time = Some(now.rfc3339_millis());
            *row = cluster.write()?;
            Ok(())
        };
        let named = (WHAT, &*request.object_id);
        self.change_cluster(dataset.no, ClusterKind::LocationDate, named, change).await?;
        Ok(Done { request_id: caller.request_id })
    }

    /// `DeleteLocationDateCluster`: deletes a cluster, none of its files.
    pub async fn delete_location_date_cluster(
        &self,
        caller: &Caller,
        request: DeleteLocationDateClusterRequest,
    ) -> Result<Done, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let (kind, id) = (ClusterKind::LocationDate, request.object_id);
        if self.parts.store.cluster(dataset.no, kind, &id).await?.is_none() {
            return Err(MediaError::not_found(WHAT));
        }
        self.parts.store.change_clusters(dataset.no, kind, Vec::new(), vec![id], None).await?;
        Ok(Done { request_id: caller.request_id })
    }
}
