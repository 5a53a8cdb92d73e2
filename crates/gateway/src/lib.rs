//! The listener: HTTP, signatures, dispatch, errors in each product's shape, limits, metrics.
//!
//! One listener serves all four APIs. A connection's bytes pass the head gate ([`front`]) into hyper; each
//! request is routed, authenticated, authorised and dispatched ([`service`]), and every failure on the way,
//! those of the HTTP layer included, is answered in the product's own JSON with the request id that the
//! log has too. The gateway knows no rules of any API and parses no file: it hands typed parameters, or an
//! upload's stream, to a service.

mod auth;
mod batch;
mod body;
mod config;
mod context;
mod cors;
mod download;
mod drive_call;
mod errors;
mod front;
mod health;
mod incoming;
mod log;
mod metrics;
mod operation;
mod outgoing;
mod parameters;
mod products;
mod range;
mod reply;
mod route;
mod server;
mod service;
mod services;
mod throttle;
mod transfer;
mod upload;
mod xml;

pub use config::{GatewayConfig, Limits, MetricsAccess, Rate, ThrottleConfig};
pub use products::{imm::MediaService, iqs::PageService, pds::DriveService, sas::DetectService};
pub use server::{Drained, Gateway, Listener};
pub use services::{
    BodyStream, BodyStreamError, Content, DetectFace, DriveFace, Faces, MediaFace, PageFace, ReadinessCheck,
    Services, UploadRefused, Uploaded,
};
