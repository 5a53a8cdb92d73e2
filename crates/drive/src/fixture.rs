//! A service with real state in a folder of its own, for the tests of this crate: one domain, its superadmin `root`,
//! and one drive of that user's.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use assay_access::{Access as Keys, SealingKey};
use assay_blobs::Blobs;
use assay_jobs::{Done, Handler as _, Wake};
use assay_store::{
    Change, ChangeOp, Commit, DomainRow, DriveRow, FileKind, FileRow, FileState, NewDomain, NewUser,
    OwnerKind, Role, Store, UserRow,
};
use assay_types::{
    Clock, DomainId, DriveId, FileId, RequestId, Secret, SystemClock, TenantId, Timestamp, UserId,
};
use assay_wire::pds::File;
use tempfile::TempDir;

use crate::{Caller, Drive, DriveConfig, DriveParts, TREE_JOB, TreeHandler, Who, draft::Draft};

/// The drive that is there from the start.
pub(crate) const DRIVE: DriveId = DriveId(1);

/// A service, and what is needed to use it.
pub(crate) struct Fixture {
    pub(crate) drive: Drive,
    pub(crate) store: Arc<dyn Store>,
    /// The service's clock.
    pub(crate) clock: Arc<ShiftedClock>,
    /// An access key of the domain: may do everything.
    pub(crate) key: Caller,
    /// The drive's owner.
    pub(crate) owner: Caller,
    _folder: TempDir,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("state.db").display());
        let store = assay_store::open(&url).await.expect("the state");
        let blobs = format!("fs:{}", folder.path().join("blobs").display());
        let clock = Arc::new(ShiftedClock::default());
        let seal = SealingKey::from_bytes(&[7; 32]);
        let parts = DriveParts {
            store: Arc::clone(&store),
            blobs: Blobs::open(&blobs).await.expect("contents"),
            keys: Arc::new(Keys::new(Arc::clone(&store) as _, seal, Arc::clone(&clock) as _)),
            clock: Arc::clone(&clock) as _,
            wake: Wake::default(),
            engine: assay_sandbox::EngineInForce::fixed("test"),
        };
        let config = DriveConfig {
            public_url: "http://127.0.0.1".to_owned(),
            transfer_path: "/transfer".to_owned(),
            max_file_bytes: 1 << 40,
            max_depth: DriveConfig::MAX_DEPTH,
            secret: Secret::new("secret".to_owned()),
        };
        store.create_domain(domain()).await.expect("a domain");
        let drive = Drive::new(parts, config);
        let (tenant, domain) = (TenantId::default(), domain_id());
        let key = Who::Domain { tenant, domain, key: "LTAItest".parse().expect("a key's id") };
        Self { drive, store, clock, key: caller(key), owner: user("root"), _folder: folder }
    }

    /// Adds a user to the domain, who then calls as itself.
    pub(crate) async fn add_user(&self, id: &str) -> Caller {
        let user = user_row(&id.parse().expect("a user's id"), Role::User);
        let new = NewUser { user, drive: None, groups: Vec::new(), link: None };
        self.store.create_user(new).await.expect("a user");
        self::user(id)
    }

    /// Puts a file of so many bytes (without a content), or a folder, into a folder, and logs that.
    pub(crate) async fn put(&self, parent: FileId, name: &str, size: Option<u64>) -> FileId {
        let mut commit = Commit::new(DRIVE, SystemClock.now());
        let id = Self::draft(&mut commit, parent, name, size);
        self.store.commit(commit).await.expect("committed");
        id
    }

    /// Works on whole trees until no such work is left.
    pub(crate) async fn run_jobs(&self) {
        let handler = TreeHandler::new(self.drive.clone());
        loop {
            let lease = Duration::from_mins(1);
            let jobs = self.store.claim(&[TREE_JOB], 10, lease, SystemClock.now()).await.expect("jobs");
            if jobs.is_empty() {
                return;
            }
            for job in jobs {
                match handler.run(&job).await.expect("done") {
                    Done::Completed => {}
                    Done::Complete => self.store.complete(job.lease).await.expect("completed"),
                }
            }
        }
    }

    /// The same as [`Fixture::put`], for many of them in one commit.
    pub(crate) fn draft(commit: &mut Commit, parent: FileId, name: &str, size: Option<u64>) -> FileId {
        let id = FileId(assay_store::new_id());
        let kind = if size.is_some() { FileKind::File } else { FileKind::Folder };
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
        let now = commit.now.rfc3339_millis();
        let draft = Draft {
            row: FileRow {
                id,
                parent,
                kind,
                state: FileState::Available,
                size_bytes: size.unwrap_or_default(),
                ..FileRow::default()
            },
            file: File {
                drive_id: DRIVE.to_string(),
                domain_id: domain_id().to_string(),
                name: name.to_owned(),
                category: size.map(|_| "others".to_owned()),
                file_extension: size.and(extension),
                created_at: now.clone(),
                updated_at: now,
                ..File::default()
            },
        };
        commit.writes.push(draft.insert());
        commit.changes.push(Change { op: ChangeOp::Create, file: id, old_parent: None });
        id
    }
}

/// The machine's clock, and how far it was moved forward.
#[derive(Debug, Default)]
pub(crate) struct ShiftedClock(AtomicU64);

impl ShiftedClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(by.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// Calls as a user of the domain; whether there is such a user nobody asks here.
pub(crate) fn user(id: &str) -> Caller {
    caller(Who::User {
        tenant: TenantId::default(),
        domain: domain_id(),
        user: id.parse().expect("a user's id"),
        role: assay_wire::pds::UserRole::User,
        name: id.to_owned(),
    })
}

pub(crate) fn caller(who: Who) -> Caller {
    Caller { who, share_token: None, bearer: None, request_id: RequestId::random() }
}

pub(crate) fn domain_id() -> DomainId {
    "default".parse().expect("a domain's id")
}

fn domain() -> NewDomain {
    let now = Timestamp(1_700_000_000_000);
    let root: UserId = "root".parse().expect("a user's id");
    let text = String::new;
    NewDomain {
        domain: DomainRow {
            id: domain_id(),
            tenant: TenantId::default(),
            parent: None,
            name: "default".to_owned(),
            description: text(),
            has_init_drive: false,
            init_bytes: None,
            size_quota: None,
            user_quota: None,
            detail: "{}".to_owned(),
            created_at: now,
            updated_at: now,
        },
        superadmin: user_row(&root, Role::Superadmin),
        drive: Some(DriveRow {
            id: DRIVE,
            tenant: TenantId::default(),
            domain: domain_id(),
            name: "drive".to_owned(),
            description: text(),
            drive_type: "normal".to_owned(),
            owner_kind: OwnerKind::User,
            owner: root.to_string(),
            is_default: true,
            is_enabled: true,
            total_bytes: None,
            used_bytes: 0,
            creator: text(),
            created_at: now,
            updated_at: now,
        }),
    }
}

fn user_row(id: &UserId, role: Role) -> UserRow {
    let now = Timestamp(1_700_000_000_000);
    let text = String::new;
    UserRow {
        domain: domain_id(),
        id: id.clone(),
        user_name: text(),
        nick_name: text(),
        email: text(),
        phone: text(),
        avatar: text(),
        description: text(),
        role,
        is_enabled: true,
        user_data: "{}".to_owned(),
        creator: text(),
        created_at: now,
        updated_at: now,
        login_at: None,
        refreshed_at: None,
        default_drive: None,
    }
}
