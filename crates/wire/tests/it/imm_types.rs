//! Each operation of IMM reads the contract's parameters by their names and types, and answers with its names and types.

use assay_wire::{
    ParamError, Params,
    imm::{
        AttachOSSBucketRequest, BatchDeleteFileMetaRequest, BatchGetFigureClusterReply,
        BatchGetFigureClusterRequest, BatchGetFileMetaReply, BatchGetFileMetaRequest,
        BatchIndexFileMetaReply, BatchIndexFileMetaRequest, BatchUpdateFileMetaReply,
        BatchUpdateFileMetaRequest, CompareImageFacesReply, CompareImageFacesRequest,
        CreateArchiveFileInspectionTaskRequest, CreateBindingReply, CreateBindingRequest, CreateDatasetReply,
        CreateDatasetRequest, CreateFigureClusteringTaskRequest, CreateFigureClustersMergingTaskRequest,
        CreateFileCompressionTaskRequest, CreateFileUncompressionTaskRequest,
        CreateLocationDateClusteringTaskRequest, CreateProjectReply, CreateProjectRequest,
        DeleteBindingRequest, DeleteDatasetRequest, DeleteFileMetaRequest, DeleteLocationDateClusterRequest,
        DeleteProjectRequest, DetachOSSBucketRequest, DetectImageCodesReply, DetectImageCodesRequest,
        DetectImageCroppingReply, DetectImageCroppingRequest, DetectImageFacesReply, DetectImageFacesRequest,
        DetectImageLabelsReply, DetectImageLabelsRequest, DetectImageScoreReply, DetectImageScoreRequest,
        DetectImageTextsReply, DetectImageTextsRequest, DetectMediaMetaReply, DetectMediaMetaRequest, Done,
        ExtractDocumentTextReply, ExtractDocumentTextRequest, File, FuzzyQueryReply, FuzzyQueryRequest,
        GetBindingReply, GetBindingRequest, GetDatasetReply, GetDatasetRequest, GetFigureClusterReply,
        GetFigureClusterRequest, GetFileMetaReply, GetFileMetaRequest, GetOSSBucketAttachmentReply,
        GetOSSBucketAttachmentRequest, GetProjectReply, GetProjectRequest, GetTaskReply, GetTaskRequest,
        IndexFileMetaReply, IndexFileMetaRequest, ListAttachedOSSBucketsReply, ListAttachedOSSBucketsRequest,
        ListBindingsReply, ListBindingsRequest, ListDatasetsReply, ListDatasetsRequest, ListProjectsReply,
        ListProjectsRequest, ListRegionsReply, ListRegionsRequest, ListTasksReply, ListTasksRequest,
        QueryFigureClustersReply, QueryFigureClustersRequest, QueryLocationDateClustersReply,
        QueryLocationDateClustersRequest, SearchImageFigureClusterReply, SearchImageFigureClusterRequest,
        SemanticQueryReply, SemanticQueryRequest, SimpleQueryReply, SimpleQueryRequest, TaskStarted,
        UpdateDatasetReply, UpdateDatasetRequest, UpdateFigureClusterRequest, UpdateFileMetaRequest,
        UpdateLocationDateClusterRequest, UpdateProjectReply, UpdateProjectRequest, read_params,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::contract::{Contract, Field, wrong_value};

/// The types of one operation.
struct Operation {
    name: &'static str,
    read: fn(&Params) -> Result<(), ParamError>,
    echo: fn(&Value) -> Result<Value, String>,
}

const fn operation<Q: DeserializeOwned, R: Serialize + DeserializeOwned>(name: &'static str) -> Operation {
    Operation { name, read: |params| read_params::<Q>(params).map(drop), echo: echo::<R> }
}

fn echo<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, String> {
    // By way of text: raw JSON, which records are, is read from nothing else.
    let read: T = serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())?;
    serde_json::to_value(read).map_err(|error| error.to_string())
}

const OPERATIONS: [Operation; 55] = [
    operation::<AttachOSSBucketRequest, Done>("AttachOSSBucket"),
    operation::<BatchDeleteFileMetaRequest, Done>("BatchDeleteFileMeta"),
    operation::<BatchGetFigureClusterRequest, BatchGetFigureClusterReply>("BatchGetFigureCluster"),
    operation::<BatchGetFileMetaRequest, BatchGetFileMetaReply>("BatchGetFileMeta"),
    operation::<BatchIndexFileMetaRequest, BatchIndexFileMetaReply>("BatchIndexFileMeta"),
    operation::<BatchUpdateFileMetaRequest, BatchUpdateFileMetaReply>("BatchUpdateFileMeta"),
    operation::<CompareImageFacesRequest, CompareImageFacesReply>("CompareImageFaces"),
    operation::<CreateArchiveFileInspectionTaskRequest, TaskStarted>("CreateArchiveFileInspectionTask"),
    operation::<CreateBindingRequest, CreateBindingReply>("CreateBinding"),
    operation::<CreateDatasetRequest, CreateDatasetReply>("CreateDataset"),
    operation::<CreateFigureClusteringTaskRequest, TaskStarted>("CreateFigureClusteringTask"),
    operation::<CreateFigureClustersMergingTaskRequest, TaskStarted>("CreateFigureClustersMergingTask"),
    operation::<CreateFileCompressionTaskRequest, TaskStarted>("CreateFileCompressionTask"),
    operation::<CreateFileUncompressionTaskRequest, TaskStarted>("CreateFileUncompressionTask"),
    operation::<CreateLocationDateClusteringTaskRequest, TaskStarted>("CreateLocationDateClusteringTask"),
    operation::<CreateProjectRequest, CreateProjectReply>("CreateProject"),
    operation::<DeleteBindingRequest, Done>("DeleteBinding"),
    operation::<DeleteDatasetRequest, Done>("DeleteDataset"),
    operation::<DeleteFileMetaRequest, Done>("DeleteFileMeta"),
    operation::<DeleteLocationDateClusterRequest, Done>("DeleteLocationDateCluster"),
    operation::<DeleteProjectRequest, Done>("DeleteProject"),
    operation::<DetachOSSBucketRequest, Done>("DetachOSSBucket"),
    operation::<DetectImageCodesRequest, DetectImageCodesReply>("DetectImageCodes"),
    operation::<DetectImageCroppingRequest, DetectImageCroppingReply>("DetectImageCropping"),
    operation::<DetectImageFacesRequest, DetectImageFacesReply>("DetectImageFaces"),
    operation::<DetectImageLabelsRequest, DetectImageLabelsReply>("DetectImageLabels"),
    operation::<DetectImageScoreRequest, DetectImageScoreReply>("DetectImageScore"),
    operation::<DetectImageTextsRequest, DetectImageTextsReply>("DetectImageTexts"),
    operation::<DetectMediaMetaRequest, DetectMediaMetaReply>("DetectMediaMeta"),
    operation::<ExtractDocumentTextRequest, ExtractDocumentTextReply>("ExtractDocumentText"),
    operation::<FuzzyQueryRequest, FuzzyQueryReply>("FuzzyQuery"),
    operation::<GetBindingRequest, GetBindingReply>("GetBinding"),
    operation::<GetDatasetRequest, GetDatasetReply>("GetDataset"),
    operation::<GetFigureClusterRequest, GetFigureClusterReply>("GetFigureCluster"),
    operation::<GetFileMetaRequest, GetFileMetaReply>("GetFileMeta"),
    operation::<GetOSSBucketAttachmentRequest, GetOSSBucketAttachmentReply>("GetOSSBucketAttachment"),
    operation::<GetProjectRequest, GetProjectReply>("GetProject"),
    operation::<GetTaskRequest, GetTaskReply>("GetTask"),
    operation::<IndexFileMetaRequest, IndexFileMetaReply>("IndexFileMeta"),
    operation::<ListAttachedOSSBucketsRequest, ListAttachedOSSBucketsReply>("ListAttachedOSSBuckets"),
    operation::<ListBindingsRequest, ListBindingsReply>("ListBindings"),
    operation::<ListDatasetsRequest, ListDatasetsReply>("ListDatasets"),
    operation::<ListProjectsRequest, ListProjectsReply>("ListProjects"),
    operation::<ListRegionsRequest, ListRegionsReply>("ListRegions"),
    operation::<ListTasksRequest, ListTasksReply>("ListTasks"),
    operation::<QueryFigureClustersRequest, QueryFigureClustersReply>("QueryFigureClusters"),
    operation::<QueryLocationDateClustersRequest, QueryLocationDateClustersReply>(
        "QueryLocationDateClusters",
    ),
    operation::<SearchImageFigureClusterRequest, SearchImageFigureClusterReply>("SearchImageFigureCluster"),
    operation::<SemanticQueryRequest, SemanticQueryReply>("SemanticQuery"),
    operation::<SimpleQueryRequest, SimpleQueryReply>("SimpleQuery"),
    operation::<UpdateDatasetRequest, UpdateDatasetReply>("UpdateDataset"),
    operation::<UpdateFigureClusterRequest, Done>("UpdateFigureCluster"),
    operation::<UpdateFileMetaRequest, Done>("UpdateFileMeta"),
    operation::<UpdateLocationDateClusterRequest, Done>("UpdateLocationDateCluster"),
    operation::<UpdateProjectRequest, UpdateProjectReply>("UpdateProject"),
];

/// Maps whose values may be anything have texts here.
fn with_texts(value: Value) -> Value {
    match value {
        Value::Object(fields) if fields.contains_key("any") => json!("text"),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let value = if name == "RequestId" {
                    json!("7F84C6D9-5AC0-49F9-914D-F02678E3ABCD")
                } else {
                    with_texts(value)
                };
                (name, value)
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.into_iter().map(with_texts).collect(),
        other => other,
    }
}

/// The document writes some numbers without a fraction that are not integers.
fn with_floats(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, with_floats(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.into_iter().map(with_floats).collect(),
        other => other,
    }
}

/// The parameters as the official client sends them: arrays and objects as JSON texts.
fn sent(body: &Value) -> Params {
    let pairs = body.as_object().expect("an object").iter().map(|(name, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Bool(true) => "True".to_owned(),
            other => other.to_string(),
        };
        (name.clone(), text)
    });
    Params::from_pairs(pairs).expect("few")
}

