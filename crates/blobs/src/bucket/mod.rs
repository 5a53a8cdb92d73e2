//! Buckets: places with objects of other people's, which are named, change, and go.
//!
//! A bucket is a folder of this machine, or a bucket of S3 or OSS. Their keys are as little believed as any text of a
//! client's; their bytes are only copied here.

mod error;
mod folder;
mod key;
mod list;
mod object;
mod remote;
mod walk;
mod writer;

use std::{
    collections::HashMap,
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use assay_types::TenantId;

pub use error::BucketError;
use folder::Folder;
use list::Entry;
pub use object::{Listed, ObjectHead};
pub use writer::ObjectWriter;

use crate::{
    BlobError,
    remote::Remote,
    url::{self, Place},
};

/// The buckets that there are. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Buckets {
    listed: Arc<Vec<(Entry, Backend)>>,
    default_folder: Arc<Path>,
    /// Those of the default folder that were used, so that a listing can go on where its last page ended.
    defaults: Arc<Mutex<HashMap<String, Arc<Folder>>>>,
}

/// The two kinds of place.
#[derive(Debug, Clone)]
enum Backend {
    Folder(Arc<Folder>),
    Remote(Remote),
}

/// A bucket. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bucket {
    backend: Backend,
}

impl Buckets {
    /// Opens the buckets of a list: `name=URL` or `name@tenant=URL`, by commas; URLs as [`crate::Blobs::open`] takes
    /// them. One with a tenant is that tenant's alone, and one of the same name without is everybody else's. A bucket
    /// that is not in the list is the folder of its name in `default_folder`, for everybody, if that is there.
    ///
    /// `scratch` takes copies of what is opened from S3 and OSS; it is made where such a bucket is listed.
    /// [`BucketError::List`] for what is not understood.
    pub fn open(list: &str, default_folder: &Path, scratch: &Path) -> Result<Self, BucketError> {
        let mut listed = Vec::new();
        for (entry, url) in list::parse(list)? {
            let refused = |error: BlobError| BucketError::List(format!("{entry}: {error}"));
            let remote = |opened: Result<Remote, BlobError>| {
                let mut remote = opened.map_err(refused)?;
                std::fs::create_dir_all(scratch).map_err(BlobError::io("make", scratch)).map_err(refused)?;
                remote.set_scratch(scratch);
                Ok::<_, BucketError>(Backend::Remote(remote))
            };
            let backend = match url::parse(&url).map_err(refused)? {
                Place::Folder(path) => Backend::Folder(Arc::new(Folder::new(path))),
                Place::S3(bucket) => remote(Remote::s3(&bucket))?,
                Place::Oss(bucket) => remote(Remote::oss(&bucket))?,
            };
            listed.push((entry, backend));
        }
        Ok(Self { listed: Arc::new(listed), default_folder: default_folder.into(), defaults: Arc::default() })
    }

    /// What the list has of this name: the tenant's own, or everybody's. [`BucketError::NoBucket`] where it is
    /// somebody else's alone, `None` where it has nothing of this name.
    fn listed(&self, tenant: &TenantId, name: &str) -> Result<Option<&Backend>, BucketError> {
        let mut of_name = self.listed.iter().filter(|(entry, _)| entry.name == name).peekable();
        if of_name.peek().is_none() {
            return Ok(None);
        }
        let (own, shared): (Vec<_>, Vec<_>) = of_name.partition(|(entry, _)| entry.tenant.is_some());
        let own = own.into_iter().find(|(entry, _)| entry.tenant.as_deref() == Some(tenant.as_str()));
        let found = own.or_else(|| shared.into_iter().next()).map(|(_, backend)| backend);
        found.map(Some).ok_or_else(|| BucketError::NoBucket(name.to_owned()))
    }

