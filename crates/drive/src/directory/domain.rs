//! Domains: made, found, listed, changed, removed.

use assay_store::{DomainQuery, DomainRow, NewDomain, new_id};
use assay_types::{DomainId, DriveId, TenantId};
use assay_wire::pds::{
    AppAccessStrategy, CreateDomainRequest, DeleteDomainRequest, Domain, GetDomainQuotaReply,
    GetDomainRequest, ListDomainsReply, ListDomainsRequest, SearchDomainsReply, SearchDomainsRequest,
    UpdateDomainRequest,
};
use serde::{Deserialize, Serialize};

use super::{
    bootstrap::{default_drive, first_user},
    check,
};
use crate::{Caller, Drive, DriveError, file::Tries};

/// What is stored of a domain for this service alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Detail {
    #[serde(skip_serializing_if = "Option::is_none")]
    store_redundancy_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_app_access_strategy: Option<AppAccessStrategy>,
}

impl Detail {
    fn read(text: &str) -> Result<Self, DriveError> {
        serde_json::from_str(text)
            .map_err(|error| DriveError::Corrupt { what: "domain", why: error.to_string() })
    }

    fn text(&self) -> Result<String, DriveError> {
        serde_json::to_string(self)
            .map_err(|error| DriveError::Corrupt { what: "domain", why: error.to_string() })
    }
}

