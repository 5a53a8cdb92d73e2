//! The served IQS operation has the contract's names and types, and beside them those that are our own.

use assay_types::RequestId;
use assay_wire::iqs::{
    IqsOperation, ScanFileInfo, ScanFileInputConfig, ScanFileReply, ScanFileRequest, SearchInformation,
    read_json,
};
use serde_json::{Value, json};

use crate::{contract::Contract, field_names::field_names};

/// Names beyond the contract's, as `Model.field`: all optional, and without effect when they are absent.
const OWN: [&str; 20] = [
    "ScanFileInput.autoCrop",
    "ScanFileInput.autoRotate",
    "ScanFileInput.color",
    "ScanFileInput.confidence",
    "ScanFileInput.corners",
    "ScanFileInput.dpi",
    "ScanFileInput.format",
    "ScanFileInput.maxPixels",
    "ScanFileInput.pages",
    "ScanFileInput.quality",
    "ScanFileInputConfig.color",
    "ScanFileInputConfig.confidence",
    "ScanFileInputConfig.corners",
    "ScanFileInputConfig.dpi",
    "ScanFileInputConfig.format",
    "ScanFileInputConfig.maxPixels",
    "ScanFileInputConfig.pages",
    "ScanFileInputConfig.quality",
    "ScanFileInfo.confidence",
    "ScanFileInfo.corners",
];

#[test]
fn every_name_is_the_contracts_or_listed_as_our_own() {
    let contract = Contract::iqs();
    let mut own = Vec::new();
    for (model, have) in [
        ("ScanFileInput", field_names::<ScanFileRequest>()),
        ("ScanFileInputConfig", field_names::<ScanFileInputConfig>()),
        ("ScanFileOutput", field_names::<ScanFileReply>()),
        ("ScanFileInfo", field_names::<ScanFileInfo>()),
        ("UnifiedSearchInformation", field_names::<SearchInformation>()),
    ] {
        let known: Vec<&str> =
            contract.models[model].fields.iter().map(|field| field.name.as_str()).collect();
        for name in &known {
            assert!(have.contains(name), "{model}.{name} is missing");
        }
        own.extend(have.iter().filter(|name| !known.contains(name)).map(|name| format!("{model}.{name}")));
    }
    own.sort();
    let mut listed = OWN.map(str::to_owned);
    listed.sort();
    assert_eq!(own, listed);
}

#[test]
fn a_request_with_everything_is_taken_and_a_wrong_type_is_told_by_name() {
    let contract = Contract::iqs();
    let operation = &contract.operations[IqsOperation::ScanFile.action()];
    let sample = contract.value(operation.params.first().expect("a body"));
    read_json::<ScanFileRequest>(sample.to_string().as_bytes()).expect("taken");
    for pointer in ["/imageUrl", "/imageBase64", "/scanFileInputConfig", "/scanFileInputConfig/autoCrop"] {
        let mut changed = sample.clone();
        *changed.pointer_mut(pointer).expect("in the sample") = json!([7]);
        let error =
            read_json::<ScanFileRequest>(changed.to_string().as_bytes()).expect_err("a list is none of them");
        let field = pointer.trim_start_matches('/').replace('/', ".");
        assert_eq!(error.code(), "InvalidParameter");
        assert!(error.message().contains(&field), "{}", error.message());
    }
}

#[test]
fn a_reply_has_the_contracts_types_and_nothing_that_was_not_asked_for() {
    let contract = Contract::iqs();
    let info = ScanFileInfo {
        angle: i32::MAX,
        height: i32::MAX,
        image_base64: "text".to_owned(),
        width: i32::MAX,
        corners: None,
        confidence: None,
    };
    let reply = ScanFileReply {
        request_id: RequestId::random(),
        scan_file_info_list: vec![info],
        search_information: SearchInformation { search_time: i64::MAX },
    };
    let mut written = serde_json::to_value(reply).expect("JSON");
    written["requestId"] = json!("text");
    let response = &contract.operations[IqsOperation::ScanFile.action()].response;
    assert_eq!(written, contract.value(response));
    assert!(
        written["scanFileInfoList"][0].as_object().is_some_and(|info| !info.values().any(Value::is_null))
    );
}
