//! `UpdateShareLink`.

use assay_store::ShareCountChange;
use assay_wire::pds::{EnabledStatus, ShareLink, UpdateShareLinkRequest};

use super::{record::record, settings};
use crate::{Caller, Drive, DriveError};

impl Drive {
    /// Changes what the request names. Another password, or another status, makes the link's tokens void.
    ///
    /// # Errors
    /// `NotFound.ShareLink`, `InvalidParameter.…`.
    pub async fn update_share_link(
        &self,
        caller: &Caller,
        request: UpdateShareLinkRequest,
    ) -> Result<ShareLink, DriveError> {
        let now = self.parts.clock.now();
        let number =
            |field, given: Option<i64>| given.map(|given| settings::number(field, given)).transpose();
        let name = request.share_name.map(settings::name).transpose()?;
        let description = request.description.map(settings::description).transpose()?;
        let password = request.share_pwd.map(settings::password).transpose()?;
        let expiration = request.expiration.map(|text| settings::expiration(&text, now)).transpose()?;
        let preview_limit = number("preview_limit", request.preview_limit)?;
        let download_limit = number("download_limit", request.download_limit)?;
        let save_limit = number("save_limit", request.save_limit)?;
        let counts = ShareCountChange {
            preview: number("preview_count", request.preview_count)?,
            download: number("download_count", request.download_count)?,
            save: number("save_count", request.save_count)?,
            video_preview: number("video_preview_count", request.video_preview_count)?,
            report: number("report_count", request.report_count)?,
        };
        let is_enabled = request.status.map(|status| status == EnabledStatus::Enabled);
        let row = self
            .change_link(caller, &request.share_id, counts, |settings| {
                let is_other =
                    |given: &Option<String>, is: &String| given.as_ref().is_some_and(|given| given != is);
                if is_other(&password, &settings.password)
                    || is_enabled.is_some_and(|is_enabled| is_enabled != settings.is_enabled)
                {
                    settings.generation += 1;
                }
                set(&mut settings.name, name.clone());
                set(&mut settings.description, description.clone());
                set(&mut settings.password, password.clone());
                set(&mut settings.expires_at, expiration);
                set(&mut settings.is_enabled, is_enabled);
                set(&mut settings.disable_preview, request.disable_preview);
                set(&mut settings.disable_download, request.disable_download);
                set(&mut settings.disable_save, request.disable_save);
                set(&mut settings.office_editable, request.office_editable);
                set(&mut settings.preview_limit, preview_limit);
                set(&mut settings.download_limit, download_limit);
                set(&mut settings.save_limit, save_limit);
            })
            .await?;
        Ok(record(row, now))
    }
}

fn set<T>(setting: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *setting = given;
    }
}
