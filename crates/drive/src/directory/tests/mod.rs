//! The directory on real state: a tenant of its own, made as a server makes it.

mod people;
mod places;
mod signing_in;

use assay_access::{NewKey, Policy};
use assay_store::KeyKind;
use assay_types::{AccessKeyId, DomainId, Secret, TenantId};
use assay_wire::pds::{CreateUserRequest, UserRole, read_body};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{
    Caller, Drive, DriveError, Who,
    fixture::{Fixture, caller},
};

/// A tenant's first domain.
struct At {
    drive: Drive,
    /// A key of the tenant.
    key: Caller,
    key_id: AccessKeyId,
    secret: Secret,
    tenant: TenantId,
    domain: DomainId,
    _fixture: Fixture,
}

impl At {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let drive = fixture.drive.clone();
        let tenant: TenantId = "acme".parse().expect("a tenant");
        let domain = drive.ensure_domain(&tenant).await.expect("a domain");
        let policy = Policy::administrator();
        let new = NewKey {
            tenant: tenant.clone(),
            policy,
            label: String::new(),
            expires_at: None,
            daily_allowance: None,
        };
        let issued = drive.parts.keys.issue_access_key(new).await.expect("a key");
        let found = drive.parts.keys.signing_key(&issued.id).await.expect("a key");
        assert_eq!(found.caller.kind, KeyKind::AccessKey);
        let who = Who::Domain { tenant: tenant.clone(), domain: domain.clone(), key: issued.id.clone() };
        Self {
            drive,
            key: caller(who),
            key_id: issued.id,
            secret: issued.secret,
            tenant,
            domain,
            _fixture: fixture,
        }
    }

    /// Somebody of the domain.
    fn user(&self, id: &str, role: UserRole) -> Caller {
        caller(Who::User {
            tenant: self.tenant.clone(),
            domain: self.domain.clone(),
            user: id.parse().expect("a user's id"),
            role,
            name: id.to_owned(),
        })
    }

    /// Makes a user and calls as it.
    async fn new_user(&self, id: &str, role: UserRole) -> Caller {
        let body = json!({ "user_id": id, "role": role, "nick_name": format!("Nick of {id}") });
        let request: CreateUserRequest = request(&body);
        self.drive.create_user(&self.key, request).await.expect("a user");
        self.user(id, role)
    }
}

/// A request, as it comes.
fn request<T: DeserializeOwned>(body: &Value) -> T {
    read_body(body.to_string().as_bytes()).expect("a request")
}

/// The code of an answer that is none.
fn refused<T: std::fmt::Debug>(answer: Result<T, DriveError>) -> String {
    match answer {
        Err(DriveError::Api(error)) => error.code().to_owned(),
        other => panic!("{other:?} is no refusal"),
    }
}
