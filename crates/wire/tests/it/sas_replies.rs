//! Each reply of the served SAS operations has the contract's names and JSON types, no more and no less.

use assay_findings::VirusType;
use assay_types::RequestId;
use assay_wire::sas::{
    CreateFileDetectReply, CreateFileDetectUploadUrlReply, DetectResult, FileResult, FlowTimeUnit,
    GetFileDetectApiInvokeInfoReply, GetFileDetectReportReply, GetFileDetectResultReply, InvokeInfo,
    ListCompressFileDetectResultReply, MemberResult, PageInfo, ReportData, SaleVersion, SasOperation,
    UploadContext, UploadUrl,
};
use serde_json::{Map, Value};

/// Fields that a document shows and the contract does not have, as `Model.Field`. SAS has none.
const DOCUMENT_ONLY: [&str; 0] = [];

fn contract() -> Value {
    serde_json::from_str(include_str!("../../contract/sas.json")).expect("the contract is JSON")
}

fn text() -> String {
    "text".to_owned()
}

/// The operation's reply with every field filled. The typed constants tie each number to its width.
fn filled(operation: SasOperation) -> Value {
    let request_id = RequestId::random();
    let reply = match operation {
        SasOperation::CreateFileDetectUploadUrl => serde_json::to_value(CreateFileDetectUploadUrlReply {
            request_id,
            upload_url_list: vec![UploadUrl {
                hash_key: text(),
                code: text(),
                message: Some(text()),
                file_exist: Some(false),
                expire: Some(text()),
                public_url: Some(text()),
                internal_url: Some(text()),
                context: Some(UploadContext {
                    access_id: text(),
                    policy: text(),
                    signature: text(),
                    oss_key: text(),
                }),
            }],
        }),
        SasOperation::CreateFileDetect => {
            serde_json::to_value(CreateFileDetectReply { request_id, hash_key: text() })
        }
        SasOperation::GetFileDetectResult => serde_json::to_value(GetFileDetectResultReply {
            request_id,
            result_list: vec![FileResult {
                hash_key: text(),
                code: text(),
                message: Some(text()),
                result: Some(DetectResult::InProgress),
                score: Some(100_i32),
                virus_type: Some("WebShell".to_owned()),
                ext: Some(text()),
                compress: Some(true),
            }],
        }),
        SasOperation::ListCompressFileDetectResult => {
            serde_json::to_value(ListCompressFileDetectResultReply {
                request_id,
                page_info: PageInfo { current_page: 1_i32, page_size: 20_i32, total_count: i32::MAX },
                result_list: vec![MemberResult {
                    hash_key: text(),
                    path: text(),
                    result: DetectResult::Suspicious,
                    score: Some(100_i32),
                    virus_type: Some("Trojan".to_owned()),
                    ext: Some(text()),
                }],
            })
        }
        SasOperation::GetFileDetectReport => serde_json::to_value(GetFileDetectReportReply {
            request_id,
            code: text(),
            message: Some(text()),
            success: true,
            data: Some(ReportData {
                file_hash: Some(text()),
                filename: Some(text()),
                has_data: true,
                show_tab: Some(true),
                basic: Some(text()),
                intelligences: Some(text()),
                sandbox: Some(text()),
                threat_level: Some(2_i64),
                threat_types: Some(text()),
            }),
        }),
        SasOperation::GetFileDetectApiInvokeInfo => serde_json::to_value(GetFileDetectApiInvokeInfoReply {
            request_id,
            data: InvokeInfo {
                auth_count: i64::MAX,
                auth_count_in_sale_version: i64::MAX,
                expire: i64::MAX,
                flow_rate: i32::MAX,
                invoke_count: i64::MAX,
                invoke_count_in_sale_version: i64::MAX,
                remain_auth_count: i64::MAX,
                sale_version: SaleVersion::Enterprise,
                time_unit: FlowTimeUnit::Seconds,
            },
        }),
    };
    reply.expect("a reply is JSON")
}

