//! Users as the wire has them.

use std::collections::BTreeMap;

use assay_store::UserRow;
use assay_types::Timestamp;
use assay_wire::pds::{EnabledStatus, User};
use serde_json::Value;

use super::standing::wire_role;
use crate::DriveError;

/// What clients keep with a user, as replies have it: values that are no texts are written as JSON.
pub(super) fn user_data(text: &str) -> Result<BTreeMap<String, String>, DriveError> {
    let data: BTreeMap<String, Value> = serde_json::from_str(text)
        .map_err(|error| DriveError::Corrupt { what: "user's data", why: error.to_string() })?;
    let as_text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(data.into_iter().map(|(key, value)| (key, as_text(value))).collect())
}

/// A user as the wire has it.
pub(super) fn wire_user(row: UserRow) -> Result<User, DriveError> {
    let status = if row.is_enabled { EnabledStatus::Enabled } else { EnabledStatus::Disabled };
    Ok(User {
        avatar: Some(row.avatar),
        created_at: Some(row.created_at.as_millis()),
        creator: Some(row.creator),
        default_drive_id: row.default_drive.map(|drive| drive.to_string()),
        description: Some(row.description),
        domain_id: Some(row.domain.to_string()),
        email: Some(row.email),
        last_login_time: row.login_at.map(Timestamp::as_millis),
        last_refresh_token_time: row.refreshed_at.map(Timestamp::as_millis),
        nick_name: Some(row.nick_name),
        phone: Some(row.phone),
        role: Some(wire_role(row.role).as_str().to_owned()),
        status: Some(status.as_str().to_owned()),
        updated_at: Some(row.updated_at.as_millis()),
        user_data: Some(user_data(&row.user_data)?),
        user_id: Some(row.id.to_string()),
        user_name: Some(row.user_name),
    })
}
