//! Every operation of the drive, called by those who have no business there: none of them learns anything, and
//! nothing changes.

use std::sync::Arc;

use assay_access::{Access, SealingKey};
use assay_blobs::Blobs;
use assay_drive::{Caller, Drive, DriveConfig, DriveParts, Who};
use assay_gateway::{DriveFace as _, DriveService};
use assay_jobs::Wake;
use assay_sandbox::EngineInForce;
use assay_store::{GroupRow, NewUser, Party, Role, Scope, Store, UserQuery, UserRow};
use assay_types::{Clock, DomainId, DriveId, FileId, RequestId, Secret, SystemClock, Timestamp};
use assay_wire::{
    ApiError,
    pds::{PdsOperation, UserRole},
};
use serde_json::{Value, json};
use tempfile::TempDir;

const NOW: Timestamp = Timestamp(1_700_000_000_000);
const DRIVE: DriveId = DriveId(1);

/// What no stranger may read.
const SECRETS: [&str; 4] = ["secret", "victim", "hunter2", "Geheimnis"];

/// A drive with something in it, and somebody whose it is.
struct House {
    drive: Drive,
    service: DriveService,
    store: Arc<dyn Store>,
    key: Caller,
    /// What the requests name: ids of things that are there.
    body: Value,
    /// Ids that no stranger may learn.
    ids: Vec<String>,
    /// A file that was shared with some of the callers.
    open: String,
    _folder: TempDir,
}

fn caller(who: Who) -> Caller {
    Caller { who, share_token: None, bearer: None, request_id: RequestId::random() }
}

fn key_of(tenant: &str) -> Caller {
    caller(Who::Domain {
        tenant: tenant.parse().expect("a tenant"),
        domain: tenant.parse().expect("a domain"),
        key: "LTAI5tStranger".parse().expect("a key"),
    })
}

fn user_of(tenant: &str, domain: &str, user: &str) -> Caller {
    caller(Who::User {
        tenant: tenant.parse().expect("a tenant"),
        domain: domain.parse().expect("a domain"),
        user: user.parse().expect("a user"),
        role: UserRole::User,
        name: user.to_owned(),
    })
}

async fn drive(folder: &TempDir) -> (Drive, Arc<dyn Store>) {
    let url = format!("sqlite:{}", folder.path().join("state.db").display());
    let store = assay_store::open(&url).await.expect("the state");
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let keys = Access::new(Arc::clone(&store) as _, SealingKey::from_bytes(&[7; 32]), Arc::clone(&clock));
    let blobs = format!("fs:{}", folder.path().join("blobs").display());
    let parts = DriveParts {
        store: Arc::clone(&store),
        blobs: Blobs::open(&blobs).await.expect("contents"),
        keys: Arc::new(keys),
        clock,
        wake: Wake::default(),
        engine: EngineInForce::fixed("test"),
    };
    let config = DriveConfig {
        public_url: "http://127.0.0.1".to_owned(),
        transfer_path: "/pds".to_owned(),
        max_file_bytes: 1 << 40,
        max_depth: DriveConfig::MAX_DEPTH,
        secret: Secret::new("k".to_owned()),
    };
    (Drive::new(parts, config), store)
}

