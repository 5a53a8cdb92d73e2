//! One line for each request: enough to follow a request id a client reports, and nothing that must not
//! be written down (no headers, no query, no body, no signature, no secret).

use std::time::Duration;

use hyper::body::Body as _;

use crate::{context::Asked, reply::Reply};

/// Writes the line of an answered request.
pub(crate) fn answered(asked: &Asked, reply: &Reply, took: Duration) {
    let status = reply.response.status().as_u16();
    let (key, tenant) = match &asked.caller {
        Some((key, tenant)) => (key.as_str(), tenant.as_str()),
        None => ("-", "-"),
    };
    tracing::info!(
        target: "assay::request",
        request_id = %asked.request_id,
        peer = %asked.peer,
        product = asked.product.map_or("-", assay_wire::Product::name),
        action = asked.action,
        key,
        tenant,
        status,
        code = reply.code.as_deref().unwrap_or("-"),
        // To the microsecond: what is beyond is noise, and unreadable.
        ms = (took.as_secs_f64() * 1e6).round() / 1e3,
        bytes_in = asked.body_bytes,
        bytes_out = reply.response.body().size_hint().exact().unwrap_or(0),
        "answered"
    );
}
