//! The listener: HTTP, signatures, dispatch, errors in each product's shape, limits, metrics.

mod config;
mod server;
mod services;

pub use config::{GatewayConfig, Limits, MetricsAccess, Rate, ThrottleConfig};
pub use server::{Drained, Gateway, Listener};
pub use services::{
    BodyStream, BodyStreamError, DetectFace, Faces, ReadinessCheck, Services, UploadRefused, Uploaded,
};
