//! Where files come from: buckets and drives.
//!
//! A file is named by its URI, found through the tenant who asks (buckets of theirs or everybody's, drives of their
//! domains), and opened for the sandbox; nothing of its bytes is looked at here.

mod list;
mod open;
mod uri;

use assay_blobs::BucketError;

pub(crate) use list::{SourceObject, SourcePage};
pub(crate) use open::{Head, Opener};
pub(crate) use uri::{FileUri, PlaceUri, URI_BYTES_MAX};

use crate::MediaError;

impl From<BucketError> for MediaError {
    fn from(error: BucketError) -> Self {
        match error {
            BucketError::NoBucket(_) => Self::not_found("Bucket"),
            BucketError::NoObject => Self::not_found("Object"),
            BucketError::Key => Self::invalid("URI", error),
            BucketError::Place(error) => Self::Blob(error),
            BucketError::List(why) => Self::Corrupt { what: "list of buckets", why },
        }
    }
}
