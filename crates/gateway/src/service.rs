//! One request, from the head to the answer, in the order in which it is checked.
//!
//! Route (a look-up of names, no parsing), identify the key, read the body, prove the signature, then the
//! policy, the throttle and the daily allowance; only then are parameters parsed and the service called.

use std::{any::Any, net::SocketAddr, panic::AssertUnwindSafe, sync::Arc};

use assay_access::{LookupError, SigningKey};
use assay_signing::SignedRequest;
use assay_wire::{ApiError, Operation, Params, Refusal as Turned, Served, code};
use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{
    HeaderMap, Request, Response, StatusCode,
    header::{CONTENT_TYPE, HOST, HeaderValue},
    request::Parts,
};
use http_body_util::Full;
use hyper::body::Incoming;
use tokio::{sync::watch, time::Instant};

use crate::{
    GatewayConfig, MetricsAccess, Services,
    auth::{self, AuthError},
    body::{BodyBudget, BodyError},
    context::Asked,
    errors,
    front::Admitted,
    health, log,
    metrics::{self, Metrics},
    reply::Reply,
    route::{self, Route},
    services::UploadRefused,
    throttle::Throttle,
    upload,
};

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) config: GatewayConfig,
    pub(crate) services: Services,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) stopping: watch::Sender<bool>,
    throttle: Throttle,
    bodies: BodyBudget,
}

impl Shared {
    pub(crate) fn new(config: GatewayConfig, mut services: Services) -> Self {
        Self {
            metrics: Metrics::new(std::mem::take(&mut services.registry)),
            throttle: Throttle::new(config.throttle.clone()),
            bodies: BodyBudget::new(&config.limits),
            stopping: watch::Sender::new(false),
            config,
            services,
        }
    }

    /// Answers one request of a connection; `admitted` is what the gate says about it.
    pub(crate) async fn respond(
        &self,
        peer: SocketAddr,
        admitted: Option<Admitted>,
        request: Request<Incoming>,
    ) -> Response<Full<Bytes>> {
        let started = Instant::now();
        let _in_flight = self.metrics.request();
        let host = request.headers().get(HOST).map(HeaderValue::as_bytes);
        let mut asked = Asked::new(peer.ip().to_canonical(), host);
        let answered = AssertUnwindSafe(self.answer(&mut asked, admitted, request)).catch_unwind().await;
        let reply = match answered {
            Ok(reply) => reply,
            Err(panic) => self.panicked(&asked, panic.as_ref()),
        };
        let reply = reply.identified(asked.request_id, asked.product);
        let took = started.elapsed();
        let product = asked.product.map_or("-", assay_wire::Product::name);
        self.metrics.answered(product, asked.action, reply.response.status().as_u16(), took);
        log::answered(&asked, &reply, took);
        reply.response
    }

    async fn answer(
        &self,
        asked: &mut Asked,
        admitted: Option<Admitted>,
        request: Request<Incoming>,
    ) -> Reply {
        let (parts, body) = request.into_parts();
        let long_query = match admitted {
            Some(Admitted::Plain) => None,
            Some(Admitted::LongQuery(query)) => Some(query),
            Some(Admitted::Refused(refusal)) => {
                return Reply::error(&errors::of_refusal(refusal), asked).closing();
            }
            // Hyper saw a request where the gate saw a body: the connection is out of step.
            None => return Reply::error(&ApiError::new(code::BAD_REQUEST), asked).closing(),
        };
        let query = long_query.as_deref().or_else(|| parts.uri.query()).unwrap_or_default();
        let upload_path = &self.config.upload_path;
        match route::route(&parts.method, parts.uri.path(), query, &parts.headers, upload_path) {
            Ok(Route::Health) => {
                asked.action = "healthz";
                health::alive()
            }
            Ok(Route::Ready) => {
                asked.action = "readyz";
                let is_stopping = *self.stopping.borrow();
                health::ready(&self.services.checks, is_stopping, asked).await
            }
            Ok(Route::Metrics) => {
                asked.action = "metrics";
                self.metrics_page(asked)
            }
            Ok(Route::Upload | Route::Operation(_)) if !self.config.serves_apis => {
                let message = "This node works on jobs; it answers /healthz, /readyz and /metrics alone.";
                Reply::error(&ApiError::new(code::NOT_FOUND).with_message(message), asked)
            }
            Ok(Route::Upload) => {
                asked.action = "PostObject";
                upload::receive(&*self.services.faces.detect, asked, &parts, body).await
            }
            Ok(Route::Operation(operation)) => {
                asked.product = Some(operation.product);
                asked.action = operation.action;
                match self.operation(asked, operation, &parts, query, body).await {
                    Ok(body) => Reply::of_product(operation.product, body),
                    Err(stopped) => stopped.into_reply(asked),
                }
            }
            Err(unroutable) => {
                asked.product = unroutable.product;
                let reply = Reply::error(&unroutable.error, asked);
                match unroutable.allow {
                    Some(methods) => reply.allowing(methods),
                    None => reply,
                }
            }
        }
    }

