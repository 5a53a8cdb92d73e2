//! The suite on a bucket of a real S3 server, which `tests/servers/s3.sh start` starts.

use std::env;

use assay_blobs::{BlobError, Blobs};
use opendal::{HttpTransporter, Operator, services::S3};
use opendal_http_transport_reqwest::ReqwestTransport;
use url::Url;
use uuid::Uuid;

use crate::suite::{Bench, promises};

/// The bucket's URL; `None` when the tests of servers are to be left out.
fn url() -> Option<String> {
    // The first test to come here installs it; the others find it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = env::var("ASSAY_TEST_S3").ok();
    let skip = env::var("ASSAY_TEST_SKIP_SERVERS").is_ok_and(|skip| skip == "1");
    assert!(
        url.is_some() || skip,
        "ASSAY_TEST_S3 is not set: start a server with tests/servers/s3.sh and export the lines that it prints, \
         or set ASSAY_TEST_SKIP_SERVERS=1 to leave these tests out"
    );
    url
}

/// A place of its own in the bucket for each test.
async fn open() -> Option<(Bench, ())> {
    let url = format!("{}&prefix=blobs-{}", url()?, Uuid::new_v4());
    Some((Bench::open(&url).await, ()))
}

promises!(open, 12);

#[tokio::test]
async fn a_bucket_that_is_not_there_fails_the_ping() {
    let Some(url) = url() else { return };
    let (bucket, parameters) = url.split_once('?').unwrap();
    let blobs = Blobs::open(&format!("{bucket}-missing?{parameters}")).await.unwrap();
    let error = blobs.ping().await.unwrap_err();
    assert!(matches!(error, BlobError::Remote { temporary: false, .. }), "{error:?}");
}

#[tokio::test]
async fn other_bytes_under_a_name_are_noticed() {
    let Some(url) = url() else { return };
    let prefix = format!("blobs-{}", Uuid::new_v4());
    let bench = Bench::open(&format!("{url}&prefix={prefix}")).await;
    let digest = bench.put(b"the true bytes").await;
    let hex = digest.sha256.to_string();
    // Behind our back, with a client of our own.
    let bucket = bucket(&url, &prefix);
    let key = format!("sha256/{}/{}/{hex}", &hex[..2], &hex[2..4]);
    assert_eq!(bucket.read(&key).await.unwrap().to_vec(), b"the true bytes", "the layout is a stored format");
    bucket.write(&key, "the FALSE bytes").await.unwrap();
    let opened = bench.blobs.open_local(&digest.sha256).await;
    assert!(matches!(opened, Err(BlobError::Damaged(content)) if content == digest.sha256), "{opened:?}");
}

/// The bucket as it is, without anything of ours in between.
fn bucket(url: &str, prefix: &str) -> Operator {
    let url = Url::parse(url).unwrap();
    let parameter = |name: &str| url.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned();
    let service = S3::default()
        .bucket(url.host_str().unwrap())
        .endpoint(&parameter("endpoint"))
        .region(&parameter("region"))
        .root(prefix);
    let operator = Operator::new(service).unwrap();
    let client = HttpTransporter::new(ReqwestTransport::new(reqwest::Client::new()));
    let context = operator.context().with_http_transport(client);
    operator.with_context(context)
}
