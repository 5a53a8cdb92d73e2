//! What there is from the beginning: each tenant's first domain, with a superadmin and a drive.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use assay_store::{
    Denied, DomainRow, DriveRow, Entity, NewDomain, OwnerKind, Role, StoreError, UserRow, new_id,
};
use assay_types::{DomainId, DriveId, TenantId, Timestamp, UserId};

use super::SUPERADMIN;
use crate::{Drive, DriveError};

/// The drive that a server has when it first starts.
const FIRST_DRIVE: DriveId = DriveId(1);

/// Tenants that are known to have their first domain. Tenants are made by operators, so they are few.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownTenants(Arc<Mutex<HashSet<TenantId>>>);

impl KnownTenants {
    fn contains(&self, tenant: &TenantId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(tenant)
    }

    fn insert(&self, tenant: TenantId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant);
    }
}

impl Drive {
    /// A tenant's first domain, named like the tenant; made with a superadmin and a drive where there is none. That
    /// of the tenant `default` has the drive `1`. Nodes may do this at once.
    ///
    /// # Errors
    /// Failures of the state; [`DriveError::Corrupt`] when another tenant's domain has the name.
    pub async fn ensure_domain(&self, tenant: &TenantId) -> Result<DomainId, DriveError> {
        let id = DomainId::try_from(tenant.as_str().to_owned())
            .map_err(|error| DriveError::Corrupt { what: "tenant's name", why: error.to_string() })?;
        if self.directory.known_tenants.contains(tenant) {
            return Ok(id);
        }
        let is_ours = match self.parts.store.domain(&id).await? {
            Some(domain) => domain.tenant == *tenant,
            None => self.make_first(tenant, &id).await?,
        };
        if !is_ours {
            let why = format!("the domain {id} is another tenant's");
            return Err(DriveError::Corrupt { what: "tenant's first domain", why });
        }
        self.directory.known_tenants.insert(tenant.clone());
        Ok(id)
    }

    async fn make_first(&self, tenant: &TenantId, id: &DomainId) -> Result<bool, DriveError> {
        let now = self.parts.clock.now();
        let domain = DomainRow {
            id: id.clone(),
            tenant: tenant.clone(),
            parent: None,
            name: tenant.to_string(),
            description: String::new(),
            has_init_drive: false,
            init_bytes: None,
            size_quota: None,
            user_quota: None,
            detail: "{}".to_owned(),
            created_at: now,
            updated_at: now,
        };
        let drive = if *tenant == TenantId::default() { FIRST_DRIVE } else { DriveId(new_id()) };
        let superadmin = first_user(&domain, now)?;
        let drive = default_drive(&domain, &superadmin.id, drive, None, "system", now);
        let made = self.parts.store.create_domain(NewDomain { domain, superadmin, drive: Some(drive) }).await;
        match made {
            Ok(()) => Ok(true),
            // Another node was faster.
            Err(StoreError::Denied(Denied::Exists(Entity::Domain))) => {
                let domain = self.parts.store.domain(id).await?;
                Ok(domain.is_some_and(|domain| domain.tenant == *tenant))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// A domain's superadmin.
pub(super) fn first_user(domain: &DomainRow, now: Timestamp) -> Result<UserRow, DriveError> {
    let id: UserId = SUPERADMIN.parse().map_err(|error: assay_types::IdError| DriveError::Corrupt {
        what: "user",
        why: error.to_string(),
    })?;
    Ok(UserRow {
        domain: domain.id.clone(),
        id,
        user_name: SUPERADMIN.to_owned(),
        nick_name: SUPERADMIN.to_owned(),
        email: String::new(),
        phone: String::new(),
        avatar: String::new(),
        description: String::new(),
        role: Role::Superadmin,
        is_enabled: true,
        user_data: "{}".to_owned(),
        creator: "system".to_owned(),
        created_at: now,
        updated_at: now,
        login_at: None,
        refreshed_at: None,
        default_drive: None,
    })
}

/// The drive that a user has from the beginning.
pub(super) fn default_drive(
    domain: &DomainRow,
    owner: &UserId,
    id: DriveId,
    total_bytes: Option<u64>,
    creator: &str,
    now: Timestamp,
) -> DriveRow {
    DriveRow {
        id,
        tenant: domain.tenant.clone(),
        domain: domain.id.clone(),
        name: "Default".to_owned(),
        description: String::new(),
        drive_type: "normal".to_owned(),
        owner_kind: OwnerKind::User,
        owner: owner.to_string(),
        is_default: true,
        is_enabled: true,
        total_bytes,
        used_bytes: 0,
        creator: creator.to_owned(),
        created_at: now,
        updated_at: now,
    }
}
