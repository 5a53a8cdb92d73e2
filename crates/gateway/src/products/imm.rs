//! IMM media metadata: reads an operation's parameters, calls the service, writes its reply.

use assay_access::Caller;
use assay_media::{Media, MediaError};
use assay_types::RequestId;
use assay_wire::{
    ApiError, Params,
    imm::{self, ImmOperation, read_params},
};
use async_trait::async_trait;
use serde::Serialize;

use crate::{errors, services::MediaFace};

/// The metadata service behind the IMM API.
#[derive(Clone)]
pub struct MediaService(Media);

impl MediaService {
    /// Serves this metadata service.
    pub fn new(media: Media) -> Self {
        Self(media)
    }
}

/// Writes the dispatch: each operation with the service's method and the type of its request. It is a match without a
/// wildcard, so that an operation that is served and missing here does not compile.
macro_rules! dispatch {
    ($operation:expr, $media:expr, $caller:expr, $params:expr; $($name:ident => $method:ident($request:ident);)*) => {
        match $operation {
            $(ImmOperation::$name => {
                let request: imm::$request = read_params($params)?;
                answer($media.$method($caller, request).await, $caller.request_id)
            })*
        }
    };
}

#[async_trait]
impl MediaFace for MediaService {
    async fn call(
        &self,
        operation: ImmOperation,
        caller: &Caller,
        params: &Params,
        request_id: RequestId,
    ) -> Result<Vec<u8>, ApiError> {
        let caller = &assay_media::Caller {
            tenant: caller.tenant.clone(),
            access_key_id: caller.key_id.clone(),
            request_id,
        };
        dispatch! {
            operation, self.0, caller, params;
            AttachOSSBucket => attach_oss_bucket(AttachOSSBucketRequest);
            BatchDeleteFileMeta => batch_delete_file_meta(BatchDeleteFileMetaRequest);
            BatchGetFigureCluster => batch_get_figure_cluster(BatchGetFigureClusterRequest);
            BatchGetFileMeta => batch_get_file_meta(BatchGetFileMetaRequest);
            BatchIndexFileMeta => batch_index_file_meta(BatchIndexFileMetaRequest);
            BatchUpdateFileMeta => batch_update_file_meta(BatchUpdateFileMetaRequest);
            CompareImageFaces => compare_image_faces(CompareImageFacesRequest);
            CreateArchiveFileInspectionTask => create_archive_file_inspection_task(CreateArchiveFileInspectionTaskRequest);
            CreateBinding => create_binding(CreateBindingRequest);
            CreateDataset => create_dataset(CreateDatasetRequest);
            CreateFigureClusteringTask => create_figure_clustering_task(CreateFigureClusteringTaskRequest);
            CreateFigureClustersMergingTask => create_figure_clusters_merging_task(CreateFigureClustersMergingTaskRequest);
            CreateFileCompressionTask => create_file_compression_task(CreateFileCompressionTaskRequest);
            CreateLocationDateClusteringTask => create_location_date_clustering_task(CreateLocationDateClusteringTaskRequest);
            CreateProject => create_project(CreateProjectRequest);
            DeleteBinding => delete_binding(DeleteBindingRequest);
            DeleteDataset => delete_dataset(DeleteDatasetRequest);
            DeleteFileMeta => delete_file_meta(DeleteFileMetaRequest);
            DeleteLocationDateCluster => delete_location_date_cluster(DeleteLocationDateClusterRequest);
            DeleteProject => delete_project(DeleteProjectRequest);
            DetachOSSBucket => detach_oss_bucket(DetachOSSBucketRequest);
            DetectImageCodes => detect_image_codes(DetectImageCodesRequest);
            DetectImageCropping => detect_image_cropping(DetectImageCroppingRequest);
            DetectImageFaces => detect_image_faces(DetectImageFacesRequest);
            DetectImageLabels => detect_image_labels(DetectImageLabelsRequest);
            DetectImageScore => detect_image_score(DetectImageScoreRequest);
            DetectImageTexts => detect_image_texts(DetectImageTextsRequest);
            DetectMediaMeta => detect_media_meta(DetectMediaMetaRequest);
            ExtractDocumentText => extract_document_text(ExtractDocumentTextRequest);
            FuzzyQuery => fuzzy_query(FuzzyQueryRequest);
            GetBinding => get_binding(GetBindingRequest);
            GetDataset => get_dataset(GetDatasetRequest);
            GetFigureCluster => get_figure_cluster(GetFigureClusterRequest);
            GetFileMeta => get_file_meta(GetFileMetaRequest);
            GetOSSBucketAttachment => get_oss_bucket_attachment(GetOSSBucketAttachmentRequest);
            GetProject => get_project(GetProjectRequest);
            GetTask => get_task(GetTaskRequest);
            IndexFileMeta => index_file_meta(IndexFileMetaRequest);
            ListAttachedOSSBuckets => list_attached_oss_buckets(ListAttachedOSSBucketsRequest);
            ListBindings => list_bindings(ListBindingsRequest);
            ListDatasets => list_datasets(ListDatasetsRequest);
            ListProjects => list_projects(ListProjectsRequest);
            ListRegions => list_regions(ListRegionsRequest);
            ListTasks => list_tasks(ListTasksRequest);
            QueryFigureClusters => query_figure_clusters(QueryFigureClustersRequest);
            QueryLocationDateClusters => query_location_date_clusters(QueryLocationDateClustersRequest);
            SearchImageFigureCluster => search_image_figure_cluster(SearchImageFigureClusterRequest);
            SemanticQuery => semantic_query(SemanticQueryRequest);
            SimpleQuery => simple_query(SimpleQueryRequest);
            UpdateDataset => update_dataset(UpdateDatasetRequest);
            UpdateFigureCluster => update_figure_cluster(UpdateFigureClusterRequest);
            UpdateFileMeta => update_file_meta(UpdateFileMetaRequest);
            UpdateLocationDateCluster => update_location_date_cluster(UpdateLocationDateClusterRequest);
            UpdateProject => update_project(UpdateProjectRequest);
        }
    }
}

fn answer<T: Serialize>(result: Result<T, MediaError>, request_id: RequestId) -> Result<Vec<u8>, ApiError> {
    let reply = result.map_err(|error| errors::of_media(error, request_id))?;
    serde_json::to_vec(&reply).map_err(|error| errors::internal(&error, request_id))
}