async fn add_user(store: &Arc<dyn Store>, domain: &str, id: &str) {
    let user = UserRow {
        domain: domain.parse().expect("a domain"),
        id: id.parse().expect("a user"),
        user_name: format!("{id}-name"),
        nick_name: format!("{id}-nick"),
        email: format!("{id}@example.com"),
        phone: String::new(),
        avatar: String::new(),
        description: String::new(),
        role: Role::User,
        is_enabled: true,
        user_data: "{}".to_owned(),
        creator: String::new(),
        created_at: NOW,
        updated_at: NOW,
        login_at: None,
        refreshed_at: None,
        default_drive: None,
    };
    let new = NewUser { user, drive: None, groups: Vec::new(), link: None };
    store.create_user(new).await.expect("a user");
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (drive, store) = drive(&folder).await;
        for tenant in ["default", "other"] {
            drive.ensure_domain(&tenant.parse().expect("a tenant")).await.expect("a domain");
        }
        for id in ["victim", "stranger", "guest"] {
            add_user(&store, "default", id).await;
        }
        add_user(&store, "other", "stranger").await;
        let group = GroupRow {
            domain: "default".parse().expect("a domain"),
            id: "g-victims".parse().expect("a group"),
            name: "victims".to_owned(),
            description: String::new(),
            is_root: false,
            creator: String::new(),
            created_at: NOW,
            updated_at: NOW,
        };
        store.create_group(group, None).await.expect("a group");
        let mut house = Self {
            service: DriveService::new(drive.clone()),
            drive,
            store,
            key: key_of("default"),
            body: Value::Null,
            ids: Vec::new(),
            open: String::new(),
            _folder: folder,
        };
        house.furnish().await;
        house
    }

    async fn ask(&self, operation: PdsOperation, body: Value) -> Value {
        let answer = self.call(operation, &self.key, &body).await;
        let answer = answer.unwrap_or_else(|error| panic!("{}: {error} for {body}", operation.action()));
        if answer.is_empty() { Value::Null } else { serde_json::from_slice(&answer).expect("JSON") }
    }

    async fn call(
        &self,
        operation: PdsOperation,
        caller: &Caller,
        body: &Value,
    ) -> Result<Vec<u8>, ApiError> {
        let body = serde_json::to_vec(body).expect("JSON");
        self.service.call(operation, caller, &body).await
    }

    /// Makes a share link; its id.
    async fn share(&self, request: Value) -> String {
        let request = serde_json::from_value(request).expect("a request");
        let link = self.drive.create_share_link(&self.key, request).await.expect("a link");
        link.share_id.expect("an id")
    }

    async fn permit(&self, request: Value) {
        let request = serde_json::from_value(request).expect("a request");
        self.drive.file_add_permission(&self.key, request).await.expect("permitted");
    }

    /// Makes a file or folder; its id.
    async fn make(&mut self, parent: &str, name: &str, kind: &str) -> String {
        let body =
            json!({ "drive_id": "1", "parent_file_id": parent, "name": name, "type": kind, "size": 0 });
        let made = self.ask(PdsOperation::CreateFile, body).await;
        let id = made["file_id"].as_str().expect("an id").to_owned();
        if kind == "file" {
            let upload = made["upload_id"].as_str().expect("an upload");
            let body = json!({ "drive_id": "1", "file_id": id, "upload_id": upload });
            self.ask(PdsOperation::CompleteFile, body).await;
        }
        self.ids.push(id.clone());
        id
    }

    async fn furnish(&mut self) {
        let folder = self.make("root", "secret folder", "folder").await;
        let file = self.make(&folder, "secret file.txt", "file").await;
        let trashed = self.make(&folder, "secret rubbish", "file").await;
        let doomed = self.make(&folder, "secret doomed folder", "folder").await;
        self.ask(PdsOperation::TrashFile, json!({ "drive_id": "1", "file_id": trashed })).await;
        let deleted = self.ask(PdsOperation::DeleteFile, json!({ "drive_id": "1", "file_id": doomed })).await;
        let task = deleted["async_task_id"].as_str().expect("a task").to_owned();
        let body = json!({ "drive_id": "1", "parent_file_id": folder, "name": "secret upload", "type": "file", "size": 5 });
        let upload = self.ask(PdsOperation::CreateFile, body).await;
        let tags = json!([{ "key": "Geheimnis", "value": "x" }]);
        let body = json!({ "drive_id": "1", "file_id": file, "user_tags": tags });
        self.ask(PdsOperation::FilePutUserTags, body).await;
        let body = json!({
            "drive_id": "1", "file_id_list": [file], "share_pwd": "hunter2", "share_name": "a gift",
            "description": "secret", "user_id": "victim",
        });
        let share = self.share(body).await;
        let member = |user: &str| {
            let identity = json!({ "identity_id": user, "identity_type": "IT_User" });
            json!([{ "identity": identity, "role_id": "SystemFileDownloader" }])
        };
        let body = json!({ "drive_id": "1", "file_id": file, "member_list": member("victim") });
        self.permit(body).await;

        self.open = self.make("root", "open.txt", "file").await;
        self.ids.retain(|id| *id != self.open);
        let body = json!({ "drive_id": "1", "file_id": self.open, "member_list": member("guest") });
        self.permit(body).await;

        let found = self.ask(PdsOperation::GetFile, json!({ "drive_id": "1", "file_id": file })).await;
        let of_upload = |name: &str| upload[name].as_str().expect("an id").to_owned();
        self.ids.extend([of_upload("file_id"), of_upload("upload_id"), task.clone()]);
        let identity = json!({ "identity_id": "victim", "identity_type": "IT_User" });
        self.body = json!({
            "drive_id": "1", "file_id": file, "parent_file_id": "root", "to_parent_file_id": folder,
            "upload_id": of_upload("upload_id"), "revision_id": found["revision_id"],
            "part_info_list": [{ "part_number": 1 }], "async_task_id": task, "task_id": task,
            "share_id": share, "share_pwd": "guess", "member_list": member("stranger"),
            "file_id_list": [file], "user_id": "victim", "group_id": "g-victims", "domain_id": "default",
            "domain_name": "new", "group_name": "new", "name": "new", "nick_name": "new", "drive_name": "new",
            "description": "new", "owner": "stranger", "owner_type": "user", "member_type": "user",
            "member_id": "stranger", "identity": identity, "role_id": "SystemGroupAdmin",
            "manage_resource_id": "g-victims", "manage_resource_type": "RT_Group", "key_list": ["Geheimnis"],
            "user_tags": [{ "key": "k", "value": "v" }], "query": "name match 'e'", "type": "file",
            "drive_file_ids": [{ "drive_id": "1", "file_id": file }], "action_code": "block",
            "authentication_type": "email", "fields": "*",
        });
    }

    /// The request of an operation: where operations call different things by one name, their own.
    fn request(&self, operation: PdsOperation) -> Value {
        let mut body = self.body.clone();
        let by_link = matches!(
            operation,
            PdsOperation::GetShareLink
                | PdsOperation::GetShareLinkByAnonymous
                | PdsOperation::GetShareLinkToken
                | PdsOperation::CancelShareLink
                | PdsOperation::UpdateShareLink
        );
        if !by_link {
            body.as_object_mut().expect("an object").remove("share_id");
        }
        match operation {
            PdsOperation::CreateUser => body["user_id"] = json!("new"),
            PdsOperation::ImportUser => body["identity"] = json!("new@example.com"),
            PdsOperation::GetLinkInfo | PdsOperation::LinkAccount | PdsOperation::UnLinkAccount => {
                body["type"] = json!("email");
                body["identity"] = json!("victim@example.com");
            }
            PdsOperation::Token => {
                body = json!({ "grant_type": "refresh_token", "client_id": "x", "refresh_token": "x" });
            }
            PdsOperation::FileRemovePermission => {
                let identity = body["identity"].clone();
                body["member_list"] = json!([{ "identity": identity, "role_id": "SystemFileDownloader" }]);
            }
            PdsOperation::SearchShareLink => body["query"] = json!("status = 'enabled'"),
            PdsOperation::GetDomain | PdsOperation::GetFile => body["fields"] = Value::Null,
            _ => {}
        }
        body
    }

    /// Everything in the drive and around it that a stranger could have changed.
    async fn state(&self) -> String {
        let domain: DomainId = "default".parse().expect("a domain");
        let files = self.store.scan_rows(DRIVE, FileId::ROOT, 1000, &Scope::Whole).await.expect("files");
        let trash = self.store.trash(DRIVE, None, 1000).await.expect("the bin");
        let drive = self.store.drive(DRIVE).await.expect("a drive");
        let share = self.store.share(self.body["share_id"].as_str().expect("an id")).await.expect("a link");
        let file = self.body["file_id"].as_str().expect("an id").parse().expect("an id");
        let permissions = self.store.permissions_on(DRIVE, file, NOW).await.expect("permissions");
        let users = UserQuery::all(domain.clone(), 1000);
        let users = self.store.users(&users).await.expect("users");
        let groups = self.store.groups(&domain, None, 1000).await.expect("groups");
        let group = "g-victims".parse().expect("a group");
        let members = self.store.members(&domain, &group, None, None, 1000).await.expect("members");
        let parties = [Party::User("stranger".parse().expect("a user"))];
        let roles = self.store.administered(&domain, &parties).await.expect("roles");
        let domain = self.store.domain(&domain).await.expect("a domain");
        let last = self.store.last_change(DRIVE).await.expect("the log");
        let people = (users, groups, members, roles, domain);
        format!("{:?}", (files, trash, drive, share, permissions, people, last))
    }
}

