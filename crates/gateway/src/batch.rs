//! `Batch`: up to a hundred requests in one, each routed, allowed and carried out as if it came alone from the
//! same caller. What becomes of one does not touch the others.

use assay_drive::Caller;
use assay_wire::{
    ApiError, ErrorShape, Operation, Product, Refusal, Served, code,
    pds::{BatchAnswer, BatchItem, BatchReply, BatchRequest, read_body},
};
use futures_util::{StreamExt as _, stream};
use serde_json::value::RawValue;
use tokio::time::Instant;

use crate::{
    auth::{AuthError, Identity},
    context::Asked,
    drive_call::SHARE_TOKEN,
    errors,
    service::Shared,
};

/// Requests in one.
const MAX_REQUESTS: usize = 100;
/// Of which so many are under way at once.
const AT_ONCE: usize = 16;
/// What `resource` may say. Clients send one word for requests of every kind, so it decides nothing.
const RESOURCES: [&str; 7] = ["async_task", "drive", "file", "group", "membership", "share_link", "user"];

impl Shared {
    /// Carries out a batch; the answers have the requests' order.
    pub(crate) async fn batch(
        &self,
        asked: &Asked,
        identity: &Identity,
        caller: &Caller,
        body: &[u8],
    ) -> Result<Vec<u8>, ApiError> {
        let BatchRequest { requests, resource } = read_body(body)?;
        if requests.is_empty() || requests.len() > MAX_REQUESTS {
            return Err(ApiError::invalid_field("requests", format_args!("1 to {MAX_REQUESTS} are allowed")));
        }
        if !RESOURCES.contains(&resource.as_str()) {
            let words = RESOURCES.join(", ");
            return Err(ApiError::invalid_field("resource", format_args!("it must be one of {words}")));
        }
        let answers = stream::iter(requests).map(|item| self.batch_item(asked, identity, caller, item));
        let responses = answers.buffered(AT_ONCE).collect().await;
        serde_json::to_vec(&BatchReply { responses })
            .map_err(|error| errors::internal(&error, asked.request_id))
    }

    async fn batch_item(
        &self,
        asked: &Asked,
        identity: &Identity,
        caller: &Caller,
        item: BatchItem,
    ) -> BatchAnswer {
        let id = item.id.clone();
        let result = match find(&item) {
            Ok(operation) => {
                let started = Instant::now();
                let result = self.batch_call(asked, identity, caller, operation, item).await;
                let status = result.as_ref().map_or_else(ApiError::status, |_| 200);
                self.metrics.answered(Product::Pds.name(), operation.action, status, started.elapsed());
                result
            }
            Err(error) => Err(error),
        };
        let (status, body) = match result {
            Ok(body) => (200, body),
            Err(error) => (error.status(), error.body(ErrorShape::Pds, asked.request_id, &asked.host)),
        };
        let body = String::from_utf8(body).ok().and_then(|body| RawValue::from_string(body).ok());
        BatchAnswer { body, id: Some(id), status: Some(status.into()) }
    }

    async fn batch_call(
        &self,
        asked: &Asked,
        identity: &Identity,
        caller: &Caller,
        operation: &'static Operation,
        item: BatchItem,
    ) -> Result<Vec<u8>, ApiError> {
        let Some(Served::Pds(served)) = operation.served() else {
            return Err(Product::Pds.refusal(Refusal::UnsupportedOperation).into());
        };
        let mut caller = caller.clone();
        let mut headers = item.headers.into_iter().flatten();
        if let Some((_, token)) = headers.find(|(name, _)| name.eq_ignore_ascii_case(SHARE_TOKEN)) {
            caller.share_token = Some(token);
        }
        let is_nobody = matches!(identity, Identity::Anonymous) && caller.share_token.is_none();
        if is_nobody && !operation.anonymous {
            return Err(errors::of_auth(&AuthError::Anonymous, Product::Pds, asked.request_id));
        }
        self.allow(asked, operation, identity).await?;
        let body = item.body.as_deref().map_or("", RawValue::get);
        let body = if body == "null" { "" } else { body };
        // Those that answer no JSON, and batches in batches, are unsupported there.
        self.services.faces.drive.call(served, &caller, body.as_bytes()).await
    }
}

/// The operation that an item is for: `/file/get` as the clients write it, or `/v2/file/get`.
fn find(item: &BatchItem) -> Result<&'static Operation, ApiError> {
    let found = if item.url.starts_with("/v2/") {
        Operation::by_path(&item.url)
    } else {
        Operation::by_path(&format!("/v2{}", item.url))
    };
    let found = found.filter(|operation| operation.product == Product::Pds);
    let operation = found.ok_or(code::INVALID_ACTION_NOT_FOUND)?;
    if !item.method.eq_ignore_ascii_case(operation.method.as_str()) {
        return Err(code::METHOD_NOT_ALLOWED.into());
    }
    Ok(operation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(method: &str, url: &str) -> Result<&'static str, String> {
        let item = BatchItem {
            body: None,
            headers: None,
            id: "1".to_owned(),
            method: method.to_owned(),
            url: url.to_owned(),
        };
        find(&item).map(|operation| operation.action).map_err(|error| error.code().to_owned())
    }

    #[test]
    fn items_are_routed_by_method_and_url() {
        assert_eq!(action("POST", "/file/get"), Ok("GetFile"));
        assert_eq!(action("post", "/v2/file/get"), Ok("GetFile"));
        assert_eq!(action("GET", "/file/get"), Err("MethodNotAllowed".to_owned()));
        for url in ["/file/nothing", "file/get", "", "/scan/file", "/v2/v2/file/get", "/file/get?x=1"] {
            assert_eq!(action("POST", url), Err("InvalidAction.NotFound".to_owned()), "{url}");
        }
    }
}
