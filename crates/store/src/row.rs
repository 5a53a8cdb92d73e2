//! Between columns and domain types, the same in both dialects.
//!
//! A column that cannot be read back is [`StoreError::Corrupt`], never a panic: the database is ours, but
//! an operator's hands or an older bug may have been in it.

use assay_types::{ContentDigest, Md5Digest, Sha256Digest, Timestamp};

use crate::{DetectionState, KeyKind, KeyRecord, StoreError, Upload};

/// The states of a detection, as the column holds them.
pub(crate) mod detection_state {
    /// Its job is waiting or under way.
    pub(crate) const PENDING: i16 = 0;
    /// A verdict is there.
    pub(crate) const FINAL: i16 = 1;
    /// Given up.
    pub(crate) const FAILED: i16 = 2;
}

/// A row that cannot be read.
pub(crate) fn corrupt(table: &'static str, message: &impl ToString) -> StoreError {
    StoreError::Corrupt { table, message: message.to_string() }
}

/// A count as a column: both dialects have signed 64-bit integers only, more is cut to their maximum.
pub(crate) fn count_column(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A limit as a column.
pub(crate) fn limit_column(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A column as a count.
pub(crate) fn count(table: &'static str, column: i64) -> Result<u64, StoreError> {
    u64::try_from(column).map_err(|_| corrupt(table, &format_args!("a negative count: {column}")))
}

/// A column as an attempt's number.
pub(crate) fn attempt(table: &'static str, column: i64) -> Result<u32, StoreError> {
    u32::try_from(column).map_err(|_| corrupt(table, &format_args!("not an attempt: {column}")))
}

/// A column as a SHA-256.
pub(crate) fn sha256(table: &'static str, column: &[u8]) -> Result<Sha256Digest, StoreError> {
    Sha256Digest::from_slice(column).ok_or_else(|| corrupt(table, &"not a SHA-256"))
}

/// A kind of key as a column.
pub(crate) fn key_kind_column(kind: KeyKind) -> i16 {
    match kind {
        KeyKind::AccessKey => 0,
        KeyKind::Temporary => 1,
        KeyKind::ApiKey => 2,
    }
}

fn key_kind(column: i16) -> Result<KeyKind, StoreError> {
    match column {
        0 => Ok(KeyKind::AccessKey),
        1 => Ok(KeyKind::Temporary),
        2 => Ok(KeyKind::ApiKey),
        other => Err(corrupt("access_keys", &format_args!("unknown kind {other}"))),
    }
}

/// A row of `access_keys`, in the order of its columns.
pub(crate) struct KeyRow {
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) kind: i16,
    pub(crate) sealed_secret: Vec<u8>,
    pub(crate) token_sha256: Option<Vec<u8>>,
    pub(crate) policy: String,
    pub(crate) label: String,
    pub(crate) created_at: i64,
    pub(crate) expires_at: Option<i64>,
    pub(crate) daily_allowance: Option<i64>,
    pub(crate) revoked_at: Option<i64>,
}

impl TryFrom<KeyRow> for KeyRecord {
    type Error = StoreError;

    fn try_from(row: KeyRow) -> Result<Self, StoreError> {
        const TABLE: &str = "access_keys";
        let token_sha256 = row.token_sha256.map(|token| sha256(TABLE, &token).map(|digest| digest.0));
        Ok(Self {
            id: row.id.parse().map_err(|error| corrupt(TABLE, &error))?,
            tenant: row.tenant.parse().map_err(|error| corrupt(TABLE, &error))?,
            kind: key_kind(row.kind)?,
            sealed_secret: row.sealed_secret,
            token_sha256: token_sha256.transpose()?,
            policy: row.policy,
            label: row.label,
            created_at: Timestamp(row.created_at),
            expires_at: row.expires_at.map(Timestamp),
            daily_allowance: row.daily_allowance.map(|calls| count(TABLE, calls)).transpose()?,
            revoked_at: row.revoked_at.map(Timestamp),
        })
    }
}

/// A row of `uploads`.
pub(crate) struct UploadRow {
    pub(crate) oss_key: String,
    pub(crate) hash_key: String,
    pub(crate) content_sha256: Option<Vec<u8>>,
    pub(crate) content_md5: Option<Vec<u8>>,
    pub(crate) size_bytes: Option<i64>,
    pub(crate) expires_at: i64,
}

impl TryFrom<UploadRow> for Upload {
    type Error = StoreError;

    fn try_from(row: UploadRow) -> Result<Self, StoreError> {
        const TABLE: &str = "uploads";
        let content = match (row.content_sha256, row.content_md5, row.size_bytes) {
            (None, None, None) => None,
            (Some(content), Some(md5), Some(size_bytes)) => Some(ContentDigest {
                sha256: sha256(TABLE, &content)?,
                md5: Md5Digest::from_slice(&md5).ok_or_else(|| corrupt(TABLE, &"not an MD5"))?,
                size_bytes: count(TABLE, size_bytes)?,
            }),
            _ => return Err(corrupt(TABLE, &"half a content")),
        };
        Ok(Self {
            oss_key: row.oss_key,
            hash_key: row.hash_key.parse().map_err(|error| corrupt(TABLE, &error))?,
            content,
            expires_at: Timestamp(row.expires_at),
        })
    }
}

impl DetectionState {
    /// Reads a detection's state: `failure` says why it failed, `report` comes from its verdict.
    pub(crate) fn from_columns(
        state: i16,
        failure: Option<String>,
        report: Option<String>,
    ) -> Result<Self, StoreError> {
        match (state, failure, report) {
            (detection_state::PENDING, ..) => Ok(Self::Pending),
            (detection_state::FINAL, _, Some(report)) => Ok(Self::Final(report)),
            (detection_state::FINAL, _, None) => Err(corrupt("detections", &"final without a verdict")),
            (detection_state::FAILED, Some(failure), _) => Ok(Self::Failed(failure)),
            (state, ..) => Err(corrupt("detections", &format_args!("unreadable state {state}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_keys_come_back() {
        for kind in [KeyKind::AccessKey, KeyKind::Temporary, KeyKind::ApiKey] {
            assert_eq!(key_kind(key_kind_column(kind)).unwrap(), kind);
        }
        assert!(matches!(key_kind(3), Err(StoreError::Corrupt { table: "access_keys", .. })));
    }

    #[test]
    fn counts_hold_their_edges() {
        assert_eq!(count_column(u64::MAX), i64::MAX);
        assert_eq!(count("t", 0).unwrap(), 0);
        assert!(count("t", -1).is_err());
        assert!(attempt("t", i64::from(u32::MAX)).is_ok());
        assert!(attempt("t", i64::from(u32::MAX) + 1).is_err());
    }

    #[test]
    fn half_a_content_is_corrupt() {
        let row = UploadRow {
            oss_key: "k".to_owned(),
            hash_key: "d41d8cd98f00b204e9800998ecf8427e".to_owned(),
            content_sha256: Some(vec![0; 32]),
            content_md5: None,
            size_bytes: Some(0),
            expires_at: 0,
        };
        assert!(matches!(Upload::try_from(row), Err(StoreError::Corrupt { table: "uploads", .. })));
    }
}