    async fn operation(
        &self,
        asked: &mut Asked,
        operation: &'static Operation,
        parts: &Parts,
        query: &str,
        body: Incoming,
    ) -> Result<Vec<u8>, Stopped> {
        self.bodies.admit(&body)?;
        let unsupported = || ApiError::new(operation.product.refusal(Turned::UnsupportedOperation));
        if operation.anonymous && operation.served().is_none() {
            return Err(unsupported().into());
        }
        let not_proved = |error: AuthError| {
            let error = errors::of_auth(&error, operation.product, asked.request_id);
            self.metrics.auth_failed(error.code());
            error
        };
        let head = view(parts, query, b"");
        let identified = auth::identify(&self.services, &head).await.map_err(not_proved)?;
        let body = self.bodies.read(body).await?;
        let key = if body.bytes.is_empty() {
            identified.prove(&self.services, &head).await
        } else {
            identified.prove(&self.services, &view(parts, query, &body.bytes)).await
        }
        .map_err(not_proved)?;
        asked.body_bytes = body.bytes.len();
        asked.caller = Some((key.caller.key_id.clone(), key.caller.tenant.clone()));
        let served = operation.served().ok_or_else(unsupported)?;
        self.allow(asked, operation, &key).await?;
        let form = is_form(&parts.headers).then_some(&*body.bytes);
        let params = Params::parse(query, form).map_err(ApiError::from)?;
        match served {
            Served::Pds(_) => Err(unsupported().into()),
            Served::Sas(sas) => {
                let detect = &self.services.faces.detect;
                Ok(detect.call(sas, &key.caller, &params, asked.request_id).await?)
            }
        }
    }

    /// The policy, the rate, the day's allowance: in the order of what they cost.
    async fn allow(
        &self,
        asked: &Asked,
        operation: &'static Operation,
        key: &SigningKey,
    ) -> Result<(), ApiError> {
        let product = operation.product;
        auth::authorize(&self.services, asked, key, operation).map_err(|error| {
            let error = errors::of_auth(&error, product, asked.request_id);
            self.metrics.auth_failed(error.code());
            error
        })?;
        self.throttle
            .take(&key.caller.key_id, operation, Instant::now())
            .map_err(|seconds| ApiError::new(product.refusal(Turned::Throttled)).with_retry_after(seconds))?;
        match self.services.access.count_call(&key.caller).await {
            Ok(()) => Ok(()),
            Err(LookupError::Refused(refusal)) => Err(errors::of_key(refusal, false, product)),
            Err(LookupError::Failed(error)) => {
                Err(errors::of_auth(&AuthError::Access(error), product, asked.request_id))
            }
        }
    }

    fn metrics_page(&self, asked: &Asked) -> Reply {
        if self.config.metrics_access == MetricsAccess::Loopback && !asked.peer.is_loopback() {
            return Reply::error(&ApiError::new(code::NO_PERMISSION), asked);
        }
        match self.metrics.page() {
            Some(page) => Reply::new(StatusCode::OK, HeaderValue::from_static(metrics::CONTENT_TYPE), page),
            None => Reply::error(&ApiError::new(code::SERVER_ERROR), asked),
        }
    }

    /// A bug: the client gets an answer, the log gets what there is, and the server goes on.
    fn panicked(&self, asked: &Asked, panic: &(dyn Any + Send)) -> Reply {
        let text = panic
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        self.metrics.panicked();
        tracing::error!(request_id = %asked.request_id, action = asked.action, panic = text, "a handler panicked");
        if asked.action == "PostObject" {
            let message = "We encountered an internal error. Please try again.".to_owned();
            return upload::refused(&UploadRefused { status: 500, code: "InternalError", message }, asked)
                .closing();
        }
        Reply::error(&ApiError::new(code::SERVER_ERROR), asked).closing()
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
fn is_form(headers: &HeaderMap) -> bool {
    const FORM: &[u8] = b"application/x-www-form-urlencoded";
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default().trim_ascii();
    content_type.get(..FORM.len()).is_some_and(|start| start.eq_ignore_ascii_case(FORM))
}
