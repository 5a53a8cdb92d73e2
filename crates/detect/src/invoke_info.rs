//! `GetFileDetectApiInvokeInfo`: how much was used, and how much may be.

use assay_wire::sas::{FlowTimeUnit, GetFileDetectApiInvokeInfoReply, InvokeInfo, SaleVersion};

use crate::{Caller, Detect, DetectError};

/// What "without limit" is in a field that must hold a number: the largest that every JSON reader has.
const UNLIMITED: i64 = (1 << 53) - 1;

impl Detect {
    /// The tenant's submissions so far. There is no account here, so nothing runs out.
    ///
    /// # Errors
    /// Only failures of our own.
    pub async fn get_file_detect_api_invoke_info(
        &self,
        caller: &Caller,
    ) -> Result<GetFileDetectApiInvokeInfoReply, DetectError> {
        let used = self.parts.store.submissions(&caller.tenant).await?;
        let used = i64::try_from(used).unwrap_or(UNLIMITED);
        Ok(GetFileDetectApiInvokeInfoReply {
            request_id: caller.request_id,
            data: InvokeInfo {
                auth_count: UNLIMITED,
                auth_count_in_sale_version: UNLIMITED,
                expire: UNLIMITED,
                flow_rate: self.config.flow_rate,
                invoke_count: used,
                invoke_count_in_sale_version: used,
                remain_auth_count: UNLIMITED - used,
                sale_version: SaleVersion::Enterprise,
                time_unit: FlowTimeUnit::Seconds,
            },
        })
    }
}
