//! Signed webhooks: how those who wait are told.
//!
//! A notification is a `POST` of a JSON object to the `ExtendedMessageURI` that the request named. Two headers prove
//! where it comes from: `x-assay-timestamp`, seconds since 1970, and `x-assay-signature`,
//! `v1=` + hex of HMAC-SHA256 over `TIMESTAMP.BODY` with the installation's notification secret. Whoever receives it
//! computes the same and refuses what is old. It is answered by any 2xx; all else is tried again, up to ten times in
//! some hours, so that the same message (by its `EventId`, `URI` and `Status`) may come twice.

use std::time::Duration;

use assay_fetch::FetchError;
use assay_jobs::{Done, Failure, Handler};
use assay_store::{Job, NewJob, RetryPolicy};
use assay_types::{Secret, Timestamp};
use assay_wire::imm::Notification;
use async_trait::async_trait;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;

use crate::{
    Media, MediaError,
    scope::{read_record, write_record},
};

/// The kind of the jobs that [`NotifyHandler`] handles.
pub const NOTIFY_JOB: &str = "media.notify";
/// The header with the message's signature.
pub const SIGNATURE_HEADER: &str = "x-assay-signature";
/// The header with the time that is signed along.
pub const TIMESTAMP_HEADER: &str = "x-assay-timestamp";

/// Bytes of a target's URL.
const URL_BYTES_MAX: usize = 2048;

/// Where a notification goes: a URL with `http` or `https`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Target(String);

impl Target {
    /// Whom a request wants to be told; `None` when nobody.
    ///
    /// # Errors
    /// `InvalidArgument` for topics of MNS and RocketMQ, which there are none of here, and for other URLs.
    pub(crate) fn of(notification: Option<&Notification>) -> Result<Option<Self>, MediaError> {
        let Some(notification) = notification else { return Ok(None) };
        let webhook = "topics are not served: name an http or https URL in Notification.ExtendedMessageURI";
        if notification.mns.as_ref().is_some_and(|mns| mns.topic_name.is_some()) {
            return Err(MediaError::invalid("Notification.MNS", webhook));
        }
        if notification.rocket_mq.as_ref().is_some_and(|topic| topic.topic_name.is_some()) {
            return Err(MediaError::invalid("Notification.RocketMQ", webhook));
        }
        let Some(text) = notification.extended_message_uri.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let is_web = url::Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none()
        });
        if !is_web || text.len() > URL_BYTES_MAX {
            return Err(MediaError::invalid(
                "Notification.ExtendedMessageURI",
                "it is an http or https URL of up to 2048 bytes, without a user",
            ));
        }
        Ok(Some(Self(text.to_owned())))
    }
}

/// What is told: the JSON object of a notification.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Message {
    /// As the request was answered.
    pub(crate) event_id: String,
    /// The project.
    pub(crate) project_name: String,
    /// The dataset, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) dataset_name: Option<String>,
    /// The task, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) task_id: Option<String>,
    /// The task's type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) task_type: Option<String>,
    /// The file, where it is about one.
    #[serde(rename = "URI", default, skip_serializing_if = "Option::is_none")]
    pub(crate) uri: Option<String>,
    /// `Succeeded` or `Failed`.
    pub(crate) status: String,
    /// Why it failed: a code of the API's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    /// The same in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
    /// As the request had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user_data: Option<String>,
    /// What it came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) result: Option<Value>,
}

/// What a notification's job carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct NotifyJob {
    target: Target,
    message: Message,
}

impl Media {
    /// The job that tells; to be enqueued with what it is about. Whoever enqueued it wakes the runner.
    pub(crate) fn notify(&self, target: &Target, message: Message) -> Result<NewJob, MediaError> {
        let job = NotifyJob { target: target.clone(), message };
        Ok(NewJob {
            kind: NOTIFY_JOB.to_owned(),
            payload: write_record("notification", &job)?,
            priority: 0,
            run_at: self.parts.clock.now(),
        })
    }
}

/// Handles [`NOTIFY_JOB`].
pub struct NotifyHandler {
    media: Media,
}

impl NotifyHandler {
    /// A handler of this service's notifications.
    pub fn new(media: Media) -> Self {
        Self { media }
    }
}

#[async_trait]
impl Handler for NotifyHandler {
    fn kind(&self) -> &'static str {
        NOTIFY_JOB
    }

    /// Ten times, from 5 s to an hour apart.
    fn retry_policy(&self) -> RetryPolicy {
        RetryPolicy {
            max_attempts: 10,
            first_backoff: Duration::from_secs(5),
            max_backoff: Duration::from_hours(1),
        }
    }

    /// Those who are told may be slow.
    fn at_once(&self) -> usize {
        4
    }

    fn time_limit(&self) -> Duration {
        Duration::from_mins(2)
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        let NotifyJob { target, message } =
            read_record("notification", &job.payload).map_err(MediaError::into_failure)?;
        let body = write_record("notification", &message).map_err(MediaError::into_failure)?;
        let media = &self.media;
        let (time, signature) = sign(&media.config.notification_secret, media.parts.clock.now(), &body);
        let headers = [
            ("content-type", "application/json"),
            (TIMESTAMP_HEADER, time.as_str()),
            (SIGNATURE_HEADER, signature.as_str()),
        ];
        match media.parts.fetcher.post(&target.0, &headers, body.into()).await {
            Ok(()) => Ok(Done::Complete),
            Err(error @ (FetchError::InvalidUrl(_) | FetchError::Forbidden { .. })) => {
                Err(Failure::fatal(error))
            }
            Err(error) => Err(Failure::retryable(error)),
        }
    }
}

/// The headers of a message: its time and its signature.
fn sign(secret: &Secret, now: Timestamp, body: &str) -> (String, String) {
    let time = now.0.div_euclid(1000).to_string();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
        unreachable!("HMAC takes a key of any length")
    };
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    let signature = format!("v1={}", hex::encode(mac.finalize().into_bytes()));
    (time, signature)
}

#[cfg(test)]
mod tests {
    use assay_wire::imm::{Mns, RocketMq};

    use super::*;

    #[test]
    fn topics_and_other_urls_are_refused_by_name() {
        let refused = |notification: Notification| match Target::of(Some(&notification)) {
            Err(MediaError::Api(error)) => error.message().to_owned(),
            other => format!("{other:?}"),
        };
        let topic_name = Some("t".to_owned());
        let mns = Mns { topic_name: topic_name.clone() };
        assert!(
            refused(Notification { mns: Some(mns), ..Notification::default() }).contains("Notification.MNS")
        );
        let topic = RocketMq { topic_name, ..RocketMq::default() };
        let topic = Notification { rocket_mq: Some(topic), ..Notification::default() };
        assert!(refused(topic).contains("Notification.RocketMQ"));
        for url in ["ftp://a/b", "a", "http://u:p@a/b", "mns://a/b"] {
            let notification =
                Notification { extended_message_uri: Some(url.to_owned()), ..Notification::default() };
            assert!(refused(notification).contains("ExtendedMessageURI"), "{url}");
        }
        assert_eq!(Target::of(Some(&Notification::default())).ok(), Some(None));
    }

    /// Against `printf '%s' '1700000000.{}' | openssl dgst -sha256 -hmac secret`.
    #[test]
    fn a_message_is_signed_with_its_time() {
        let (time, signature) = sign(&Secret::new("secret".to_owned()), Timestamp(1_700_000_000_999), "{}");
        assert_eq!(time, "1700000000");
        assert_eq!(signature, "v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163");
    }
}
