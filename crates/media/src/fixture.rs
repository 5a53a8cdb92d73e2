//! A service over a database of its own, with a bucket that is a folder, and a prober that reads words.

use std::{
    fs::File,
    io::Read as _,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use assay_blobs::{Blobs, Buckets};
use assay_fetch::{FetchConfig, Fetcher};
use assay_findings::{
    Finding, Task,
    media::{Metadata, ProbeReport},
};
use assay_jobs::{Handler, Wake};
use assay_sandbox::{Outcome, SandboxError};
use assay_store::Job;
use assay_types::{ContentDigest, RequestId, Secret, SystemClock};
use assay_wire::imm::{CreateDatasetRequest, CreateProjectRequest, InputFile};
use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{Caller, Engines, Media, MediaConfig, MediaParts};

/// The bucket's name; its project is `p`, its dataset `d`.
pub(crate) const BUCKET: &str = "shelf";

/// A service, and where its bucket is.
pub(crate) struct Fixture {
    pub(crate) media: Media,
    pub(crate) folder: PathBuf,
    pub(crate) prober: Arc<Words>,
    _home: tempfile::TempDir,
}

/// Says that a file's first word is its title, and that a file of `!` is damaged.
#[derive(Default)]
pub(crate) struct Words {
    /// Files that were probed.
    pub(crate) probed: AtomicUsize,
}

#[async_trait]
impl Engines for Words {
    async fn run(&self, mut input: File, task: Task, _: Duration) -> Result<Outcome, SandboxError> {
        let Task::Probe(task) = task else { panic!("only probes are expected") };
        self.probed.fetch_add(1, Ordering::Relaxed);
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(SandboxError::Input)?;
        let text = String::from_utf8_lossy(&bytes);
        let report = ProbeReport {
            digest: task.digest.then(|| ContentDigest::of(&bytes)),
            crc64: Some(7),
            metadata: Metadata {
                title: text.split_whitespace().next().map(str::to_owned),
                media_type: Some("document".to_owned()),
                content_type: Some("text/plain".to_owned()),
                ..Metadata::default()
            },
            text: Some(text.clone().into_owned()),
            damage: (text == "!").then(|| "it is nothing but noise".to_owned()),
            ..ProbeReport::default()
        };
        Ok(Outcome::Found(Finding::Probed(Box::new(report))))
    }

    fn engine(&self) -> Arc<str> {
        "words".into()
    }
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join(BUCKET);
        std::fs::create_dir(&folder).expect("a folder");
        let store = assay_store::open(&format!("sqlite:{}", home.path().join("db").display())).await;
        let store = store.expect("a database");
        let blobs = Blobs::open(&format!("fs:{}", home.path().join("blobs").display())).await;
        let prober = Arc::new(Words::default());
        let parts = MediaParts {
            store: Arc::clone(&store) as _,
            state: store,
            blobs: blobs.expect("a place for contents"),
            buckets: Buckets::open("", home.path(), home.path()).expect("buckets"),
            prober: Arc::clone(&prober) as _,
            examiner: Arc::clone(&prober) as _,
            fetcher: Fetcher::new(FetchConfig::default()),
            clock: Arc::new(SystemClock),
            wake: Wake::default(),
        };
        let config = MediaConfig {
            region: "cn-test".to_owned(),
            scan_every: Duration::from_mins(1),
            max_file_bytes: 1 << 20,
            secret: Secret::new("s".to_owned()),
            notification_secret: Secret::new("n".to_owned()),
        };
        let fixture = Self { media: Media::new(parts, config), folder, prober, _home: home };
        let caller = fixture.caller();
        let project: CreateProjectRequest = request(json!({ "ProjectName": "p" }));
        fixture.media.create_project(&caller, project).await.expect("a project");
        let dataset: CreateDatasetRequest = request(json!({ "ProjectName": "p", "DatasetName": "d" }));
        fixture.media.create_dataset(&caller, dataset).await.expect("a dataset");
        fixture
    }

    #[expect(clippy::unused_self, reason = "there is one caller of a fixture")]
    pub(crate) fn caller(&self) -> Caller {
        Caller {
            tenant: "t1".parse().expect("a tenant"),
            access_key_id: "AK1".parse().expect("a key"),
            request_id: RequestId::random(),
        }
    }

    /// Puts an object into the bucket; what a client says about it.
    pub(crate) fn put(&self, key: &str, content: &str) -> InputFile {
        std::fs::write(self.folder.join(key), content).expect("written");
        InputFile { uri: Some(format!("oss://{BUCKET}/{key}")), ..InputFile::default() }
    }

    /// Runs all jobs that a handler handles; how many.
    pub(crate) async fn work(&self, handler: &dyn Handler) -> usize {
        let state = &self.media.parts.state;
        let mut done = 0;
        loop {
            let now = self.media.parts.clock.now();
            let claimed = state.claim(&[handler.kind()], 1, Duration::from_mins(1), now).await;
            let Some(job) = claimed.expect("claimed").pop() else { return done };
            self.finish(handler, &job).await;
            done += 1;
        }
    }

    async fn finish(&self, handler: &dyn Handler, job: &Job) {
        if handler.run(job).await.expect("handled") == assay_jobs::Done::Complete {
            self.media.parts.state.complete(job.lease).await.expect("completed");
        }
    }
}

/// A request as a client writes it.
pub(crate) fn request<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a request")
}
