//! Why models cannot be used.

use std::path::PathBuf;

/// Why the models of a folder cannot be used. Every message names the file, for it is the operator who reads it.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file or folder cannot be read.
    #[error("{path}: {error}", path = .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A manifest is not one, or what it says makes no sense.
    #[error("{path}: {why}", path = .path.display())]
    Manifest {
        /// Which.
        path: PathBuf,
        /// What is wrong, and what would be right.
        why: String,
    },
    /// A network does not load, or does not run, or gives something else than its manifest says.
    #[error("{path}: {why}", path = .path.display())]
    Network {
        /// The ONNX file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}