    /// A tenant's bucket of this name. [`BucketError::NoBucket`] where there is none; whether one of S3 or OSS is
    /// there only shows when it is used.
    pub async fn bucket(&self, tenant: &TenantId, name: &str) -> Result<Bucket, BucketError> {
        let missing = || BucketError::NoBucket(name.to_owned());
        if let Some(backend) = self.listed(tenant, name)? {
            return Ok(Bucket { backend: backend.clone() });
        }
        if !key::is_bucket_name(name) {
            return Err(missing());
        }
        if let Some(folder) = self.defaults.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(Bucket { backend: Backend::Folder(Arc::clone(folder)) });
        }
        let path: PathBuf = self.default_folder.join(name);
        let folder = Arc::new(Folder::new(path));
        if !off_runtime({
            let folder = Arc::clone(&folder);
            move || Ok(folder.is_there())
        })
        .await?
        {
            return Err(missing());
        }
        // As many are kept as there are folders.
        let mut defaults = self.defaults.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = defaults.entry(name.to_owned()).or_insert(folder);
        Ok(Bucket { backend: Backend::Folder(Arc::clone(folder)) })
    }
}

impl Bucket {
    /// What the bucket knows of an object. [`BucketError::NoObject`] when it is not there.
    pub async fn head(&self, key: &str) -> Result<ObjectHead, BucketError> {
        key::check_key(key)?;
        match &self.backend {
            Backend::Folder(folder) => {
                let (folder, key) = (Arc::clone(folder), key.to_owned());
                off_runtime(move || folder.head(&key)).await
            }
            Backend::Remote(remote) => remote::head(remote, key).await,
        }
    }

    /// A file with an object's bytes, at its start, open for reading only, for the sandbox: in a folder the file
    /// itself, else a copy without a name. [`BucketError::NoObject`] when it is not there.
    pub async fn open(&self, key: &str) -> Result<(ObjectHead, File), BucketError> {
        key::check_key(key)?;
        match &self.backend {
            Backend::Folder(folder) => {
                let (folder, key) = (Arc::clone(folder), key.to_owned());
                off_runtime(move || folder.open(&key)).await
            }
            Backend::Remote(remote) => remote::open(remote, key).await,
        }
    }

    /// Objects whose keys begin with `prefix`, in the byte order of keys, after `after`. Fewer than `limit` only at
    /// the end. Keys that [`Bucket::open`] refuses are left out.
    pub async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Listed>, BucketError> {
        key::check_prefix(prefix)?;
        match &self.backend {
            Backend::Folder(folder) => {
                let (folder, prefix) = (Arc::clone(folder), prefix.to_owned());
                let after = after.map(str::to_owned);
                off_runtime(move || folder.list(&prefix, after.as_deref(), limit)).await
            }
            Backend::Remote(remote) => remote::list(remote, prefix, after, limit).await,
        }
    }

    /// Begins to write an object; it appears, in place of what was there, when it is complete.
    pub async fn begin(&self, key: &str) -> Result<ObjectWriter, BucketError> {
        key::check_key(key)?;
        match &self.backend {
            Backend::Folder(folder) => {
                let (folder, key) = (Arc::clone(folder), key.to_owned());
                off_runtime(move || folder.begin(&key)).await.map(ObjectWriter::to_folder)
            }
            Backend::Remote(remote) => Ok(ObjectWriter::to_remote(remote.writer(key).await?)),
        }
    }

    /// Removes an object; it may be gone already.
    pub async fn delete(&self, key: &str) -> Result<(), BucketError> {
        key::check_key(key)?;
        match &self.backend {
            Backend::Folder(folder) => {
                let (folder, key) = (Arc::clone(folder), key.to_owned());
                off_runtime(move || folder.delete(&key)).await
            }
            Backend::Remote(remote) => remote::delete(remote, key).await,
        }
    }
}

