//! One request, from the head to the answer: where it goes, and what is counted and logged about it.

use std::{any::Any, net::SocketAddr, panic::AssertUnwindSafe, sync::Arc};

use assay_wire::{ApiError, Product, code};
use futures_util::FutureExt as _;
use http::{
    Request, Response, StatusCode,
    header::{HOST, HeaderValue},
};
use hyper::body::Incoming;
use tokio::{sync::watch, time::Instant};

use crate::{
    GatewayConfig, MetricsAccess, Services,
    body::BodyBudget,
    context::Asked,
    cors, errors,
    front::Admitted,
    health, log,
    metrics::{self, Metrics},
    outgoing::ReplyBody,
    reply::Reply,
    route::{self, Route},
    throttle::Throttle,
    transfer, upload, xml,
};

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) config: GatewayConfig,
    pub(crate) services: Services,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) stopping: watch::Sender<bool>,
    pub(crate) throttle: Throttle,
    pub(crate) bodies: BodyBudget,
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
    ) -> Response<ReplyBody> {
        let started = Instant::now();
        let _in_flight = self.metrics.request();
        let host = request.headers().get(HOST).map(HeaderValue::as_bytes);
        let mut asked = Asked::new(peer.ip().to_canonical(), host);
        let answered = AssertUnwindSafe(self.answer(&mut asked, admitted, request)).catch_unwind().await;
        let reply = match answered {
            Ok(reply) => reply,
            Err(panic) => self.panicked(&asked, panic.as_ref()),
        };
        let mut reply = reply.identified(asked.request_id, asked.product);
        if asked.is_transfer || asked.product == Some(Product::Pds) {
            cors::open(reply.response.headers_mut());
        }
        let took = started.elapsed();
        let product = asked.product.map_or("-", Product::name);
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
        match route::route(&parts.method, parts.uri.path(), query, &parts.headers, &self.config) {
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
            Ok(Route::Upload | Route::Transfer(_) | Route::Preflight | Route::Operation(_))
                if !self.config.serves_apis =>
            {
                let message = "This node works on jobs; it answers /healthz, /readyz and /metrics alone.";
                Reply::error(&ApiError::new(code::NOT_FOUND).with_message(message), asked)
            }
            Ok(Route::Upload) => {
                asked.action = "PostObject";
                upload::receive(&*self.services.faces.detect, asked, &parts, body).await
            }
            Ok(Route::Transfer(transfer)) => {
                asked.action = transfer.action();
                asked.is_transfer = true;
                transfer::answer(&*self.services.faces.drive, asked, transfer, &parts, query, body).await
            }
            Ok(Route::Preflight) => {
                asked.product = Some(Product::Pds);
                asked.action = "Preflight";
                cors::preflight()
            }
            Ok(Route::Operation(operation)) => {
                asked.product = Some(operation.product);
                asked.action = operation.action;
                self.operation(asked, operation, &parts, query, body).await
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
        if asked.is_transfer || asked.action == "PostObject" {
            return xml::internal(asked).closing();
        }
        Reply::error(&ApiError::new(code::SERVER_ERROR), asked).closing()
    }
}
