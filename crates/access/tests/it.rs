//! Keys over a store in memory: issue, find, expire, revoke, follow the configuration.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use assay_access::{
    Access, AccessError, ConfiguredKeys, KeyRefusal, LookupError, NewKey, Policy, RequestContext, SealingKey,
};
use assay_store::{AccessStore, KeyKind, KeyRecord, StoreError};
use assay_types::{AccessKeyId, ManualClock, Secret, TenantId, Timestamp};
use async_trait::async_trait;

const START: Timestamp = Timestamp(1_795_000_000_000);

#[derive(Default)]
struct MemoryStore {
    keys: Mutex<BTreeMap<AccessKeyId, KeyRecord>>,
    calls: Mutex<BTreeMap<(AccessKeyId, i64), u64>>,
    queries: AtomicUsize,
}

#[async_trait]
impl AccessStore for MemoryStore {
    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        let mut keys = self.keys.lock().expect("lock");
        if keys.contains_key(&key.id) {
            return Err(StoreError::AlreadyExists("key"));
        }
        keys.insert(key.id.clone(), key);
        Ok(())
    }

    async fn replace_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.keys.lock().expect("lock").insert(key.id.clone(), key);
        Ok(())
    }

    async fn key(&self, id: &AccessKeyId) -> Result<Option<KeyRecord>, StoreError> {
        self.queries.fetch_add(1, Ordering::SeqCst);
        Ok(self.keys.lock().expect("lock").get(id).cloned())
    }

    async fn key_by_token(&self, sha256: [u8; 32]) -> Result<Option<KeyRecord>, StoreError> {
        self.queries.fetch_add(1, Ordering::SeqCst);
        let keys = self.keys.lock().expect("lock");
        Ok(keys.values().find(|key| key.token_sha256 == Some(sha256)).cloned())
    }

    async fn list_keys(&self) -> Result<Vec<KeyRecord>, StoreError> {
        Ok(self.keys.lock().expect("lock").values().cloned().collect())
    }

    async fn revoke_key(&self, id: &AccessKeyId, now: Timestamp) -> Result<bool, StoreError> {
        let mut keys = self.keys.lock().expect("lock");
        Ok(keys.get_mut(id).map(|key| key.revoked_at.get_or_insert(now)).is_some())
    }

    async fn count_call(&self, id: &AccessKeyId, day: i64) -> Result<u64, StoreError> {
        let mut calls = self.calls.lock().expect("lock");
        let count = calls.entry((id.clone(), day)).or_default();
        *count += 1;
        Ok(*count)
    }

    async fn calls_counted(&self, id: &AccessKeyId, day: i64) -> Result<u64, StoreError> {
        let calls = self.calls.lock().expect("lock");
        Ok(calls.get(&(id.clone(), day)).copied().unwrap_or_default())
    }
}

struct Bench {
    store: Arc<MemoryStore>,
    clock: Arc<ManualClock>,
    access: Access,
}

impl Bench {
    fn new() -> Self {
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(ManualClock::at(START));
        let access = node(&store, &clock);
        Self { store, clock, access }
    }

    fn context(&self) -> RequestContext {
        RequestContext { source_ip: [127, 0, 0, 1].into(), now: assay_types::Clock::now(&*self.clock) }
    }
}

/// One node of several over the same store.
fn node(store: &Arc<MemoryStore>, clock: &Arc<ManualClock>) -> Access {
    Access::new(store.clone(), SealingKey::from_bytes(&[7; 32]), clock.clone())
}

