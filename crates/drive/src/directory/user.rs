//! Users: made, imported, found, listed, changed, removed.

use assay_store::{AccountLinkRow, DomainRow, NewUser, Role, UserQuery, UserRow, new_id};
use assay_types::{DomainId, DriveId, Secret, UserId};
use assay_wire::pds::{
    CreateUserReply, CreateUserRequest, DeleteUserRequest, EnabledStatus, GetUserRequest, ImportUserRequest,
    ListUserReply, ListUserRequest, SearchUserReply, SearchUserRequest, UpdateUserRequest, User, UserRole,
};

use super::{
    account_kind,
    bootstrap::default_drive,
    check,
    standing::{is_first, stored_role},
    user_record::wire_user,
};
use crate::{Caller, Drive, DriveError, file::Tries};

/// Users of a page when the request does not say.
const PAGE: usize = 100;
/// The longest picture's address, in characters.
const MAX_AVATAR: usize = 4096;
/// The longest address (RFC 5321), in characters.
const MAX_EMAIL: usize = 254;
/// The longest number, in characters.
const MAX_PHONE: usize = 32;
/// What clients may keep with a user, in bytes of JSON.
const MAX_USER_DATA: usize = 1024;

impl Drive {
    /// Makes a user, in groups, and with a default drive if the domain is set so.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.User`, `AlreadyExist.User`, `NotFound.Group`, `QuotaExhausted.User`,
    /// `InvalidParameter.…`.
    pub async fn create_user(
        &self,
        caller: &Caller,
        request: CreateUserRequest,
    ) -> Result<CreateUserReply, DriveError> {
        let (_, domain) = caller.administered("User")?;
        let role = stored_role(request.role.unwrap_or(UserRole::User));
        if !caller.outranks(role) {
            return Err(DriveError::forbidden("User"));
        }
        let domain = self.own_domain(domain).await?;
        let id = check::new_user_id(request.user_id)?;
        let user_data = request.user_data.unwrap_or_default();
        let mut user = self.new_user(caller, &domain, id, role);
        user.user_name = check::optional_name("user_name", request.user_name)?.unwrap_or_default();
        user.nick_name = check::optional_name("nick_name", request.nick_name)?.unwrap_or_default();
        user.email = check::line("email", request.email.unwrap_or_default(), MAX_EMAIL)?;
        user.phone = check::line("phone", request.phone.unwrap_or_default(), MAX_PHONE)?;
        user.avatar = check::line("avatar", request.avatar.unwrap_or_default(), MAX_AVATAR)?;
        user.description = check::description(request.description)?.unwrap_or_default();
        user.is_enabled = request.status != Some(EnabledStatus::Disabled);
        user.user_data = user_data_text(&user_data)?;
        let groups = check::group_list(&request.group_info_list.unwrap_or_default())?;
        let wants_drive = domain.has_init_drive;
        let new = self.with_drive(caller, &domain, user, wants_drive, domain.init_bytes);
        let mut user = wire_user(self.make_user(NewUser { groups, ..new }).await?)?;
        let reply = CreateUserReply {
            avatar: user.avatar.take(),
            created_at: user.created_at,
            creator: user.creator.take(),
            default_drive_id: user.default_drive_id.take(),
            description: user.description.take(),
            domain_id: user.domain_id.take(),
            email: user.email.take(),
            nick_name: user.nick_name.take(),
            phone: user.phone.take(),
            role: user.role.take(),
            status: user.status.take(),
            updated_at: user.updated_at,
            user_data: Some(user_data),
            user_id: user.user_id.take(),
            user_name: user.user_name.take(),
        };
        Ok(reply)
    }

    /// Makes a user from a name elsewhere; the user who is linked to that name already is answered as it is.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.User`, `NotFound.Group`, `QuotaExhausted.User`, `InvalidParameter.…`.
    pub async fn import_user(&self, caller: &Caller, request: ImportUserRequest) -> Result<User, DriveError> {
        let (_, domain) = caller.administered("User")?;
        let kind = account_kind("authentication_type", &request.authentication_type)?;
        let identity = check::name("identity", request.identity)?;
        let extra = check::line("extra", request.extra.unwrap_or_default(), 128)?;
        let nick_name = check::name("nick_name", request.nick_name)?;
        let display_name =
            check::optional_name("authentication_display_name", request.authentication_display_name)?;
        let bytes = check::quota("drive_total_size", request.drive_total_size)?;
        if let Some(link) = self.parts.store.account_link(domain, kind, &identity, &extra).await? {
            return self.user_named(domain, &link.user).await.and_then(wire_user);
        }
        let domain = self.own_domain(domain).await?;
        let mut user = self.new_user(caller, &domain, random_user_id()?, Role::User);
        user.nick_name.clone_from(&nick_name);
        match kind {
            "email" => user.email = check::line("identity", identity.clone(), MAX_EMAIL)?,
            "mobile" => user.phone = check::line("identity", identity.clone(), MAX_PHONE)?,
            _ => {}
        }
        let link = AccountLinkRow {
            domain: domain.id.clone(),
            kind: kind.to_owned(),
            identity,
            extra,
            user: user.id.clone(),
            display_name: display_name.unwrap_or(nick_name),
            created_at: user.created_at,
        };
        let parent = request.parent_group_id.filter(|parent| !parent.is_empty());
        let groups = parent.map(|parent| check::group_id(&parent)).transpose()?;
        let wants_drive = request.auto_create_drive.unwrap_or(domain.has_init_drive);
        let new = self.with_drive(caller, &domain, user, wants_drive, bytes.or(domain.init_bytes));
        let new = NewUser { groups: groups.into_iter().collect(), link: Some(link), ..new };
        self.make_user(new).await.and_then(wire_user)
    }

