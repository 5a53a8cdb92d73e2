//! An answer, and what every answer carries: its request id, its type, and when to come back.

use crate::{context::Asked, outgoing::ReplyBody};
use assay_types::RequestId;
use assay_wire::{ApiError, Product};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{ALLOW, CONNECTION, CONTENT_TYPE, RETRY_AFTER},
};

const ACS_REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");
const CA_REQUEST_ID: HeaderName = HeaderName::from_static("x-ca-request-id");
const ACS_RETRY_AFTER: HeaderName = HeaderName::from_static("x-acs-retry-after");

/// JSON of the ACS products, as the hosted services label it.
const JSON_UTF8: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
/// JSON of PDS.
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer on its way to the client.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) response: Response<ReplyBody>,
    /// The error's code, for log and metrics.
    pub(crate) code: Option<String>,
}

impl Reply {
    /// An answer of any type.
    pub(crate) fn new(status: StatusCode, content_type: HeaderValue, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(ReplyBody::whole(body));
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        Self { response, code: None }
    }

    /// An answer whose headers are made already.
    pub(crate) fn with_body(status: StatusCode, headers: HeaderMap, body: ReplyBody) -> Self {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Self { response, code: None }
    }

    /// A success with a JSON body.
    pub(crate) fn json(body: Vec<u8>) -> Self {
        Self::new(StatusCode::OK, JSON_UTF8, body)
    }

    /// A success with a JSON body, in a product's own way.
    pub(crate) fn of_product(product: Product, body: Vec<u8>) -> Self {
        Self::new(StatusCode::OK, json_type(Some(product)), body)
    }

    /// An error in the shape of the product that was asked.
    pub(crate) fn error(error: &ApiError, asked: &Asked) -> Self {
        let shape = asked.product.unwrap_or(Product::Sas).error_shape();
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = error.body(shape, asked.request_id, &asked.host);
        let mut reply = Self::new(status, json_type(asked.product), body);
        if let Some(seconds) = error.retry_after_s() {
            let seconds = HeaderValue::from(seconds);
            reply.response.headers_mut().insert(ACS_RETRY_AFTER, seconds.clone());
            reply.response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        reply.code = Some(error.code().to_owned());
        reply
    }

    /// Names the methods that the path has (with 405).
    pub(crate) fn allowing(mut self, methods: &'static str) -> Self {
        self.response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
        self
    }

    /// Ends the connection after this answer: where the next request starts is not known.
    pub(crate) fn closing(mut self) -> Self {
        self.response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        self
    }

    /// Adds the request id in every place where a client looks for it.
    pub(crate) fn identified(mut self, request_id: RequestId, product: Option<Product>) -> Self {
        if let Ok(id) = HeaderValue::from_str(&request_id.to_string()) {
            if matches!(product, None | Some(Product::Pds)) {
                self.response.headers_mut().insert(CA_REQUEST_ID, id.clone());
            }
            self.response.headers_mut().insert(ACS_REQUEST_ID, id);
        }
        self
    }
}

fn json_type(product: Option<Product>) -> HeaderValue {
    if product == Some(Product::Pds) { JSON } else { JSON_UTF8 }
}
