//! `ListRegions`.

use assay_wire::imm::{ListRegionsReply, ListRegionsRequest, Region};

use crate::{Caller, Media, MediaError};

impl Media {
    /// The one region that there is: this installation.
    ///
    /// # Errors
    /// `InvalidArgument` for a language that none of the hosted service's clients ask for.
    pub async fn list_regions(
        &self,
        caller: &Caller,
        request: ListRegionsRequest,
    ) -> Result<ListRegionsReply, MediaError> {
        let local_name = match request.accept_language.as_str() {
            "zh-CN" => "本机",
            "en-US" => "This installation",
            "ja" => "この環境",
            _ => return Err(MediaError::invalid("AcceptLanguage", "it is zh-CN, en-US or ja")),
        };
        let region =
            Region { local_name: Some(local_name.to_owned()), region_id: Some(self.config.region.clone()) };
        Ok(ListRegionsReply { regions: vec![region], request_id: caller.request_id })
    }
}
