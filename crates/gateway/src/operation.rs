//! One call of an operation, in the order in which it is checked.
//!
//! Identify the caller, read the body, prove the signature, then the policy, the throttle and the daily
//! allowance; only then are parameters parsed and the service called.

use std::pin::pin;

use assay_access::LookupError;
use assay_signing::SignedRequest;
use assay_wire::{ApiError, Operation, Params, Product, Refusal as Turned, Served};
use futures_util::future::poll_immediate;
use http::{
    HeaderMap,
    header::{CONTENT_TYPE, HeaderValue},
    request::Parts,
};
use hyper::body::Incoming;
use tokio::time::Instant;

use crate::{
    auth::{self, AuthError, Identified, Identity},
    body::{BodyBudget, BodyError},
    context::Asked,
    drive_call::{Call, share_token},
    errors,
    reply::Reply,
    service::Shared,
};

impl Shared {
    /// Answers a call, whatever comes of it.
    pub(crate) async fn operation(
        &self,
        asked: &mut Asked,
        operation: &'static Operation,
        parts: &Parts,
        query: &str,
        body: Incoming,
    ) -> Reply {
        match self.try_operation(asked, operation, parts, query, body).await {
            Ok(reply) => reply,
            Err(stopped) => stopped.into_reply(asked),
        }
    }

    async fn try_operation(
        &self,
        asked: &mut Asked,
        operation: &'static Operation,
        parts: &Parts,
        query: &str,
        body: Incoming,
    ) -> Result<Reply, Stopped> {
        let max_bytes = self.config.limits.max_body_bytes(operation);
        BodyBudget::admit(&body, max_bytes)?;
        let unsupported = || ApiError::new(operation.product.refusal(Turned::UnsupportedOperation));
        if operation.anonymous && operation.served().is_none() {
            return Err(unsupported().into());
        }
        let not_proved = |asked: &Asked, error: AuthError| {
            let error = errors::of_auth(&error, operation.product, asked.request_id);
            self.metrics.auth_failed(error.code());
            error
        };
        let head = view(parts, query, b"");
        let share_token = share_token(&parts.headers);
        let may_be_nobody = operation.product == Product::Pds && share_token.is_some();
        let identified = if operation.anonymous {
            // What clients never sign is not held to what they happen to send along.
            Identified::Known(Identity::Anonymous)
        } else {
            match auth::identify(&self.services, asked, operation, &head).await {
                Err(AuthError::Anonymous) if may_be_nobody => Identified::Known(Identity::Anonymous),
                other => other.map_err(|error| not_proved(asked, error))?,
            }
        };
        let body = self.bodies.read(body, max_bytes).await?;
        let proved = if body.bytes.is_empty() {
            identified.prove(&head)
        } else {
            identified.prove(&view(parts, query, &body.bytes))
        }
        .map_err(|error| not_proved(asked, error))?;
        let served = operation.served();
        let is_read = matches!(served, Some(Served::Pds(served)) if served.is_read());
        let fresh = async { proved.check_fresh(&self.services, is_read).await };
        let mut fresh = pin!(fresh);
        // What only reads does not wait to know that it is fresh; its answer does.
        let known = if is_read { poll_immediate(&mut fresh).await } else { Some(fresh.as_mut().await) };
        let is_known = known.is_some();
        known.unwrap_or(Ok(())).map_err(|error| not_proved(asked, error))?;
        let identity = &proved.identity;
        asked.body_bytes = body.bytes.len();
        asked.caller = identity.tenant().map(|tenant| (identity.subject(asked), tenant.clone()));
        let served = served.ok_or_else(unsupported)?;
        self.allow(asked, operation, identity).await?;
        match (served, identity) {
            (Served::Sas(sas), Identity::Key(key)) => {
                let form = is_form(&parts.headers).then_some(&*body.bytes);
                let params = Params::parse(query, form).map_err(ApiError::from)?;
                let detect = &self.services.faces.detect;
                let body = detect.call(sas, &key.caller, &params, asked.request_id).await?;
                Ok(Reply::of_product(Product::Sas, body))
            }
            (Served::Imm(imm), Identity::Key(key)) => {
                let form = is_form(&parts.headers).then_some(&*body.bytes);
                let params = Params::parse(query, form).map_err(ApiError::from)?;
                let media = &self.services.faces.media;
                let body = media.call(imm, &key.caller, &params, asked.request_id).await?;
                Ok(Reply::of_product(Product::Imm, body))
            }
            (Served::Iqs(iqs), Identity::Key(_)) => {
                let page = &self.services.faces.page;
                let body = page.call(iqs, &body.bytes, asked.request_id).await?;
                Ok(Reply::of_product(Product::Iqs, body))
            }
            (Served::Sas(_) | Served::Imm(_) | Served::Iqs(_), Identity::User(..) | Identity::Anonymous) => {
                Err(not_proved(asked, AuthError::Anonymous).into())
            }
            (Served::Pds(pds), _) => {
                let call = Call { parts, query, share_token, body: &body.bytes };
                let reply = self.drive_operation(asked, pds, identity, &call);
                if is_known {
                    return Ok(reply.await?);
                }
                let (fresh, reply) = tokio::join!(fresh, reply);
                fresh.map_err(|error| not_proved(asked, error))?;
                Ok(reply?)
            }
        }
    }

