//! Runs models that the operator supplies (ONNX files) on pictures and texts: labels, figures, vectors.
//!
//! No model is part of this program. Each stands in a folder of its own, with a manifest that says what it is:
//!
//! ```toml
//! # MODELS/mobilenet/model.toml
//! task = "labels"                      # labels, figures, image-vector or text-vector: one model for each
//! file = "mobilenet.onnx"
//!
//! [picture]                            # what the network is given
//! width = 224
//! height = 224
//! fit = "crop"                         # crop (the middle), pad (black around) or stretch
//! mean = [0.485, 0.456, 0.406]         # (byte / scale - mean) / deviation; scale is 255 if not said
//! deviation = [0.229, 0.224, 0.225]
//!
//! [labels]
//! names = "labels.txt"                 # a line each: English name, a tab, its Chinese name (may be left out)
//! activation = "softmax"               # softmax, sigmoid, or none where the network does it
//! threshold = 0.2
//! ```
//!
//! [`manifest`] has every key. The crate sees pixels, never a file of a client's: whoever calls it has decoded them.
//! What a network may use is limited by the process that it runs in; between networks the deadline is looked at.

mod align;
mod error;
mod figures;
mod labels;
pub mod manifest;
mod models;
mod network;
mod number;
mod picture;
mod text;
mod vector;
mod wordpiece;

pub use error::ModelError;
pub use models::Models;
