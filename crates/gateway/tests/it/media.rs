//! IMM's calls, as far as the gateway decides about them.

use assay_signing::{Hash, OutgoingRequest, Scheme};
use assay_wire::imm::ImmOperation;

use crate::bench::{Bench, error, unsigned_sas, wire};

fn unsigned(action: &str, query: &[(&str, &str)]) -> OutgoingRequest {
    let mut request = unsigned_sas(action, query);
    for (name, value) in &mut request.headers {
        if name == "x-acs-version" {
            "2020-09-30".clone_into(value);
        }
    }
    request
}

fn signed(bench: &Bench, action: &str, query: &[(&str, &str)]) -> OutgoingRequest {
    let mut request = unsigned(action, query);
    bench.sign(&mut request, Scheme::Acs3(Hash::Sha256), &bench.key);
    request
}

#[tokio::test]
async fn every_served_operation_reaches_the_service() {
    let bench = Bench::start().await;
    for operation in ImmOperation::ALL {
        let answer = bench.call(&signed(&bench, operation.action(), &[])).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.json()["Action"], operation.action());
        assert_eq!(answer.json()["Tenant"], "acme");
    }
    let answer = bench.call(&signed(&bench, "CreateStory", &[])).await;
    assert_eq!(answer.error(), error(400, "UnsupportedOperation"));
    let answer = bench.call(&unsigned("GetProject", &[])).await;
    assert_eq!(answer.error().0 / 100, 4, "{answer:?}");
}

#[tokio::test]
async fn a_full_batch_with_labels_passes() {
    let bench = Bench::start().await;
    let labels: Vec<_> =
        (0..10).map(|label| format!(r#"{{"LabelName":"label {label}","LabelConfidence":0.5}}"#)).collect();
    let file = |at: usize| format!(r#"{{"URI":"oss://bucket/a/{at}.jpg","Labels":[{}]}}"#, labels.join(","));
    let files = format!("[{}]", (0..100).map(file).collect::<Vec<_>>().join(","));
    let request = signed(&bench, "BatchIndexFileMeta", &[("Files", &files)]);
    assert!(wire(&request).len() > 70_000, "longer than the HTTP library takes");
    let answer = bench.call(&request).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["FilesBytes"], files.len());
}