    /// The policy, the rate, the day's allowance: in the order of what they cost.
    pub(crate) async fn allow(
        &self,
        asked: &Asked,
        operation: &'static Operation,
        identity: &Identity,
    ) -> Result<(), ApiError> {
        let product = operation.product;
        if let Identity::Key(key) = identity {
            auth::authorize(&self.services, asked, key, operation).map_err(|error| {
                let error = errors::of_auth(&error, product, asked.request_id);
                self.metrics.auth_failed(error.code());
                error
            })?;
        }
        self.throttle
            .take(&identity.subject(asked), operation, Instant::now())
            .map_err(|seconds| ApiError::new(product.refusal(Turned::Throttled)).with_retry_after(seconds))?;
        let Identity::Key(key) = identity else { return Ok(()) };
        match self.services.access.count_call(&key.caller).await {
            Ok(()) => Ok(()),
            Err(LookupError::Refused(refusal)) => Err(errors::of_key(refusal, false, product)),
            Err(LookupError::Failed(error)) => {
                Err(errors::of_auth(&AuthError::Access(error), product, asked.request_id))
            }
        }
    }
}

/// Why an operation was not carried out, and whether the connection is still good.
struct Stopped {
    error: ApiError,
    /// The body was not read to its end.
    is_cut: bool,
}

impl From<ApiError> for Stopped {
    fn from(error: ApiError) -> Self {
        Self { error, is_cut: false }
    }
}

impl From<BodyError> for Stopped {
    fn from(error: BodyError) -> Self {
        Self { error: errors::of_body(&error), is_cut: true }
    }
}

impl Stopped {
    fn into_reply(self, asked: &Asked) -> Reply {
        let reply = Reply::error(&self.error, asked);
        if self.is_cut { reply.closing() } else { reply }
    }
}

/// The request as signatures see it. The path is as it was on the wire, and so is the `Host`, even where
/// it holds a scheme.
fn view<'a>(parts: &'a Parts, query: &'a str, body: &'a [u8]) -> SignedRequest<'a> {
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    SignedRequest::new(parts.method.as_str(), parts.uri.path(), query, headers, body)
}

/// Whether the body holds parameters: the same bodies that an RPC signature covers, and no other.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    const FORM: &[u8] = b"application/x-www-form-urlencoded";
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default().trim_ascii();
    content_type.get(..FORM.len()).is_some_and(|start| start.eq_ignore_ascii_case(FORM))
}
