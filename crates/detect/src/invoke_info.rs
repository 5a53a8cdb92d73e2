//! `GetFileDetectApiInvokeInfo`: how much was used, and how much may be.

use assay_types::Timestamp;
use assay_wire::sas::{FlowTimeUnit, GetFileDetectApiInvokeInfoReply, InvokeInfo, SaleVersion};

use crate::{Caller, Detect, DetectError};

/// What "without limit" is in a field that must hold a number: the largest that every JSON reader has.
const UNLIMITED: i64 = (1 << 53) - 1;

impl Detect {
    /// What the key has used of its daily allowance; of a key without one, the tenant's submissions so far, of which
    /// there may be any number.
    ///
    /// # Errors
    /// Only failures of our own.
    pub async fn get_file_detect_api_invoke_info(
        &self,
        caller: &Caller,
    ) -> Result<GetFileDetectApiInvokeInfoReply, DetectError> {
        let now = self.parts.clock.now();
        let usage = match caller.daily_allowance {
            Some(allowed) => {
                let made = self.parts.store.calls_counted(&caller.access_key_id, now.day()).await?;
                Usage::of_day(allowed, made, now)
            }
            None => Usage::of_all(self.parts.store.submissions(&caller.tenant).await?),
        };
        let key_ends = caller.key_expires_at.map_or(UNLIMITED, Timestamp::as_millis);
        Ok(GetFileDetectApiInvokeInfoReply {
            request_id: caller.request_id,
            data: InvokeInfo {
                auth_count: usage.allowed,
                auth_count_in_sale_version: usage.allowed,
                expire: usage.ends.min(key_ends),
                flow_rate: self.config.flow_rate,
                invoke_count: usage.used,
                invoke_count_in_sale_version: usage.used,
                remain_auth_count: usage.allowed - usage.used,
                sale_version: SaleVersion::Enterprise,
                time_unit: FlowTimeUnit::Seconds,
            },
        })
    }
}

/// What is counted, of how many, and until when.
#[derive(Debug, PartialEq)]
struct Usage {
    allowed: i64,
    /// At most `allowed`: calls that were refused are none.
    used: i64,
    /// Milliseconds since 1970.
    ends: i64,
}

impl Usage {
    /// Of an allowance of calls for the UTC day that it is.
    fn of_day(allowed: u64, made: u64, now: Timestamp) -> Self {
        const DAY_MS: i64 = 86_400_000;
        let allowed = capped(allowed);
        Self { allowed, used: capped(made).min(allowed), ends: (now.day() + 1).saturating_mul(DAY_MS) }
    }

    fn of_all(submissions: u64) -> Self {
        Self { allowed: UNLIMITED, used: capped(submissions), ends: UNLIMITED }
    }
}

fn capped(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(UNLIMITED).min(UNLIMITED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_ends_with_the_day_and_is_never_overdrawn() {
        let now = Timestamp(1_700_000_000_000);
        let ends = 1_700_006_400_000;
        assert_eq!(Usage::of_day(10, 3, now), Usage { allowed: 10, used: 3, ends });
        assert_eq!(Usage::of_day(10, 13, now), Usage { allowed: 10, used: 10, ends });
        assert_eq!(Usage::of_day(u64::MAX, u64::MAX, now).allowed, UNLIMITED);
        assert_eq!(Usage::of_all(7), Usage { allowed: UNLIMITED, used: 7, ends: UNLIMITED });
    }
}
