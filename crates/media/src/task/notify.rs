//! Signed webhooks: how those who wait are told.
//!
//! A notification is a `POST` of a JSON object to the `ExtendedMessageURI` that the request named, signed with the
//! installation's notification secret ([`assay_fetch::Fetcher::post_signed`]). It is answered by any 2xx; all else is
//! tried again, up to ten times in some hours, so that the same message (by its `EventId`, `URI` and `Status`) may come
//! twice.

use std::time::Duration;

use assay_jobs::{Done, Failure, Handler};
use assay_store::{Job, NewJob, RetryPolicy};
use assay_wire::imm::Notification;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Media, MediaError,
    scope::{read_record, write_record},
};

/// The kind of the jobs that [`NotifyHandler`] handles.
pub const NOTIFY_JOB: &str = "media.notify";

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
#[expect(clippy::struct_field_names, reason = "fields are the wire's own names")]
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

    fn retry_policy(&self) -> RetryPolicy {
        RetryPolicy::TELLING
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
        let (secret, now) = (&media.config.notification_secret, media.parts.clock.now());
        match media.parts.fetcher.post_signed(&target.0, secret, now, body).await {
            Ok(()) => Ok(Done::Complete),
            Err(error) if error.is_ours() => Err(Failure::fatal(error)),
            Err(error) => Err(Failure::retryable(error)),
        }
    }
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
}
