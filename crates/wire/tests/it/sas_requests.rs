//! Each parameter of each served SAS operation is read, by its type and under its name.

use std::collections::BTreeMap;

use assay_wire::{
    ParamError, Params,
    sas::{
        CreateFileDetectRequest, CreateFileDetectUploadUrlRequest, GetFileDetectReportRequest,
        GetFileDetectResultRequest, ListCompressFileDetectResultRequest, SasOperation,
    },
};
use serde::Deserialize;

/// Required by the contract, with a default that it documents: absent is the default.
const DEFAULTED: [(&str, &str); 2] =
    [("ListCompressFileDetectResult", "CurrentPage"), ("ListCompressFileDetectResult", "PageSize")];

#[derive(Deserialize)]
struct Contract {
    operations: BTreeMap<String, Entry>,
    models: BTreeMap<String, Model>,
}

#[derive(Deserialize)]
struct Entry {
    params: Vec<Param>,
}

#[derive(Deserialize)]
struct Param {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    required: bool,
    items: Option<Items>,
}

#[derive(Deserialize)]
struct Items {
    #[serde(rename = "ref")]
    model: Option<String>,
}

#[derive(Deserialize)]
struct Model {
    fields: Vec<Param>,
}

fn contract() -> Contract {
    serde_json::from_str(include_str!("../../contract/sas.json")).expect("the contract is JSON")
}

/// What the operation makes of the parameters, printed: different requests print differently.
fn read(operation: SasOperation, pairs: &BTreeMap<String, String>) -> Result<String, ParamError> {
    let params = Params::from_pairs(pairs.clone())?;
    match operation {
        SasOperation::CreateFileDetectUploadUrl => {
            CreateFileDetectUploadUrlRequest::from_params(&params).map(|request| format!("{request:?}"))
        }
        SasOperation::CreateFileDetect => {
            CreateFileDetectRequest::from_params(&params).map(|request| format!("{request:?}"))
        }
        SasOperation::GetFileDetectResult => {
            GetFileDetectResultRequest::from_params(&params).map(|request| format!("{request:?}"))
        }
        SasOperation::ListCompressFileDetectResult => {
            ListCompressFileDetectResultRequest::from_params(&params).map(|request| format!("{request:?}"))
        }
        SasOperation::GetFileDetectReport => {
            GetFileDetectReportRequest::from_params(&params).map(|request| format!("{request:?}"))
        }
        SasOperation::GetFileDetectApiInvokeInfo => Ok(String::new()),
    }
}

fn scalar(kind: &str, name: &str) -> String {
    match kind {
        "string" => format!("value of {name}"),
        "int32" => "7".to_owned(),
        "int64" => (i64::from(i32::MAX) + 1).to_string(),
        "bool" => "True".to_owned(),
        other => panic!("{name} has the unknown type {other}"),
    }
}

/// The pairs that a client sends for one parameter with all its fields.
fn pairs_of(param: &Param, contract: &Contract) -> Vec<(String, String)> {
    let name = &param.name;
    if param.kind != "array" {
        return vec![(name.clone(), scalar(&param.kind, name))];
    }
    let items = param.items.as_ref().expect("an array says of what");
    match &items.model {
        None => vec![(format!("{name}.1"), scalar("string", name))],
        Some(model) => contract.models[model]
            .fields
            .iter()
            .map(|field| (format!("{name}.1.{}", field.name), scalar(&field.kind, &field.name)))
            .collect(),
    }
}

fn each_param(check: impl Fn(SasOperation, &Param, &BTreeMap<String, String>, &Contract)) {
    let contract = contract();
    for operation in SasOperation::ALL {
        let params = &contract.operations[operation.action()].params;
        let all = params.iter().flat_map(|param| pairs_of(param, &contract)).collect();
        for param in params {
            check(operation, param, &all, &contract);
        }
    }
}