fn each(check: impl Fn(&Operation, &[Field], &Value)) {
    let contract = Contract::imm();
    for operation in &OPERATIONS {
        let params = &contract.operations[operation.name].params;
        check(operation, params, &with_texts(contract.object(params)));
    }
}

#[test]
fn a_reply_is_the_contracts_model() {
    let contract = Contract::imm();
    for operation in &OPERATIONS {
        let sample = with_texts(contract.value(&contract.operations[operation.name].response));
        assert_eq!((operation.echo)(&sample).as_ref(), Ok(&sample), "{}", operation.name);
    }
}

#[test]
fn a_files_record_is_the_contracts() {
    let contract = Contract::imm();
    let sample = with_texts(contract.object(&contract.models["File"].fields));
    assert_eq!(echo::<File>(&sample).as_ref(), Ok(&sample));
    let document = include_str!("../data/imm_file.json");
    let document: Value = serde_json::from_str(document).expect("the document's example is JSON");
    assert_eq!(echo::<File>(&document).map(with_floats), Ok(with_floats(document)));
}

#[test]
fn a_request_with_everything_is_taken() {
    each(|operation, _, body| assert_eq!((operation.read)(&sent(body)), Ok(()), "{}", operation.name));
}

#[test]
fn what_is_required_is_missed_by_its_name_and_the_rest_is_not() {
    each(|operation, params, body| {
        for param in params {
            let mut without = body.clone();
            without.as_object_mut().expect("an object").remove(&param.name);
            let expected = if param.required { Err(ParamError::missing(param.name.clone())) } else { Ok(()) };
            assert_eq!((operation.read)(&sent(&without)), expected, "{}", operation.name);
        }
    });
}

#[test]
fn a_wrong_type_is_told_with_its_name() {
    each(|operation, params, body| {
        for param in params.iter().filter(|param| param.kind != "string") {
            let Some(wrong) = wrong_value(param) else { continue };
            let mut changed = body.clone();
            changed[&param.name] = wrong;
            let place = format!("{}.{}", operation.name, param.name);
            match (operation.read)(&sent(&changed)) {
                Err(ParamError::Invalid { name, .. }) => assert_eq!(name, param.name, "{place}"),
                other => panic!("{place}: {other:?}"),
            }
        }
    });
}