/// Runs what blocks off the runtime's threads.
async fn off_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BucketError> + Send + 'static,
) -> Result<T, BucketError> {
    crate::blobs::off_runtime(move || Ok(work())).await?
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn tenant(name: &str) -> TenantId {
        name.parse().expect("a tenant")
    }

    async fn open(folder: &Path) -> Bucket {
        let list = format!("photos=fs:{}", folder.display());
        let buckets = Buckets::open(&list, Path::new("/nowhere"), Path::new("/tmp")).expect("buckets");
        buckets.bucket(&tenant("t1"), "photos").await.expect("a bucket")
    }

    #[tokio::test]
    async fn what_is_written_can_be_read_listed_and_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let bucket = open(folder.path()).await;
        for key in ["b/2.txt", "a", "b/1.txt", "b.txt"] {
            let mut writer = bucket.begin(key).await.expect("begun");
            writer.write(Bytes::from_static(b"one ")).await.expect("written");
            writer.write(Bytes::copy_from_slice(key.as_bytes())).await.expect("written");
            writer.finish().await.expect("finished");
        }
        drop(bucket.begin("b/3.txt").await.expect("begun"));
        let keys = |page: Vec<Listed>| page.into_iter().map(|listed| listed.key).collect::<Vec<_>>();
        assert_eq!(
            keys(bucket.list("", None, 10).await.expect("listed")),
            ["a", "b.txt", "b/1.txt", "b/2.txt"]
        );
        let first = keys(bucket.list("b", None, 2).await.expect("listed"));
        assert_eq!(first, ["b.txt", "b/1.txt"]);
        assert_eq!(keys(bucket.list("b", Some("b/1.txt"), 2).await.expect("listed")), ["b/2.txt"]);

        let (head, file) = bucket.open("b/1.txt").await.expect("opened");
        assert_eq!((head.size_bytes, head.modified_at.is_some()), (11, true));
        assert_eq!(std::io::read_to_string(file).expect("read"), "one b/1.txt");
        let listed = bucket.list("b/1", None, 1).await.expect("listed").pop().expect("one");
        assert_eq!(listed.head.fingerprint(), head.fingerprint());
        bucket.delete("b/1.txt").await.expect("deleted");
        bucket.delete("b/1.txt").await.expect("deleted again");
        assert!(matches!(bucket.head("b/1.txt").await, Err(BucketError::NoObject)));
    }

    #[tokio::test]
    async fn nothing_leads_out_of_the_folder() {
        let outside = tempfile::tempdir().expect("a folder");
        std::fs::write(outside.path().join("secret"), "s").expect("written");
        let folder = tempfile::tempdir().expect("a folder");
        let bucket = open(folder.path()).await;
        let link = |to: &Path, name: &str| {
            std::os::unix::fs::symlink(to, folder.path().join(name)).expect("linked");
        };
        link(&outside.path().join("secret"), "file");
        link(outside.path(), "dir");
        std::fs::create_dir(folder.path().join("folder")).expect("made");
        for key in ["file", "dir/secret", "folder", "missing", "missing/below", "folder/x"] {
            assert!(matches!(bucket.open(key).await, Err(BucketError::NoObject)), "{key}");
            assert!(matches!(bucket.head(key).await, Err(BucketError::NoObject)), "{key}");
        }
        for key in ["../secret", "/etc/passwd", "folder/../../secret", ""] {
            assert!(matches!(bucket.open(key).await, Err(BucketError::Key)), "{key}");
        }
        assert!(bucket.begin("dir/new").await.is_err());
        assert_eq!(std::fs::read_dir(outside.path()).expect("read").count(), 1);
        assert_eq!(bucket.list("", None, 10).await.expect("listed"), []);
    }

    #[tokio::test]
    async fn a_bucket_belongs_to_everybody_or_to_a_tenant() {
        let defaults = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(defaults.path().join("found")).expect("made");
        let list = "own@t1=fs:/a, both@t1=fs:/a, both=fs:/b";
        let buckets = Buckets::open(list, defaults.path(), Path::new("/tmp")).expect("buckets");
        let there = |who: &'static str, name: &'static str| {
            let buckets = buckets.clone();
            async move { buckets.bucket(&tenant(who), name).await.is_ok() }
        };
        assert!(there("t1", "own").await && !there("t2", "own").await);
        assert!(there("t1", "both").await && there("t2", "both").await);
        assert!(there("t2", "found").await && !there("t2", "lost").await && !there("t2", "..").await);
    }
}
