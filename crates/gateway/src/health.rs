//! Whether this process is alive, and whether it should be sent requests.

use std::time::Duration;

use assay_wire::{ApiError, code};
use futures_util::future::join_all;

use crate::{context::Asked, reply::Reply, services::ReadinessCheck};

/// A check that takes longer has failed.
const CHECK_TIMEOUT: Duration = Duration::from_secs(3);

/// Alive: the event loop answers. Asks nothing else, so that a slow database does not get the process
/// killed.
pub(crate) fn alive() -> Reply {
    Reply::json(br#"{"Status":"alive"}"#.to_vec())
}

/// Ready: everything that the server stands on answers, and it is not about to stop. What failed is in the
/// log; a client only learns the names.
pub(crate) async fn ready(checks: &[ReadinessCheck], stopping: bool, asked: &Asked) -> Reply {
    let unavailable = |why: String| {
        let error = ApiError::new(code::SERVICE_UNAVAILABLE).with_message(why).with_retry_after(1);
        Reply::error(&error, asked)
    };
    if stopping {
        return unavailable("The server is stopping.".to_owned());
    }
    let results = join_all(checks.iter().map(|check| async move {
        let result = tokio::time::timeout(CHECK_TIMEOUT, check.run()).await;
        let problem = match result {
            Ok(Ok(())) => return None,
            Ok(Err(problem)) => problem,
            Err(_) => format!("no answer within {} s", CHECK_TIMEOUT.as_secs()),
        };
        tracing::warn!(request_id = %asked.request_id, check = check.name, problem, "not ready");
        Some(check.name)
    }))
    .await;
    let failed: Vec<&str> = results.into_iter().flatten().collect();
    if failed.is_empty() {
        return Reply::json(br#"{"Status":"ready"}"#.to_vec());
    }
    unavailable(format!("Not ready: {}.", failed.join(", ")))
}
