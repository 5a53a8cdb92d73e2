//! IMM 2020-09-30: media metadata, one file a family of operations.
//!
//! Requests are read from the parameters by their types ([`read_params`]): arrays and objects come as JSON texts or
//! flattened, an empty text is absent, and names that are not known are ignored. A file's record is [`File`].

mod binding;
mod dataset;
mod detect;
mod figure;
mod file;
mod index;
mod location;
mod notes;
mod package;
mod project;
mod query;
mod read;
mod task;

pub use assay_findings::media::{
    Address, AudioStream, Boundary, Clip, Codes, CoverImage, CroppingSuggestion, Figure, HeadPose,
    ImageInsight, ImageScore, Insights, Label, Metadata, MultilingualContentEntry, OcrContents, Point,
    SceneElement, SubtitleStream, VideoInsight, VideoStream,
};
pub use binding::{
    AttachOSSBucketRequest, AttachedBucket, Binding, CreateBindingReply, CreateBindingRequest,
    DeleteBindingRequest, DetachOSSBucketRequest, GetBindingReply, GetBindingRequest,
    GetOSSBucketAttachmentReply, GetOSSBucketAttachmentRequest, ListAttachedOSSBucketsReply,
    ListAttachedOSSBucketsRequest, ListBindingsReply, ListBindingsRequest,
};
pub use dataset::{
    CreateDatasetReply, CreateDatasetRequest, Dataset, DeleteDatasetRequest, GetDatasetReply,
    GetDatasetRequest, ListDatasetsReply, ListDatasetsRequest, UpdateDatasetReply, UpdateDatasetRequest,
    WorkflowParameter,
};
pub use detect::{
    CompareImageFacesReply, CompareImageFacesRequest, CredentialConfig, CredentialConfigChain,
    DetectImageCodesReply, DetectImageCodesRequest, DetectImageCroppingReply, DetectImageCroppingRequest,
    DetectImageFacesReply, DetectImageFacesRequest, DetectImageLabelsReply, DetectImageLabelsRequest,
    DetectImageScoreReply, DetectImageScoreRequest, DetectImageTextsReply, DetectImageTextsRequest,
    DetectMediaMetaReply, DetectMediaMetaRequest, ExtractDocumentTextReply, ExtractDocumentTextRequest,
    FacePair,
};
pub use figure::{
    BatchGetFigureClusterReply, BatchGetFigureClusterRequest, CoverFigure, CreateFigureClusteringTaskRequest,
    CreateFigureClustersMergingTaskRequest, FigureCluster, FigureClusterCover, FigureClusterUpdate,
    FoundCluster, GetFigureClusterReply, GetFigureClusterRequest, QueryFigureClustersReply,
    QueryFigureClustersRequest, SearchImageFigureClusterReply, SearchImageFigureClusterRequest,
    UpdateFigureClusterRequest,
};
pub use file::{
    BatchGetFileMetaReply, BatchGetFileMetaRequest, Element, ElementContent, ElementRelation, File,
    GetFileMetaReply, GetFileMetaRequest,
};
pub use index::{
    BatchDeleteFileMetaRequest, BatchIndexFileMetaReply, BatchIndexFileMetaRequest, BatchUpdateFileMetaReply,
    BatchUpdateFileMetaRequest, DeleteFileMetaRequest, FileUpdated, IndexFileMetaReply, IndexFileMetaRequest,
    InputFigure, InputFile, Mns, Notification, RocketMq, UpdateFileMetaRequest,
};
pub use location::{
    CreateLocationDateClusteringTaskRequest, DateOptions, DeleteLocationDateClusterRequest,
    LocationDateCluster, LocationOptions, QueryLocationDateClustersReply, QueryLocationDateClustersRequest,
    UpdateLocationDateClusterRequest,
};
pub use package::{
    CompressionSource, CreateArchiveFileInspectionTaskRequest, CreateFileCompressionTaskRequest,
    CreateFileUncompressionTaskRequest,
};
pub use project::{
    CreateProjectReply, CreateProjectRequest, DeleteProjectRequest, GetProjectReply, GetProjectRequest,
    ListProjectsReply, ListProjectsRequest, ListRegionsReply, ListRegionsRequest, Project, ProjectTag,
    Region, Tag, UpdateProjectReply, UpdateProjectRequest,
};
pub use query::{
    Aggregation, AggregationGroup, AggregationResult, FuzzyQueryReply, FuzzyQueryRequest, SemanticQueryReply,
    SemanticQueryRequest, SimpleQuery, SimpleQueryReply, SimpleQueryRequest,
};
pub use read::read_params;
pub use task::{
    Done, GetTaskReply, GetTaskRequest, ListTasksReply, ListTasksRequest, TaskInfo, TaskStarted, TimeRange,
};

/// Declares the operations that are served, and their names.
macro_rules! operations {
    ($($name:ident),* $(,)?) => {
        /// The operations of this family that are served: dispatch matches on it, so that an operation without a
        /// handler does not compile.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the wire's own names")]
        pub enum ImmOperation {
            $($name,)*
        }

        impl ImmOperation {
            /// All that are served, in the order of their names.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The wire's name.
            pub const fn action(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

operations! {
    AttachOSSBucket,
    BatchDeleteFileMeta,
    BatchGetFigureCluster,
    BatchGetFileMeta,
    BatchIndexFileMeta,
    BatchUpdateFileMeta,
    CompareImageFaces,
    CreateArchiveFileInspectionTask,
    CreateBinding,
    CreateDataset,
    CreateFigureClusteringTask,
    CreateFigureClustersMergingTask,
    CreateFileCompressionTask,
    CreateLocationDateClusteringTask,
    CreateProject,
    DeleteBinding,
    DeleteDataset,
    DeleteFileMeta,
    DeleteLocationDateCluster,
    DeleteProject,
    DetachOSSBucket,
    DetectImageCodes,
    DetectImageCropping,
    DetectImageFaces,
    DetectImageLabels,
    DetectImageScore,
    DetectImageTexts,
    DetectMediaMeta,
    ExtractDocumentText,
    FuzzyQuery,
    GetBinding,
    GetDataset,
    GetFigureCluster,
    GetFileMeta,
    GetOSSBucketAttachment,
    GetProject,
    GetTask,
    IndexFileMeta,
    ListAttachedOSSBuckets,
    ListBindings,
    ListDatasets,
    ListProjects,
    ListRegions,
    ListTasks,
    QueryFigureClusters,
    QueryLocationDateClusters,
    SearchImageFigureCluster,
    SemanticQuery,
    SimpleQuery,
    UpdateDataset,
    UpdateFigureCluster,
    UpdateFileMeta,
    UpdateLocationDateCluster,
    UpdateProject,
}

impl ImmOperation {
    /// The served operation of this name.
    pub fn from_action(action: &str) -> Option<Self> {
        let at = Self::ALL.binary_search_by(|operation| operation.action().cmp(action)).ok()?;
        Self::ALL.get(at).copied()
    }

    /// Decisions taken where the documents are silent, for `docs/compatibility.md`.
    pub const fn notes(self) -> &'static [&'static str] {
        notes::of(self)
    }
}