/// Operations that name nothing of the house's: what they answer is about the caller's own, or nobody's.
const OWN: [PdsOperation; 26] = [
    PdsOperation::CreateDomain,
    PdsOperation::CreateDrive,
    PdsOperation::CreateGroup,
    PdsOperation::CreateUser,
    PdsOperation::GetLinkInfo,
    PdsOperation::GetShareLinkByAnonymous,
    PdsOperation::ImportUser,
    PdsOperation::ListDomains,
    PdsOperation::ListDrive,
    PdsOperation::ListGroup,
    PdsOperation::ListMyDrives,
    PdsOperation::ListMyGroupDrive,
    PdsOperation::ListReceivedFile,
    PdsOperation::ListShareLink,
    PdsOperation::ListUser,
    PdsOperation::SearchDomains,
    PdsOperation::SearchDrive,
    PdsOperation::SearchShareLink,
    PdsOperation::SearchUser,
    PdsOperation::Token,
    PdsOperation::GetDefaultDrive,
    PdsOperation::GetDomain,
    PdsOperation::GetDomainQuota,
    PdsOperation::Authorize,
    PdsOperation::Batch,
    PdsOperation::DownloadFile,
];

/// Operations by which somebody sees the part of the drive that was opened to it.
const LISTINGS: [PdsOperation; 8] = [
    PdsOperation::DeltaGetLastCursor,
    PdsOperation::GetDrive,
    PdsOperation::InvestigateFile,
    PdsOperation::ListDelta,
    PdsOperation::ListFile,
    PdsOperation::ListRecyclebin,
    PdsOperation::ScanFile,
    PdsOperation::SearchFile,
];

