//! What a caller may do in the directory.

use assay_store::{Role, UserRow};
use assay_types::{DomainId, TenantId, UserId};
use assay_wire::pds::UserRole;

use super::SUPERADMIN;
use crate::{Caller, DriveError, Who};

/// The wire's role as the store's.
pub(super) fn stored_role(role: UserRole) -> Role {
    match role {
        UserRole::User => Role::User,
        UserRole::Admin => Role::Admin,
        UserRole::Superadmin => Role::Superadmin,
    }
}

/// The store's role as the wire's.
pub(super) fn wire_role(role: Role) -> UserRole {
    match role {
        Role::User => UserRole::User,
        Role::Admin => UserRole::Admin,
        Role::Superadmin => UserRole::Superadmin,
    }
}

impl Caller {
    /// The highest role that the caller has in its domain: a key has them all.
    fn rank(&self) -> Role {
        match &self.who {
            Who::Domain { .. } => Role::Superadmin,
            Who::User { role, .. } => stored_role(*role),
            Who::Anonymous => Role::User,
        }
    }

    /// The domain that the caller administers.
    ///
    /// # Errors
    /// `AccessTokenInvalid` for somebody anonymous, `ForbiddenNoPermission.{what}` for a user without that role.
    pub(super) fn administered(&self, what: &str) -> Result<(&TenantId, &DomainId), DriveError> {
        let domain = self.domain()?;
        if self.is_administrator() { Ok(domain) } else { Err(DriveError::forbidden(what)) }
    }

    /// Whether the caller may make users of this role, and change those who have it: administrators are a matter
    /// for superadmins.
    pub(super) fn outranks(&self, role: Role) -> bool {
        self.is_administrator() && (role == Role::User || self.rank() == Role::Superadmin)
    }

    /// Whether the caller governs all domains of its tenant: by a key, or as a superadmin of the first one.
    pub(super) fn governs_tenant(&self) -> bool {
        match &self.who {
            Who::Domain { .. } => true,
            Who::User { tenant, domain, role, .. } => {
                *role == UserRole::Superadmin && domain.as_str() == tenant.as_str()
            }
            Who::Anonymous => false,
        }
    }

    /// The user that "my" means: the caller itself, and for a key the domain's first user.
    ///
    /// # Errors
    /// `AccessTokenInvalid` for somebody anonymous.
    pub(super) fn oneself(&self) -> Result<UserId, DriveError> {
        self.domain()?;
        match self.user() {
            Some(user) => Ok(user.clone()),
            None => super::check::user_id(SUPERADMIN),
        }
    }

    /// Whether the caller is this user.
    pub(super) fn is_user(&self, user: &str) -> bool {
        self.user().is_some_and(|own| own.as_str() == user)
    }

    /// What the caller is called in the `creator` of what it makes.
    pub(super) fn creator(&self) -> String {
        self.signature().1
    }
}

/// Whether this is the user without whom nobody would administer the domain.
pub(super) fn is_first(user: &UserRow) -> bool {
    user.id.as_str() == SUPERADMIN
}

#[cfg(test)]
mod tests {
    use assay_types::RequestId;

    use super::*;

    fn user(domain: &str, role: UserRole) -> Caller {
        let who = Who::User {
            tenant: TenantId::default(),
            domain: domain.parse().expect("a domain"),
            user: "u".parse().expect("a user"),
            role,
            name: String::new(),
        };
        Caller { who, share_token: None, bearer: None, request_id: RequestId::random() }
    }

    #[test]
    fn administrators_are_a_matter_for_superadmins() {
        for (caller, target, may) in [
            (UserRole::User, Role::User, false),
            (UserRole::Admin, Role::User, true),
            (UserRole::Admin, Role::Admin, false),
            (UserRole::Admin, Role::Superadmin, false),
            (UserRole::Superadmin, Role::Superadmin, true),
        ] {
            assert_eq!(user("default", caller).outranks(target), may, "{caller:?} {target:?}");
        }
    }

    #[test]
    fn only_the_first_domain_governs_the_others() {
        assert!(user("default", UserRole::Superadmin).governs_tenant());
        assert!(!user("default", UserRole::Admin).governs_tenant());
        assert!(!user("d1", UserRole::Superadmin).governs_tenant());
    }
}