#[test]
fn leaving_a_parameter_out_is_noticed() {
    each_param(|operation, param, all, contract| {
        let whole = read(operation, all).expect("every parameter is valid");
        for (name, _) in pairs_of(param, contract) {
            let mut fewer = all.clone();
            fewer.remove(&name);
            let place = (operation.action(), param.name.as_str());
            match read(operation, &fewer) {
                Ok(less) => {
                    assert_ne!(less, whole, "{place:?}: {name} is not read");
                    assert!(!param.required || DEFAULTED.contains(&place), "{place:?} is required");
                }
                Err(ParamError::Missing { name: missing }) => {
                    assert_eq!(missing, name.strip_suffix(".1").unwrap_or(&name), "{place:?}");
                }
                Err(error) => panic!("{place:?}: {error}"),
            }
        }
    });
}

#[test]
fn a_wrong_type_is_told_with_the_name() {
    each_param(|operation, param, all, _| {
        let mut wrong = all.clone();
        wrong.insert(param.name.clone(), "x".to_owned());
        let answer = read(operation, &wrong);
        if param.kind == "string" {
            assert!(answer.is_ok(), "{}", param.name);
        } else {
            let Err(ParamError::Invalid { name, .. }) = answer else { panic!("{}: {answer:?}", param.name) };
            assert_eq!(name, param.name);
        }
    });
}

#[test]
fn unknown_parameters_are_ignored() {
    each_param(|operation, _, all, _| {
        let mut more = all.clone();
        more.insert("Unknown".to_owned(), "1".to_owned());
        more.insert("HashKeyListing.1".to_owned(), "1".to_owned());
        assert_eq!(read(operation, &more), read(operation, all));
    });
}

#[test]
fn a_list_of_200_hash_keys_is_read_and_one_more_is_not() {
    let list = |count: usize| {
        let mut pairs: BTreeMap<_, _> =
            (1..=count).map(|at| (format!("HashKeyList.{at}"), format!("{at}"))).collect();
        pairs.insert("Type".to_owned(), "0".to_owned());
        Params::from_pairs(pairs).expect("few pairs")
    };
    let request = GetFileDetectResultRequest::from_params(&list(200)).expect("200 are allowed");
    assert_eq!(request.hash_key_list.first().map(String::as_str), Some("1"));
    assert_eq!(request.hash_key_list.last().map(String::as_str), Some("200"));
    let error = GetFileDetectResultRequest::from_params(&list(201)).expect_err("201 are not");
    assert!(matches!(error, ParamError::Invalid { name, .. } if name == "HashKeyList"));
    assert!(CreateFileDetectUploadUrlRequest::from_params(&list(200)).is_ok());
    assert!(CreateFileDetectUploadUrlRequest::from_params(&list(201)).is_err());
}

#[test]
fn the_two_hash_lists_of_an_upload_share_their_limit() {
    let mut pairs: BTreeMap<String, String> =
        (1..=200).map(|at| (format!("HashKeyContextList.{at}.HashKey"), format!("{at}"))).collect();
    pairs.insert("Type".to_owned(), "0".to_owned());
    assert!(
        CreateFileDetectUploadUrlRequest::from_params(&Params::from_pairs(pairs.clone()).expect("few"))
            .is_ok()
    );
    pairs.insert("HashKeyList.1".to_owned(), "x".to_owned());
    assert!(CreateFileDetectUploadUrlRequest::from_params(&Params::from_pairs(pairs).expect("few")).is_err());
}

#[test]
fn pages_and_sections_have_their_defaults() {
    let params = Params::parse("HashKey=h", None).expect("one pair");
    let request = ListCompressFileDetectResultRequest::from_params(&params).expect("valid");
    assert_eq!((request.current_page, request.page_size), (1, 20));
    let params = Params::parse("Field=Basic,%20ThreatTypes,", None).expect("one pair");
    let request = GetFileDetectReportRequest::from_params(&params).expect("valid");
    assert_eq!(request.fields, Some(vec!["Basic".to_owned(), "ThreatTypes".to_owned()]));
    let params = Params::parse(&format!("Field={}", ",".repeat(20)), None).expect("one pair");
    assert!(GetFileDetectReportRequest::from_params(&params).is_err());
}