/// Compares a value with its model, field by field and all the way down.
fn check(contract: &Value, model: &str, value: &Value) {
    let object = value.as_object().unwrap_or_else(|| panic!("{model} is an object"));
    let fields = contract["models"][model]["fields"].as_array().expect("a model has fields");
    let names: Vec<&str> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
    for name in object.keys() {
        let full = format!("{model}.{name}");
        assert!(
            names.contains(&name.as_str()) || DOCUMENT_ONLY.contains(&full.as_str()),
            "{full} is invented"
        );
    }
    for field in fields {
        let name = field["name"].as_str().expect("a field has a name");
        let value = object.get(name).unwrap_or_else(|| panic!("{model}.{name} is missing"));
        check_type(contract, &format!("{model}.{name}"), field, value);
        if let Some(allowed) = field["enum"].as_array() {
            assert!(allowed.contains(value), "{model}.{name}: {value} is none of {allowed:?}");
        }
    }
}

fn check_type(contract: &Value, place: &str, field: &Value, value: &Value) {
    let fits = match field["type"].as_str().expect("a field has a type") {
        "string" => value.is_string(),
        "bool" => value.is_boolean(),
        "int32" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "int64" => value.is_i64(),
        "ref" => {
            check(contract, field["ref"].as_str().expect("a ref names its model"), value);
            true
        }
        "array" => {
            let items = value.as_array().unwrap_or_else(|| panic!("{place} is an array"));
            assert!(!items.is_empty(), "{place}: fill one to check it");
            for item in items {
                check_type(contract, place, &field["items"], item);
            }
            true
        }
        other => panic!("{place} has the unknown type {other}"),
    };
    assert!(fits, "{place}: {value} is not of its type");
}

#[test]
fn a_filled_reply_is_the_contracts_model() {
    let contract = contract();
    for operation in SasOperation::ALL {
        let model = contract["operations"][operation.action()]["response"]["ref"].as_str();
        check(&contract, model.expect("every reply has a model"), &filled(operation));
    }
}

#[test]
fn every_virus_type_and_result_is_one_of_the_contracts() {
    let contract = contract();
    let fields = contract["models"]["GetFileDetectResultResponseBodyResultList"]["fields"].clone();
    let fields = fields.as_array().expect("fields");
    let allowed = |name: &str| {
        fields
            .iter()
            .find(|field| field["name"] == name)
            .map(|field| field["enum"].clone())
            .expect("in the model")
    };
    let numbers = [DetectResult::Safe, DetectResult::Suspicious, DetectResult::InProgress]
        .map(|result| serde_json::to_value(result).expect("a number"));
    assert_eq!(allowed("Result"), Value::from(numbers.to_vec()));
    let kinds: Vec<&str> = VirusType::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(allowed("VirusType"), Value::from(kinds));
}

#[test]
fn what_is_not_known_is_left_out() {
    let replies = [
        serde_json::to_value(FileResult::default()),
        serde_json::to_value(UploadUrl::default()),
        serde_json::to_value(ReportData::default()),
        serde_json::to_value(MemberResult {
            hash_key: text(),
            path: text(),
            result: DetectResult::Safe,
            score: None,
            virus_type: None,
            ext: None,
        }),
    ]
    .map(|reply| reply.expect("a reply is JSON").as_object().cloned().expect("an object"));
    let names =
        |object: &Map<String, Value>| object.keys().cloned().collect::<std::collections::BTreeSet<_>>();
    assert!(replies.iter().all(|object| object.values().all(|value| !value.is_null())));
    assert_eq!(
        replies.each_ref().map(names),
        [
            vec!["Code", "HashKey"],
            vec!["Code", "HashKey"],
            vec!["HasData"],
            vec!["HashKey", "Path", "Result"]
        ]
        .map(|names| names.into_iter().map(str::to_owned).collect::<std::collections::BTreeSet<_>>())
    );
}