impl Drive {
    /// The domain that a tenant's key acts for: the one that the host's first label names, if that is one of the
    /// tenant's, else the tenant's first.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn domain_for(&self, tenant: &TenantId, host: &str) -> Result<DomainId, DriveError> {
        let label = host.split(['.', ':']).next().unwrap_or_default().to_ascii_lowercase();
        // Only ids that are made here are looked up: a host is no key into other tenants' first domains.
        if is_made_here(&label)
            && let Ok(id) = label.parse::<DomainId>()
            && let Some(domain) = self.parts.store.domain(&id).await?
            && domain.tenant == *tenant
        {
            return Ok(id);
        }
        self.ensure_domain(tenant).await
    }

    /// Makes a domain with a superadmin, and with a drive for that one if new users are to have one.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.Domain` for all but keys and superadmins of the tenant's first domain,
    /// `NotFound.Domain` for the parent, `InvalidParameter.…`.
    pub async fn create_domain(
        &self,
        caller: &Caller,
        request: CreateDomainRequest,
    ) -> Result<Domain, DriveError> {
        let (tenant, own) = caller.domain()?;
        if !caller.governs_tenant() {
            return Err(DriveError::forbidden("Domain"));
        }
        let parent = match request.parent_domain_id.filter(|parent| !parent.is_empty()) {
            Some(parent) => self.domain_of_tenant(tenant, &parent).await?.id,
            None => own.clone(),
        };
        let redundancy = request.store_redundancy_type;
        if redundancy.as_deref().is_some_and(|text| !matches!(text, "LRS" | "ZRS")) {
            return Err(DriveError::invalid("store_redundancy_type", "it is neither LRS nor ZRS"));
        }
        let detail = Detail { store_redundancy_type: redundancy, published_app_access_strategy: None };
        let now = self.parts.clock.now();
        let row = DomainRow {
            id: new_domain_id()?,
            tenant: tenant.clone(),
            parent: Some(parent),
            name: check::name("domain_name", request.domain_name)?,
            description: check::description(request.description)?.unwrap_or_default(),
            has_init_drive: request.init_drive_enable.unwrap_or(false),
            init_bytes: check::quota("init_drive_size", request.init_drive_size)?,
            size_quota: check::quota("size_quota", request.size_quota)?,
            user_quota: check::quota("user_count_quota", request.user_count_quota)?,
            detail: detail.text()?,
            created_at: now,
            updated_at: now,
        };
        let superadmin = first_user(&row, now)?;
        let drive = row.has_init_drive.then(|| {
            default_drive(&row, &superadmin.id, DriveId(new_id()), row.init_bytes, &caller.creator(), now)
        });
        let domain = row.clone();
        self.parts.store.create_domain(NewDomain { domain, superadmin, drive }).await?;
        wire_domain(row)
    }

    /// Removes a domain that has no domains, no groups, no users but its superadmin, and nothing in its drives.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.Domain`, also for the tenant's first domain; `NotFound.Domain`,
    /// `InvalidResource.NotEmpty`.
    pub async fn delete_domain(
        &self,
        caller: &Caller,
        request: DeleteDomainRequest,
    ) -> Result<(), DriveError> {
        let (tenant, own) = caller.domain()?;
        let row = self.seen_domain(caller, request.domain_id.as_deref().unwrap_or(own.as_str())).await?;
        if !caller.governs_tenant() || row.id.as_str() == tenant.as_str() {
            return Err(DriveError::forbidden("Domain"));
        }
        self.parts.store.delete_domain(&row.id, &self.drop_drives()).await?;
        self.parts.wake.wake();
        Ok(())
    }

    /// A domain: the caller's own, or another one of the tenant's for whoever governs that.
    ///
    /// # Errors
    /// `NotFound.Domain`, `ForbiddenNoPermission.Domain`.
    pub async fn get_domain(&self, caller: &Caller, request: GetDomainRequest) -> Result<Domain, DriveError> {
        let row = self.seen_domain(caller, &request.domain_id).await?;
        let id = row.id.clone();
        let mut domain = wire_domain(row)?;
        if request.get_quota_used == Some(true) {
            let used = check::wire_number(self.parts.store.domain_usage(&id).await?.bytes);
            domain.size_quota_used = Some(used);
            domain.used_size = Some(used);
        }
        Ok(domain)
    }

    /// What the caller's domain may hold, and what it holds.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.Domain` for all but administrators.
    pub async fn get_domain_quota(&self, caller: &Caller) -> Result<GetDomainQuotaReply, DriveError> {
        let (_, domain) = caller.administered("Domain")?;
        let row = self.parts.store.domain(domain).await?.ok_or_else(|| DriveError::not_found("Domain"))?;
        let usage = self.parts.store.domain_usage(domain).await?;
        Ok(GetDomainQuotaReply {
            size_quota: Some(check::quota_text(row.size_quota)),
            size_used: Some(check::wire_number(usage.bytes)),
            user_count_quota: Some(check::quota_text(row.user_quota)),
            user_count_used: Some(check::wire_number(usage.users)),
        })
    }

    /// Domains of the tenant by id.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.Domain`, `InvalidParameter.limit`, `InvalidParameter.marker`.
    pub async fn list_domains(
        &self,
        caller: &Caller,
        request: ListDomainsRequest,
    ) -> Result<ListDomainsReply, DriveError> {
        let limit = check::limit(request.limit, 50)?;
        let parent = request.parent_domain_id.filter(|parent| !parent.is_empty());
        let parent =
            parent.map(|parent| parent.parse().map_err(|_| DriveError::not_found("Domain"))).transpose()?;
        let (items, next_marker) =
            self.domain_page(caller, "ListDomains", (parent, None), limit, request.marker.as_ref()).await?;
        Ok(ListDomainsReply { items, next_marker })
    }

    /// The same, with a part of the name.
    ///
    /// # Errors
    /// As [`Drive::list_domains`]; `InvalidParameter.order_by` for another order than that of the ids.
    pub async fn search_domains(
        &self,
        caller: &Caller,
        request: SearchDomainsRequest,
    ) -> Result<SearchDomainsReply, DriveError> {
        let limit = check::limit(request.limit, 100)?;
        let order = request.order_by.as_deref().unwrap_or_default();
        if !matches!(order, "" | "domain_id" | "domain_id ASC" | "created_at" | "created_at ASC") {
            return Err(DriveError::invalid("order_by", "domains are sorted by domain_id ASC alone"));
        }
        let name = check::optional_name("name", request.name)?.filter(|name| !name.is_empty());
        let (items, next_marker) =
            self.domain_page(caller, "SearchDomains", (None, name), limit, request.marker.as_ref()).await?;
        Ok(SearchDomainsReply { items, next_marker })
    }

    /// Changes a domain; what is not named stays. Quotas below what there is let nothing more in.
    ///
    /// # Errors
    /// `NotFound.Domain`, `ForbiddenNoPermission.Domain` (quotas are for whoever governs the tenant),
    /// `InvalidParameter.…`.
    pub async fn update_domain(
        &self,
        caller: &Caller,
        request: UpdateDomainRequest,
    ) -> Result<Domain, DriveError> {
        let mut tries = Tries::default();
        loop {
            match self.try_update_domain(caller, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_update_domain(
        &self,
        caller: &Caller,
        request: &UpdateDomainRequest,
    ) -> Result<Domain, DriveError> {
        let mut row = self.seen_domain(caller, &request.domain_id).await?;
        let sets_quota = request.size_quota.is_some() || request.user_count_quota.is_some();
        if sets_quota && !caller.governs_tenant() {
            return Err(DriveError::forbidden("Domain"));
        }
        let read = row.updated_at;
        if let Some(name) = &request.domain_name {
            row.name = check::name("domain_name", name.clone())?;
        }
        if let Some(description) = check::description(request.description.clone())? {
            row.description = description;
        }
        if let Some(has_init_drive) = request.init_drive_enable {
            row.has_init_drive = has_init_drive;
        }
        if request.init_drive_size.is_some() {
            row.init_bytes = check::quota("init_drive_size", request.init_drive_size)?;
        }
        if request.size_quota.is_some() {
            row.size_quota = check::quota("size_quota", request.size_quota)?;
        }
        if request.user_count_quota.is_some() {
            row.user_quota = check::quota("user_count_quota", request.user_count_quota)?;
        }
        if let Some(strategy) = &request.published_app_access_strategy {
            let mut detail = Detail::read(&row.detail)?;
            detail.published_app_access_strategy = Some(checked_strategy(strategy)?);
            row.detail = detail.text()?;
        }
        row.updated_at = self.parts.clock.now();
        self.parts.store.replace_domain(row.clone(), read).await?;
        wire_domain(row)
    }

    /// A domain that the caller may administer: its own, or one of the tenant's.
    async fn seen_domain(&self, caller: &Caller, id: &str) -> Result<DomainRow, DriveError> {
        let (tenant, own) = caller.domain()?;
        if id != own.as_str() && !caller.governs_tenant() {
            return Err(DriveError::not_found("Domain"));
        }
        caller.administered("Domain")?;
        self.domain_of_tenant(tenant, id).await
    }

    async fn domain_of_tenant(&self, tenant: &TenantId, id: &str) -> Result<DomainRow, DriveError> {
        let nothing = || DriveError::not_found("Domain");
        let id: DomainId = id.parse().map_err(|_| nothing())?;
        let row = self.parts.store.domain(&id).await?;
        row.filter(|row| row.tenant == *tenant).ok_or_else(nothing)
    }

    async fn domain_page(
        &self,
        caller: &Caller,
        operation: &str,
        (parent, name_part): (Option<DomainId>, Option<String>),
        limit: usize,
        marker: Option<&String>,
    ) -> Result<(Vec<Domain>, String), DriveError> {
        let (tenant, _) = caller.domain()?;
        if !caller.governs_tenant() {
            return Err(DriveError::forbidden("Domain"));
        }
        let purpose = format!("{operation} {tenant}");
        let after =
            check::given(marker).map(|marker| self.markers.open("marker", &purpose, marker)).transpose()?;
        let query = DomainQuery { tenant: tenant.clone(), parent, name_part, after, limit: limit + 1 };
        let mut rows = self.parts.store.domains(&query).await?;
        let next = self.next_marker(&purpose, &mut rows, limit, |row| row.id.clone())?;
        let domains = rows.into_iter().map(wire_domain).collect::<Result<_, _>>()?;
        Ok((domains, next))
    }
}

/// Whether a text has the form of the ids that [`new_domain_id`] makes.
fn is_made_here(text: &str) -> bool {
    text.len() == 17 && text.starts_with('d') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

fn new_domain_id() -> Result<DomainId, DriveError> {
    format!("d{:016x}", new_id())
        .parse()
        .map_err(|error: assay_types::IdError| DriveError::Corrupt { what: "domain", why: error.to_string() })
}

fn checked_strategy(strategy: &AppAccessStrategy) -> Result<AppAccessStrategy, DriveError> {
    const FIELD: &str = "published_app_access_strategy";
    let apps = strategy.except_app_id_list.as_deref().unwrap_or_default();
    if apps.len() > 100 || apps.iter().any(|app| app.len() > 128) {
        return Err(DriveError::invalid(FIELD, "it names more than 100 apps, or one of more than 128 bytes"));
    }
    match strategy.effect.as_deref() {
        None | Some("Allow" | "Deny") => Ok(strategy.clone()),
        Some(_) => Err(DriveError::invalid(FIELD, "effect is neither Allow nor Deny")),
    }
}

fn wire_domain(row: DomainRow) -> Result<Domain, DriveError> {
    let detail = Detail::read(&row.detail)?;
    Ok(Domain {
        created_at: Some(row.created_at.rfc3339_millis()),
        data_hash_name: Some("sha1".to_owned()),
        description: Some(row.description),
        domain_id: Some(row.id.to_string()),
        domain_name: Some(row.name),
        init_drive_enable: Some(row.has_init_drive),
        init_drive_size: Some(check::quota_text(row.init_bytes)),
        parent_domain_id: row.parent.map(|parent| parent.to_string()),
        published_app_access_strategy: detail.published_app_access_strategy,
        sharable: Some(true),
        size_quota: Some(check::quota_text(row.size_quota)),
        size_quota_used: None,
        status: Some(1),
        store_redundancy_type: detail.store_redundancy_type,
        updated_at: Some(row.updated_at.rfc3339_millis()),
        used_size: None,
        user_count_quota: Some(check::quota_text(row.user_quota)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_that_are_made_here_are_hosts() {
        let id = new_domain_id().expect("an id");
        assert!(is_made_here(id.as_str()), "{id}");
        for text in ["default", "d", "", "d00000000000000", "dé00000000000000", "e0123456789abcdef"] {
            assert!(!is_made_here(text), "{text}");
        }
    }
}
