//! One line for each request: enough to follow a request id a client reports, and nothing that must not
//! be written down (no headers, no query, no body, no signature, no secret).

use std::time::Duration;

use hyper::body::Body as _;

use crate::{context::Asked, reply::Reply, throttle::Subject};

/// Writes the line of an answered request.
pub(crate) fn answered(asked: &Asked, reply: &Reply, took: Duration) {
    let status = reply.response.status().as_u16();
    let (key, user) = match &asked.caller {
        Some((Subject::Key(key), _)) => (key.as_str(), "-"),
        Some((Subject::User(_, user), _)) => ("-", user.as_str()),
        Some((Subject::Peer(_), _)) | None => ("-", "-"),
    };
    tracing::info!(
        target: "assay::request",
        request_id = %asked.request_id,
        peer = %asked.peer,
        product = asked.product.map_or("-", assay_wire::Product::name),
        action = asked.action,
        key,
        user,
        tenant = asked.caller.as_ref().map_or("-", |(_, tenant)| tenant.as_str()),
        status,
        code = reply.code.as_deref().unwrap_or("-"),
        // To the microsecond: what is beyond is noise, and unreadable.
        ms = (took.as_secs_f64() * 1e6).round() / 1e3,
        bytes_in = asked.body_bytes,
        bytes_out = reply.response.body().size_hint().exact().unwrap_or(0),
        "answered"
    );
}
