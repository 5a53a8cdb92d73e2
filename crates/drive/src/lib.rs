//! The PDS drive service: domains and users, drives, files, listings, sharing, and what happens to a file by
//! itself.
//!
//! The rules of the API live here, one file an operation or a family of small ones; no byte of a user's file is
//! parsed here (it is hashed, stored, and handed to the sandbox), and nothing here knows HTTP or how a request was
//! signed.
//!
//! Everything that changes a drive is one [`assay_store::Commit`]: read, decide, commit with what must still hold,
//! and read again where it does not hold any more. Work on whole trees is one such change that makes the tree
//! vanish or appear, and a job that does the rest.

mod access;
mod caller;
mod category;
mod directory;
mod draft;
mod error;
mod file;
#[cfg(test)]
mod fixture;
mod inspect;
mod janitor;
mod listing;
mod marker;
mod name;
mod record;
mod rights;
mod target;
mod transfer;

use std::sync::Arc;

use assay_access::Access as Keys;
use assay_blobs::Blobs;
use assay_jobs::Wake;
use assay_page::Scanner;
use assay_sandbox::EngineInForce;
use assay_store::Store;
use assay_types::{Clock, Secret};

pub use access::{Access, Actions};
pub use caller::{Caller, Who};
pub use directory::{BearerUser, DROP_DRIVE_JOB, DropDriveHandler, IssuedToken, UserToken};
pub use error::DriveError;
pub use file::{TREE_JOB, TreeHandler};
pub use inspect::{InspectConfig, InspectHandler, Picture, Punish};
pub use janitor::Janitor;
use marker::Markers;
use transfer::UrlSigner;
pub use transfer::{Download, PartReceived, PartStream, TransferRefused};

/// What the service may be configured to do.
#[derive(Debug, Clone)]
pub struct DriveConfig {
    /// Base of the URLs handed to clients, without a trailing slash.
    pub public_url: String,
    /// Path under `public_url` at which signed uploads and downloads are served: a leading slash, no trailing one.
    pub transfer_path: String,
    /// The largest file accepted, in bytes.
    pub max_file_bytes: u64,
    /// Folders within folders, the root not counted.
    pub max_depth: usize,
    /// Signs the URLs and markers that clients carry; the same on all nodes.
    pub secret: Secret,
}

impl DriveConfig {
    /// Folders within folders.
    pub const MAX_DEPTH: usize = 50;
}

/// What the service is made of.
#[derive(Clone)]
pub struct DriveParts {
    /// The state.
    pub store: Arc<dyn Store>,
    /// The contents.
    pub blobs: Blobs,
    /// Access keys, which act for a domain.
    pub keys: Arc<Keys>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Starts an idle job runner at once.
    pub wake: Wake,
    /// Engines in force: findings of others are made anew.
    pub engine: EngineInForce,
}

/// The drive service. Cheap to clone.
#[derive(Clone)]
pub struct Drive {
    parts: DriveParts,
    config: Arc<DriveConfig>,
    markers: Markers,
    urls: UrlSigner,
    directory: directory::Memory,
    inspector: Option<Arc<inspect::Inspector>>,
    probing: Option<Arc<inspect::Probing>>,
    scanner: Option<Scanner>,
    passwords: Arc<rights::Guard>,
}

impl Drive {
    /// Puts the service together.
    pub fn new(parts: DriveParts, config: DriveConfig) -> Self {
        let markers = Markers::new(&config.secret);
        let urls = UrlSigner::new(&config.secret);
        let directory = directory::Memory::default();
        let passwords = Arc::default();
        Self {
            parts,
            config: Arc::new(config),
            markers,
            urls,
            directory,
            inspector: None,
            probing: None,
            scanner: None,
            passwords,
        }
    }
}
