//! Uploads and downloads on a real state.

mod create;
mod download;
mod upload;

use assay_wire::pds::{CreateFileReply, CreateFileRequest};
use bytes::Bytes;
use futures_util::StreamExt as _;
use serde_json::{Value, json};

use crate::{Download, DriveError, PartReceived, PartStream, TransferRefused, fixture::Fixture};

impl Fixture {
    /// `CreateFile` in the default drive; `extra` goes over `{"parent_file_id": "root", "type": "file"}`.
    pub(crate) async fn create(&self, name: &str, extra: Value) -> Result<CreateFileReply, DriveError> {
        let mut body = json!({ "drive_id": "1", "name": name, "parent_file_id": "root", "type": "file" });
        let (Value::Object(body_fields), Value::Object(extra)) = (&mut body, extra) else {
            panic!("objects")
        };
        body_fields.extend(extra);
        let request: CreateFileRequest = serde_json::from_value(body).expect("a request");
        self.drive.create_file(&self.key, request).await
    }

    /// A folder; its id.
    pub(crate) async fn folder(&self, parent: &str, name: &str) -> String {
        let reply = self.create(name, json!({ "type": "folder", "parent_file_id": parent })).await;
        reply.expect("a folder").file_id.expect("an id")
    }

    /// A file with a content, uploaded as one part; its id.
    pub(crate) async fn file(&self, parent: &str, name: &str, content: &[u8]) -> String {
        let extra = json!({ "parent_file_id": parent, "size": content.len() });
        let created = self.create(name, extra).await.expect("a file");
        self.send(&created, 1, content).await.expect("a part");
        self.complete(&created, json!({})).await.expect("complete");
        created.file_id.expect("an id")
    }

    /// Sends a part to the URL that a reply has for it.
    pub(crate) async fn send(
        &self,
        created: &CreateFileReply,
        part: usize,
        content: &[u8],
    ) -> Result<PartReceived, TransferRefused> {
        let parts = created.part_info_list.as_ref().expect("parts");
        let url = &parts.get(part - 1).expect("the part").upload_url;
        self.drive.receive_part(target(url), None, None, body(content)).await
    }

    /// `CompleteFile`; the record.
    pub(crate) async fn complete(
        &self,
        created: &CreateFileReply,
        extra: Value,
    ) -> Result<Value, DriveError> {
        let mut request =
            json!({ "drive_id": "1", "file_id": created.file_id, "upload_id": created.upload_id });
        let (Value::Object(fields), Value::Object(extra)) = (&mut request, extra) else { panic!("objects") };
        fields.extend(extra);
        let request = serde_json::from_value(request).expect("a request");
        let record = self.drive.complete_file(&self.key, request).await?;
        Ok(serde_json::from_str(record.get()).expect("a record"))
    }

    /// `DownloadFile`.
    pub(crate) async fn download(&self, file: &str) -> Result<Download, DriveError> {
        let request = json!({ "drive_id": "1", "file_id": file });
        self.drive.download_file(&self.key, serde_json::from_value(request).expect("a request")).await
    }

    /// The bytes of a download.
    pub(crate) async fn bytes(&self, download: &Download) -> Vec<u8> {
        let mut reader = self.drive.blobs().read(&download.content, ..).await.expect("the content");
        let mut bytes = Vec::new();
        while let Some(chunk) = reader.chunk().await.expect("a chunk") {
            bytes.extend_from_slice(&chunk);
        }
        bytes
    }
}

/// Path and query of a URL.
pub(crate) fn target(url: &str) -> &str {
    url.strip_prefix("http://127.0.0.1").expect("the server's own URL")
}

/// A body that arrives in pieces.
pub(crate) fn body(content: &[u8]) -> PartStream {
    let pieces: Vec<_> = content.chunks(1000).map(Bytes::copy_from_slice).map(Ok).collect();
    futures_util::stream::iter(pieces).boxed()
}

/// The code of an error.
pub(crate) fn code_of(error: &DriveError) -> String {
    match error {
        DriveError::Api(error) => error.code().to_owned(),
        error => panic!("{error}"),
    }
}