    /// Removes a user with memberships, roles, rights and tokens; its drives go in the background.
    ///
    /// # Errors
    /// `NotFound.User`, `ForbiddenNoPermission.User` (administrators are a matter for superadmins, and the domain's
    /// first superadmin stays).
    pub async fn delete_user(&self, caller: &Caller, request: DeleteUserRequest) -> Result<(), DriveError> {
        let mut tries = Tries::default();
        loop {
            match self.try_delete_user(caller, &request.user_id).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_delete_user(&self, caller: &Caller, id: &str) -> Result<(), DriveError> {
        let user = self.seen_user(caller, id).await?;
        if !caller.outranks(user.role) || is_first(&user) {
            return Err(DriveError::forbidden("User"));
        }
        self.parts.store.delete_user(&user.domain, &user.id, user.role, &self.drop_drives()).await?;
        self.directory.bearers.clear();
        self.parts.wake.wake();
        Ok(())
    }

    /// A user: the caller itself where none is named (for a key the domain's superadmin).
    ///
    /// # Errors
    /// `NotFound.User`, also for whom the caller may not see.
    pub async fn get_user(&self, caller: &Caller, request: GetUserRequest) -> Result<User, DriveError> {
        let id = match request.user_id.filter(|id| !id.is_empty()) {
            Some(id) => id,
            None => caller.oneself()?.to_string(),
        };
        self.seen_user(caller, &id).await.and_then(wire_user)
    }

    /// Users of the domain by id.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.User`, `InvalidParameter.limit`, `InvalidParameter.marker`.
    pub async fn list_user(
        &self,
        caller: &Caller,
        request: ListUserRequest,
    ) -> Result<ListUserReply, DriveError> {
        let (_, domain) = caller.administered("User")?;
        let limit = check::limit(request.limit, PAGE)?;
        let query = UserQuery::all(domain.clone(), limit);
        let (items, next_marker) = self.user_page("ListUser", query, request.marker.as_ref()).await?;
        Ok(ListUserReply { items, next_marker })
    }

    /// Users of the domain that are as described, by id. `nick_name_for_fuzzy` is a part of the name, whatever the
    /// case of ASCII letters; everything else is compared exactly.
    ///
    /// # Errors
    /// As [`Drive::list_user`].
    pub async fn search_user(
        &self,
        caller: &Caller,
        request: SearchUserRequest,
    ) -> Result<SearchUserReply, DriveError> {
        let (_, domain) = caller.administered("User")?;
        let limit = check::limit(request.limit, PAGE)?;
        let text = |field, text: Option<String>| {
            let text = check::optional_name(field, text)?;
            Ok::<_, DriveError>(text.filter(|text| !text.is_empty()))
        };
        let query = UserQuery {
            email: request.email.filter(|email| !email.is_empty()),
            phone: text("phone", request.phone)?,
            nick_name: text("nick_name", request.nick_name)?,
            nick_name_part: text("nick_name_for_fuzzy", request.nick_name_for_fuzzy)?,
            user_name: text("user_name", request.user_name)?,
            role: request.role.map(stored_role),
            is_enabled: request.status.map(|status| status == EnabledStatus::Enabled),
            ..UserQuery::all(domain.clone(), limit)
        };
        let (items, next_marker) = self.user_page("SearchUser", query, request.marker.as_ref()).await?;
        Ok(SearchUserReply { items, next_marker })
    }

    /// Changes a user; what is not named stays. Users may change what describes them; role, state and groups are for
    /// administrators.
    ///
    /// # Errors
    /// `NotFound.User`, `NotFound.Group`, `ForbiddenNoPermission.User`, `InvalidParameter.…`.
    pub async fn update_user(&self, caller: &Caller, request: UpdateUserRequest) -> Result<User, DriveError> {
        let mut tries = Tries::default();
        loop {
            match self.try_update_user(caller, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_update_user(
        &self,
        caller: &Caller,
        request: &UpdateUserRequest,
    ) -> Result<User, DriveError> {
        let mut user = self.seen_user(caller, &request.user_id).await?;
        let read = user.updated_at;
        let is_self = caller.is_user(user.id.as_str());
        let is_plain =
            request.role.is_none() && request.status.is_none() && request.group_info_list.is_none();
        let may = caller.outranks(user.role) || (is_self && is_plain);
        if !may {
            return Err(DriveError::forbidden("User"));
        }
        if let Some(role) = request.role.map(stored_role).filter(|role| *role != user.role) {
            if !caller.outranks(role) || is_first(&user) {
                return Err(DriveError::forbidden("User"));
            }
            user.role = role;
        }
        if let Some(status) = request.status {
            user.is_enabled = status == EnabledStatus::Enabled;
            if is_first(&user) && !user.is_enabled {
                return Err(DriveError::forbidden("User"));
            }
        }
        if let Some(nick_name) = check::optional_name("nick_name", request.nick_name.clone())? {
            user.nick_name = nick_name;
        }
        if let Some(description) = check::description(request.description.clone())? {
            user.description = description;
        }
        let lines = [
            ("email", &request.email, &mut user.email, MAX_EMAIL),
            ("phone", &request.phone, &mut user.phone, MAX_PHONE),
            ("avatar", &request.avatar, &mut user.avatar, MAX_AVATAR),
        ];
        for (field, asked, line, most) in lines {
            if let Some(asked) = asked {
                *line = check::line(field, asked.clone(), most)?;
            }
        }
        if let Some(data) = &request.user_data {
            user.user_data = user_data_text(data)?;
        }
        let groups = request.group_info_list.as_deref().map(check::group_list).transpose()?;
        user.updated_at = self.parts.clock.now();
        self.parts.store.replace_user(user.clone(), read, groups).await?;
        self.directory.bearers.clear();
        wire_user(user)
    }

    /// A user that the caller may know of: itself, and for administrators everybody in the domain.
    pub(super) async fn seen_user(&self, caller: &Caller, id: &str) -> Result<UserRow, DriveError> {
        let (_, domain) = caller.domain()?;
        let id = check::user_id(id)?;
        if !caller.is_administrator() && !caller.is_user(id.as_str()) {
            return Err(DriveError::not_found("User"));
        }
        self.user_named(domain, &id).await
    }

    pub(super) async fn user_named(&self, domain: &DomainId, id: &UserId) -> Result<UserRow, DriveError> {
        self.parts.store.user(domain, id).await?.ok_or_else(|| DriveError::not_found("User"))
    }

    async fn own_domain(&self, domain: &DomainId) -> Result<DomainRow, DriveError> {
        self.parts.store.domain(domain).await?.ok_or_else(|| DriveError::not_found("Domain"))
    }

    fn new_user(&self, caller: &Caller, domain: &DomainRow, id: UserId, role: Role) -> UserRow {
        let now = self.parts.clock.now();
        UserRow {
            domain: domain.id.clone(),
            id,
            user_name: String::new(),
            nick_name: String::new(),
            email: String::new(),
            phone: String::new(),
            avatar: String::new(),
            description: String::new(),
            role,
            is_enabled: true,
            user_data: "{}".to_owned(),
            creator: caller.creator(),
            created_at: now,
            updated_at: now,
            login_at: None,
            refreshed_at: None,
            default_drive: None,
        }
    }

    /// A user to be made, with a default drive if it is to have one.
    fn with_drive(
        &self,
        caller: &Caller,
        domain: &DomainRow,
        user: UserRow,
        wants_drive: bool,
        bytes: Option<u64>,
    ) -> NewUser {
        let now = self.parts.clock.now();
        let drive = wants_drive
            .then(|| default_drive(domain, &user.id, DriveId(new_id()), bytes, &caller.creator(), now));
        NewUser { user, drive, groups: Vec::new(), link: None }
    }

    async fn make_user(&self, new: NewUser) -> Result<UserRow, DriveError> {
        let default_drive = new.drive.as_ref().map(|drive| drive.id);
        let user = UserRow { default_drive, ..new.user.clone() };
        self.parts.store.create_user(new).await?;
        Ok(user)
    }

    async fn user_page(
        &self,
        operation: &str,
        mut query: UserQuery,
        marker: Option<&String>,
    ) -> Result<(Vec<User>, String), DriveError> {
        let limit = query.limit;
        let purpose = format!("{operation} {}", query.domain);
        query.limit += 1;
        query.after =
            check::given(marker).map(|marker| self.markers.open("marker", &purpose, marker)).transpose()?;
        let mut rows = self.parts.store.users(&query).await?;
        let next = self.next_marker(&purpose, &mut rows, limit, |row| row.id.clone())?;
        Ok((rows.into_iter().map(wire_user).collect::<Result<_, _>>()?, next))
    }
}

fn random_user_id() -> Result<UserId, DriveError> {
    let corrupt = |why: String| DriveError::Corrupt { what: "randomness", why };
    let text = Secret::random(16).map_err(|error| corrupt(error.to_string()))?;
    text.expose().parse().map_err(|error: assay_types::IdError| corrupt(error.to_string()))
}

/// What clients keep with a user, as it is stored.
fn user_data_text(data: &impl serde::Serialize) -> Result<String, DriveError> {
    let text = serde_json::to_string(data).map_err(|error| DriveError::invalid("user_data", error))?;
    if text.len() > MAX_USER_DATA {
        return Err(DriveError::invalid(
            "user_data",
            format!("it has more than {MAX_USER_DATA} bytes as JSON"),
        ));
    }
    Ok(text)
}