fn is_refusal(code: &str) -> bool {
    let begins = ["NotFound.", "ForbiddenNoPermission", "ShareLinkTokenInvalid", "AccessTokenInvalid"];
    begins.iter().any(|begin| code.starts_with(begin))
        || code == "InvalidResource.SharePwd"
        || code == "UnsupportedOperation"
}

#[tokio::test]
async fn a_stranger_walks_all_operations_and_gets_nothing() {
    let house = House::new().await;
    let open = json!({ "drive_id": "1", "file_id_list": [house.open], "share_name": "open" });
    let open = house.share(open).await;
    let request = serde_json::from_value(json!({ "share_id": open })).expect("a request");
    let token = house.drive.get_share_link_token(&house.key, request).await.expect("a token").share_token;
    let anonymous = caller(Who::Anonymous);
    let strangers = [
        ("a user of the domain", user_of("default", "default", "stranger"), false),
        ("a user of another tenant's domain", user_of("other", "other", "stranger"), false),
        ("a user of a domain that is not the drive's", user_of("default", "elsewhere", "stranger"), false),
        ("a key of another tenant", key_of("other"), false),
        ("nobody", anonymous.clone(), false),
        (
            "nobody, with a token of no link",
            Caller { share_token: Some("x".to_owned()), ..anonymous.clone() },
            false,
        ),
        ("a visitor of another link", Caller { share_token: token, ..anonymous }, true),
        ("a user who has another file", user_of("default", "default", "guest"), true),
    ];
    let before = house.state().await;
    let mut findings = Vec::new();
    for (who, stranger, is_guest) in strangers {
        for operation in PdsOperation::ALL {
            let name = operation.action();
            let answer = house.call(operation, &stranger, &house.request(operation)).await;
            let text = match &answer {
                Ok(answer) => String::from_utf8_lossy(answer).into_owned(),
                Err(error) => error.message().to_owned(),
            };
            for secret in SECRETS.iter().copied().chain(house.ids.iter().map(String::as_str)) {
                let is_told = operation == PdsOperation::GetShareLinkByAnonymous && secret == "victim";
                if !is_told && text.contains(secret) {
                    findings.push(format!("{who} learns {secret} by {name}: {text}"));
                }
            }
            let may_succeed = OWN.contains(&operation) || (is_guest && LISTINGS.contains(&operation));
            if may_succeed {
                continue;
            }
            let code = answer.as_ref().map_err(ApiError::code).err();
            if !code.is_some_and(is_refusal) {
                findings.push(format!("{who} is not refused {name}: {code:?} {text}"));
            }
        }
        for process in [Value::Null, json!("image/resize,w_160")] {
            let mut body = house.request(PdsOperation::DownloadFile);
            body["image_thumbnail_process"] = process;
            let body = serde_json::to_vec(&body).expect("JSON");
            let answer = house.service.download_file(&stranger, &body).await;
            if !answer.as_ref().is_err_and(|error| is_refusal(error.code())) {
                findings.push(format!("{who} downloads: {answer:?}"));
            }
        }
        assert_eq!(house.state().await, before, "{who} changed something");
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
