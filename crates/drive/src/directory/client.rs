//! Programs that sign users in: each is known by an access key of the tenant.

use std::sync::Arc;

use assay_access::{KeyRefusal, LookupError, SigningKey};
use assay_store::KeyKind;
use assay_types::{AccessKeyId, Secret};
use subtle::ConstantTimeEq as _;

use crate::{Drive, DriveError};

impl Drive {
    /// The access key that a `client_id` names.
    ///
    /// # Errors
    /// `InvalidParameter.client_id` for one that is unknown, revoked, over, or no access key.
    pub(super) async fn client(&self, client_id: &str) -> Result<Arc<SigningKey>, DriveError> {
        let unknown = || DriveError::invalid("client_id", "it is no access key that is good");
        let id: AccessKeyId = client_id.parse().map_err(|_| unknown())?;
        match self.parts.keys.signing_key(&id).await {
            Ok(key) if key.caller.kind == KeyKind::AccessKey => Ok(key),
            Ok(_) | Err(LookupError::Refused(_)) => Err(unknown()),
            Err(LookupError::Failed(error)) => {
                Err(DriveError::Corrupt { what: "access key", why: error.to_string() })
            }
        }
    }
}

/// The secret of a client's key.
pub(super) fn secret(client: &SigningKey) -> Result<&Secret, DriveError> {
    let why = |error: KeyRefusal| DriveError::Corrupt { what: "access key", why: error.to_string() };
    client.secret().map_err(why)
}

/// Compares a secret that a client sent with its key's.
///
/// # Errors
/// `InvalidParameter.client_secret`.
pub(super) fn check_secret(client: &SigningKey, sent: &str) -> Result<(), DriveError> {
    if secret(client)?.expose().as_bytes().ct_eq(sent.as_bytes()).into() {
        Ok(())
    } else {
        Err(DriveError::invalid("client_secret", "it is not the secret of the access key"))
    }
}
