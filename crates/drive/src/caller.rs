//! Who calls.

use assay_types::{AccessKeyId, DomainId, RequestId, Secret, TenantId, UserId};
use assay_wire::{ApiError, code, pds::UserRole};

use crate::DriveError;

/// Who calls, as far as this service cares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// As whom.
    pub who: Who,
    /// The token of a share link that came along (`x-share-token`).
    pub share_token: Option<String>,
    /// The user's token itself, where there was one: what a proof of possession is about (`proof_code`).
    pub bearer: Option<Secret>,
    /// Names the request in its reply.
    pub request_id: RequestId,
}

/// As whom somebody calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// By an access key, or an API key: for the whole domain.
    Domain {
        /// Whose the domain is.
        tenant: TenantId,
        /// The domain.
        domain: DomainId,
        /// The key.
        key: AccessKeyId,
    },
    /// By a token: as a user of a domain.
    User {
        /// Whose the domain is.
        tenant: TenantId,
        /// The domain.
        domain: DomainId,
        /// The user.
        user: UserId,
        /// What the user may do in the domain.
        role: UserRole,
        /// What the user is called.
        name: String,
    },
    /// By nothing but, perhaps, a share link's token.
    Anonymous,
}

impl Caller {
    /// Whose domain this is, and which.
    ///
    /// # Errors
    /// `AccessTokenInvalid` for somebody anonymous.
    pub fn domain(&self) -> Result<(&TenantId, &DomainId), DriveError> {
        match &self.who {
            Who::Domain { tenant, domain, .. } | Who::User { tenant, domain, .. } => Ok((tenant, domain)),
            Who::Anonymous => Err(ApiError::new(code::ACCESS_TOKEN_INVALID).into()),
        }
    }

    /// Whether the caller may do everything in its domain: a key, or an administrator.
    pub fn is_administrator(&self) -> bool {
        match &self.who {
            Who::Domain { .. } => true,
            Who::User { role, .. } => matches!(role, UserRole::Admin | UserRole::Superadmin),
            Who::Anonymous => false,
        }
    }

    /// The user that the caller acts as.
    pub fn user(&self) -> Option<&UserId> {
        match &self.who {
            Who::User { user, .. } => Some(user),
            Who::Domain { .. } | Who::Anonymous => None,
        }
    }

    /// The wire's `creator_type`, `creator_id` and `creator_name` of what the caller makes.
    pub(crate) fn signature(&self) -> (&'static str, String, String) {
        match &self.who {
            Who::Domain { key, .. } => ("AccessKey", key.to_string(), key.to_string()),
            Who::User { user, name, .. } => ("User", user.to_string(), name.clone()),
            Who::Anonymous => ("Anonymous", String::new(), String::new()),
        }
    }
}
