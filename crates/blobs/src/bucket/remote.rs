//! A bucket of S3 or OSS, through opendal.

use std::fs::File;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use opendal::ErrorKind;

use super::{BucketError, Listed, ObjectHead, key};
use crate::{BlobError, remote::Remote};

pub(super) async fn head(remote: &Remote, key: &str) -> Result<ObjectHead, BucketError> {
    let metadata = remote.operator().stat(key).await.map_err(failed("look at an object"))?;
    if metadata.is_file() { Ok(ObjectHead::of_remote(&metadata)) } else { Err(BucketError::NoObject) }
}

/// A copy without a name. An object that is replaced while it is copied is another by its fingerprint later.
pub(super) async fn open(remote: &Remote, key: &str) -> Result<(ObjectHead, File), BucketError> {
    let head = head(remote, key).await?;
    let bytes = if head.size_bytes == 0 {
        // A range of nothing cannot be asked for.
        stream::empty().boxed()
    } else {
        let reader = remote.operator().reader(key).await.map_err(failed("read an object"))?;
        let buffers = reader.into_stream(0..head.size_bytes).await.map_err(failed("read an object"))?;
        buffers
            .map_ok(|buffer| buffer.to_bytes())
            .map_err(|error| BlobError::remote("read an object")(error))
            .boxed()
    };
    Ok((head, remote.unnamed_copy(bytes).await?))
}

pub(super) async fn list(
    remote: &Remote,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Listed>, BucketError> {
    let mut lister = remote.operator().lister_with(prefix).recursive(true);
    if let Some(after) = after {
        lister = lister.start_after(after);
    }
    let mut entries = lister.await.map_err(failed("list objects"))?;
    let mut page = Vec::with_capacity(limit.min(1024));
    while page.len() < limit {
        let Some(entry) = entries.try_next().await.map_err(failed("list objects"))? else { break };
        let (key, metadata) = entry.into_parts();
        let is_wanted = metadata.is_file()
            && key.starts_with(prefix)
            && after.is_none_or(|after| key.as_str() > after)
            && key::check_key(&key).is_ok();
        if is_wanted {
            page.push(Listed { key, head: ObjectHead::of_remote(&metadata) });
        }
    }
    Ok(page)
}

pub(super) async fn delete(remote: &Remote, key: &str) -> Result<(), BucketError> {
    remote.operator().delete(key).await.map_err(failed("remove an object"))
}

fn failed(doing: &'static str) -> impl FnOnce(opendal::Error) -> BucketError {
    move |error| match error.kind() {
        ErrorKind::NotFound => BucketError::NoObject,
        _ => BlobError::remote(doing)(error).into(),
    }
}
