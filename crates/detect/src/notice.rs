//! Notices of final detections, for those who will not poll.
//!
//! A notice is a `POST` of a JSON object to the one URL that the configuration names: the item that
//! `GetFileDetectResult` would answer, with `EventId`, `Tenant` and `Time`. It is enqueued in the transaction that makes
//! the detection final and is tried up to ten times in some hours until a 2xx answers it, so it arrives at least once;
//! `EventId` tells a second time from the first. It is signed with the configured secret ([`Fetcher::post_signed`]).

use std::{fmt, time::Duration};

use assay_fetch::{AllowRule, FetchConfig, Fetcher};
use assay_jobs::{Done, Failure, Handler};
use assay_store::{Job, NewJob, RetryPolicy};
use assay_types::{Secret, TenantId};
use assay_wire::sas::FileResult;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{Detect, DetectError, result::item};

/// The kind of the jobs that [`NoticeHandler`] handles.
pub const NOTICE_JOB: &str = "detect.notice";

/// How long the receiver may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Who is told of final detections.
#[derive(Clone)]
pub struct Webhook {
    url: String,
    secret: Secret,
    fetcher: Fetcher,
}

impl Webhook {
    /// A receiver at this URL, which may be in the operator's own network. Nothing else can be reached through it:
    /// redirects are not followed.
    ///
    /// # Errors
    /// A sentence when the URL is not one of http or https with a host.
    pub fn new(url: &str, secret: Secret) -> Result<Self, String> {
        let fetcher = Fetcher::new(FetchConfig {
            allow: vec![place(url)?],
            max_redirects: 0,
            total_timeout: PATIENCE,
            ..FetchConfig::default()
        });
        Ok(Self { url: url.to_owned(), secret, fetcher })
    }
}

impl fmt::Debug for Webhook {
    /// Without the URL: it may carry a secret of the receiver's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}

/// The host and port of a URL.
fn place(url: &str) -> Result<AllowRule, String> {
    let wrong = || "expected an http or https URL without a user".to_owned();
    let url = url::Url::parse(url).map_err(|_| wrong())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    let (Some(host), Some(port), true) = (url.host_str(), url.port_or_known_default(), is_web) else {
        return Err(wrong());
    };
    format!("{host}:{port}").parse().map_err(|_| wrong())
}

/// What a notice's job carries.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct NoticeJob {
    event_id: String,
    tenant: TenantId,
    hash_key: String,
}

/// The body of a notice.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Notice<'n> {
    event_id: &'n str,
    tenant: &'n TenantId,
    /// Milliseconds since 1970.
    time: i64,
    #[serde(flatten)]
    result: FileResult,
}

impl Detect {
    /// The job that tells of a detection, if anybody is to be told.
    pub(crate) fn notice(&self, tenant: &TenantId, hash_key: &str) -> Result<Option<NewJob>, DetectError> {
        if self.config.webhook.is_none() {
            return Ok(None);
        }
        let event_id = Secret::random(16).map_err(|err| DetectError::Randomness(err.to_string()))?;
        let job = NoticeJob {
            event_id: event_id.expose().to_owned(),
            tenant: tenant.clone(),
            hash_key: hash_key.to_owned(),
        };
        Ok(Some(NewJob {
            kind: NOTICE_JOB.to_owned(),
            payload: serde_json::to_string(&job).unwrap_or_default(),
            priority: 0,
            run_at: self.parts.clock.now(),
        }))
    }
}

/// Handles [`NOTICE_JOB`].
pub struct NoticeHandler {
    detect: Detect,
}

impl NoticeHandler {
    /// A handler of this service's notices.
    pub fn new(detect: Detect) -> Self {
        Self { detect }
    }
}

#[async_trait]
impl Handler for NoticeHandler {
    fn kind(&self) -> &'static str {
        NOTICE_JOB
    }

    fn retry_policy(&self) -> RetryPolicy {
        RetryPolicy::TELLING
    }

    /// The receiver may be slow, and files are examined meanwhile.
    fn at_once(&self) -> usize {
        4
    }

    fn time_limit(&self) -> Duration {
        PATIENCE * 2
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        // Notices of an earlier configuration are for nobody.
        let Some(webhook) = &self.detect.config.webhook else { return Ok(Done::Complete) };
        let work: NoticeJob = serde_json::from_str(&job.payload).map_err(Failure::fatal)?;
        let now = self.detect.parts.clock.now();
        let keys = std::slice::from_ref(&work.hash_key);
        let found = self.detect.parts.store.detections(&work.tenant, keys, now).await?;
        // Expired, or submitted anew: then there is nothing to tell, or not yet.
        let Some(detection) = found.into_iter().flatten().next() else { return Ok(Done::Complete) };
        let result = item(work.hash_key, Some(detection)).map_err(Failure::fatal)?;
        let notice = Notice { event_id: &work.event_id, tenant: &work.tenant, time: now.as_millis(), result };
        let body = serde_json::to_string(&notice).map_err(Failure::fatal)?;
        match webhook.fetcher.post_signed(&webhook.url, &webhook.secret, now, body).await {
            Ok(()) => Ok(Done::Complete),
            Err(error) if error.is_ours() => Err(Failure::fatal(error)),
            Err(error) => Err(Failure::retryable(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_urls_are_told() {
        for good in ["http://127.0.0.1:8080/x", "https://hooks.example/a?b=c", "http://[::1]:80/"] {
            assert!(Webhook::new(good, Secret::new("s".to_owned())).is_ok(), "{good}");
        }
        for bad in ["", "ftp://x/", "http://user@x/", "file:///etc/passwd", "hooks.example"] {
            assert!(Webhook::new(bad, Secret::new("s".to_owned())).is_err(), "{bad}");
        }
    }
}