fn new_key(policy: Policy) -> NewKey {
    NewKey {
        tenant: "acme".parse().expect("a tenant"),
        policy,
        label: "test".to_owned(),
        expires_at: None,
        daily_allowance: None,
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, LookupError>) -> KeyRefusal {
    match result {
        Err(LookupError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn id(text: &str) -> AccessKeyId {
    text.parse().expect("an id")
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

#[tokio::test]
async fn an_issued_key_is_found_with_its_secret_and_policy() {
    let bench = Bench::new();
    let issued =
        bench.access.issue_access_key(new_key(Policy::full_service("yundun-sas"))).await.expect("issued");
    assert!(issued.id.as_str().starts_with("LTAI5t"));
    assert_eq!(issued.secret.expose().len(), 30);
    let found = bench.access.signing_key(&issued.id).await.expect("found");
    assert_eq!(found.secret().expect("a secret"), &issued.secret);
    assert_eq!(found.caller.tenant.as_str(), "acme");
    assert!(found.caller.may("yundun-sas:CreateFileDetect", "*", &bench.context()).is_allowed());
    assert!(!found.caller.may("imm:GetFileMeta", "*", &bench.context()).is_allowed());
    let stored = bench.store.keys.lock().expect("lock")[&issued.id].clone();
    let plain = issued.secret.expose().as_bytes();
    assert!(!stored.sealed_secret.windows(plain.len()).any(|window| window == plain));
}

#[tokio::test]
async fn nobody_knows_an_unknown_key_and_asking_again_costs_no_query() {
    let bench = Bench::new();
    for _ in 0..10 {
        assert_eq!(refusal(bench.access.signing_key(&id("LTAInobody")).await), KeyRefusal::Unknown);
        assert_eq!(refusal(bench.access.bearer("sk-nobody").await), KeyRefusal::Unknown);
    }
    assert_eq!(bench.store.queries.load(Ordering::SeqCst), 2);
    bench.clock.advance(Duration::from_secs(2));
    assert_eq!(refusal(bench.access.signing_key(&id("LTAInobody")).await), KeyRefusal::Unknown);
    assert_eq!(bench.store.queries.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_revocation_holds_at_once_here_and_soon_elsewhere() {
    let bench = Bench::new();
    let other = node(&bench.store, &bench.clock);
    let issued = bench.access.issue_access_key(new_key(Policy::administrator())).await.expect("issued");
    other.signing_key(&issued.id).await.expect("good");
    bench.access.signing_key(&issued.id).await.expect("good");
    bench.access.revoke(&issued.id).await.expect("revoked");
    assert_eq!(refusal(bench.access.signing_key(&issued.id).await), KeyRefusal::Revoked);
    other.signing_key(&issued.id).await.expect("still remembered");
    bench.clock.advance(Duration::from_secs(2));
    assert_eq!(refusal(other.signing_key(&issued.id).await), KeyRefusal::Revoked);
    let missing = bench.access.revoke(&id("LTAInobody")).await;
    assert!(matches!(missing, Err(AccessError::NoSuchKey(_))));
}

#[tokio::test]
async fn a_key_ends_at_its_expiry() {
    let bench = Bench::new();
    let expires_at = Some(START + Duration::from_mins(1));
    let new = NewKey { expires_at, ..new_key(Policy::administrator()) };
    let issued = bench.access.issue_access_key(new).await.expect("issued");
    bench.clock.advance(Duration::from_millis(59_999));
    bench.access.signing_key(&issued.id).await.expect("still good");
    bench.clock.advance(Duration::from_millis(1));
    assert_eq!(refusal(bench.access.signing_key(&issued.id).await), KeyRefusal::Expired);
}

#[tokio::test]
async fn an_api_key_is_a_bearer_and_signs_nothing() {
    let bench = Bench::new();
    let issued = bench.access.issue_api_key(new_key(Policy::full_service("iqs"))).await.expect("issued");
    let found = bench.access.bearer(issued.key.expose()).await.expect("found");
    assert_eq!(found.caller.key_id, issued.id);
    assert_eq!(refusal(bench.access.signing_key(&issued.id).await), KeyRefusal::WrongKind);
    let signing = bench.access.issue_access_key(new_key(Policy::administrator())).await.expect("issued");
    assert_eq!(refusal(bench.access.bearer(signing.secret.expose()).await), KeyRefusal::Unknown);
}

#[tokio::test]
async fn a_temporary_key_needs_its_token_ends_and_only_narrows() {
    let bench = Bench::new();
    let parent =
        bench.access.issue_access_key(new_key(Policy::full_service("yundun-sas"))).await.expect("issued");
    let session =
        Policy::parse(r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*:Get*","Resource":"*"}]}"#)
            .expect("a policy");
    let issued = bench
        .access
        .issue_temporary_key(&parent.id, Some(session), Duration::from_mins(15))
        .await
        .expect("issued");
    assert!(issued.id.as_str().starts_with("STS."));
    let found = bench.access.signing_key(&issued.id).await.expect("found");
    assert_eq!(found.secret().expect("a secret"), &issued.secret);
    found.check_token(Some(issued.security_token.expose())).expect("its own");
    assert_eq!(found.check_token(None), Err(KeyRefusal::TokenMismatch));
    assert_eq!(found.check_token(Some("CAISx")), Err(KeyRefusal::TokenMismatch));
    assert_eq!(refusal(bench.access.bearer(issued.security_token.expose()).await), KeyRefusal::WrongKind);
    assert!(found.caller.may("yundun-sas:GetFileDetectResult", "*", &bench.context()).is_allowed());
    assert!(!found.caller.may("yundun-sas:CreateFileDetect", "*", &bench.context()).is_allowed());
    assert!(!found.caller.may("imm:GetFileMeta", "*", &bench.context()).is_allowed());
    let nested = bench.access.issue_temporary_key(&issued.id, None, Duration::from_mins(15)).await;
    assert!(matches!(nested, Err(LookupError::Failed(AccessError::InvalidKey(_)))));
    bench.clock.advance(Duration::from_mins(15));
    assert_eq!(refusal(bench.access.signing_key(&issued.id).await), KeyRefusal::SessionEnded);
}

#[tokio::test]
async fn a_session_lasts_a_second_to_12_hours() {
    let bench = Bench::new();
    let parent = bench.access.issue_access_key(new_key(Policy::administrator())).await.expect("issued");
    for (seconds, allowed) in [(0, false), (1, true), (43_200, true), (43_201, false)] {
        let issued = bench.access.issue_temporary_key(&parent.id, None, Duration::from_secs(seconds)).await;
        assert_eq!(issued.is_ok(), allowed, "{seconds} s");
    }
}

#[tokio::test]
async fn the_daily_allowance_counts_by_utc_day() {
    let bench = Bench::new();
    let new = NewKey { daily_allowance: Some(3), ..new_key(Policy::administrator()) };
    let issued = bench.access.issue_access_key(new).await.expect("issued");
    let key = bench.access.signing_key(&issued.id).await.expect("found");
    for _ in 0..3 {
        bench.access.count_call(&key.caller).await.expect("allowed");
    }
    assert_eq!(refusal(bench.access.count_call(&key.caller).await), KeyRefusal::AllowanceExceeded);
    bench.clock.advance(Duration::from_hours(24));
    bench.access.count_call(&key.caller).await.expect("a new day");
}

#[tokio::test]
async fn another_key_file_opens_nothing_and_says_so() {
    let bench = Bench::new();
    let issued = bench.access.issue_access_key(new_key(Policy::administrator())).await.expect("issued");
    let other = Access::new(bench.store.clone(), SealingKey::from_bytes(&[8; 32]), bench.clock.clone());
    let error = other.signing_key(&issued.id).await.expect_err("sealed by another");
    assert!(matches!(error, LookupError::Failed(AccessError::Unsealable(ref key)) if *key == issued.id));
}

#[tokio::test]
async fn a_first_start_makes_keys_once() {
    let bench = Bench::new();
    let first =
        bench.access.bootstrap(ConfiguredKeys::default(), Policy::full_service("iqs")).await.expect("made");
    let key = first.access_key.expect("shown once");
    let found = bench.access.signing_key(&key.id).await.expect("found");
    assert_eq!(found.caller.tenant, TenantId::default());
    assert!(found.caller.may("pds:DeleteFile", "*", &bench.context()).is_allowed());
    let api_key = first.api_key.expect("shown once");
    let bearer = bench.access.bearer(api_key.key.expose()).await.expect("found");
    assert!(bearer.caller.may("iqs:ScanFile", "*", &bench.context()).is_allowed());
    assert!(!bearer.caller.may("pds:ScanFile", "*", &bench.context()).is_allowed());

    bench.access.revoke(&key.id).await.expect("revoked");
    let again =
        bench.access.bootstrap(ConfiguredKeys::default(), Policy::full_service("iqs")).await.expect("made");
    assert!(again.access_key.is_none() && again.api_key.is_none(), "a revoked key is not made anew");
}

#[tokio::test]
async fn configured_keys_follow_the_configuration() {
    let bench = Bench::new();
    let configured = |key: &str, text: &str, api: &str| ConfiguredKeys {
        access_key: Some((id(key), secret(text))),
        api_key: Some(secret(api)),
    };
    let start = |keys: ConfiguredKeys| async {
        let made = bench.access.bootstrap(keys, Policy::full_service("iqs")).await.expect("followed");
        assert!(made.access_key.is_none() && made.api_key.is_none());
    };
    start(configured("admin", "one", "api-one")).await;
    let stored = bench.store.keys.lock().expect("lock").clone();
    start(configured("admin", "one", "api-one")).await;
    assert_eq!(*bench.store.keys.lock().expect("lock"), stored, "nothing changes");

    start(configured("admin", "two", "api-two")).await;
    let found = bench.access.signing_key(&id("admin")).await.expect("found");
    assert_eq!(found.secret().expect("a secret").expose(), "two");
    assert_eq!(refusal(bench.access.bearer("api-one").await), KeyRefusal::Unknown);
    bench.access.bearer("api-two").await.expect("found");

    start(configured("root", "three", "api-two")).await;
    assert_eq!(refusal(bench.access.signing_key(&id("admin")).await), KeyRefusal::Revoked);
    bench.access.signing_key(&id("root")).await.expect("found");
}

#[tokio::test]
async fn a_revoked_configured_key_comes_back_only_with_a_new_secret() {
    let bench = Bench::new();
    let start = |text: &'static str| {
        let keys =
            ConfiguredKeys { access_key: Some((id("admin"), secret(text))), api_key: Some(secret("api")) };
        bench.access.bootstrap(keys, Policy::full_service("iqs"))
    };
    start("one").await.expect("followed");
    bench.access.revoke(&id("admin")).await.expect("revoked");
    bench.access.revoke(&id("configured-api-key")).await.expect("revoked");
    start("one").await.expect("followed");
    assert_eq!(refusal(bench.access.signing_key(&id("admin")).await), KeyRefusal::Revoked);
    assert_eq!(refusal(bench.access.bearer("api").await), KeyRefusal::Revoked);
    start("two").await.expect("followed");
    bench.access.signing_key(&id("admin")).await.expect("a new secret");
}

#[tokio::test]
async fn unusable_descriptions_are_refused() {
    let bench = Bench::new();
    for text in ["", "with space", "new\nline", "schlüssel"] {
        let keys = ConfiguredKeys { access_key: Some((id("admin"), secret(text))), api_key: None };
        let result = bench.access.bootstrap(keys, Policy::full_service("iqs")).await;
        assert!(matches!(result, Err(AccessError::InvalidKey(_))), "{text:?}");
    }
    for label in ["x".repeat(257), "from the configuration".to_owned()] {
        let new = NewKey { label, ..new_key(Policy::administrator()) };
        assert!(matches!(bench.access.issue_access_key(new).await, Err(AccessError::InvalidKey(_))));
    }
}

#[tokio::test]
async fn the_list_holds_no_secrets() {
    let bench = Bench::new();
    bench.access.issue_access_key(new_key(Policy::administrator())).await.expect("issued");
    bench.access.issue_api_key(new_key(Policy::administrator())).await.expect("issued");
    let listed = bench.access.list().await.expect("listed");
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|key| key.sealed_secret.is_empty() && key.token_sha256.is_none()));
    assert_eq!(listed.iter().filter(|key| key.kind == KeyKind::ApiKey).count(), 1);
}
