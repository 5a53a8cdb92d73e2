//! `assay key`: creates, lists and revokes keys, and the tokens of the drive's users.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use assay_access::{Access, AccessError, NewKey, Policy, SealingKey};
use assay_blobs::Blobs;
use assay_drive::{Drive, UserToken};
use assay_jobs::Wake;
use assay_sandbox::EngineInForce;
use assay_store::{KeyKind, KeyRecord, Store};
use assay_types::{Clock, SystemClock, TenantId, UserId};
use serde_json::json;

use crate::{
    cli::{KeyArgs, KeyCommand, KeyCreateArgs},
    commands::{drive, state::open_store},
    config::Config,
    log::say,
};

/// How long a temporary key lasts unless told otherwise: an hour, as STS has it.
const TEMPORARY_LIFETIME: Duration = Duration::from_hours(1);

/// How long a user's token lasts unless told otherwise.
const USER_TOKEN_LIFETIME: Duration = Duration::from_hours(365 * 24);

pub(crate) async fn run(config: &Config, args: KeyArgs) -> Result<ExitCode> {
    let store = open_store(config).await?;
    let access = Arc::new(open_access(config, Arc::clone(&store))?);
    let drive = || open_drive(config, store, Arc::clone(&access));
    match args.command {
        KeyCommand::Create(KeyCreateArgs { user: Some(user), domain, label, expires_in, .. }) => {
            let lifetime = expires_in.map_or(USER_TOKEN_LIFETIME, Duration::from_secs);
            let made = drive().await?.issue_user_token(&domain, &user, &label, lifetime).await?;
            say(&format!("ASSAY_USER_TOKEN_ID={}", made.id));
            say(&format!("ASSAY_USER_TOKEN={}", made.token.expose()));
        }
        KeyCommand::Create(args) => create(&access, args).await?,
        KeyCommand::List { user: Some(user), domain, json } => {
            for token in drive().await?.user_tokens(&domain, &user).await? {
                say(&if json { token_as_json(&user, &token) } else { token_as_row(&user, &token) });
            }
        }
        KeyCommand::List { json, .. } => {
            for key in access.list().await? {
                say(&if json { as_json(&key) } else { as_row(&key) });
            }
        }
        KeyCommand::Revoke { id } => {
            match access.revoke(&id).await {
                Err(AccessError::NoSuchKey(_)) if drive().await?.revoke_user_token(id.as_str()).await? => {}
                revoked => revoked?,
            }
            say(&format!("{id} is revoked"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The keys, with the key file that seals their secrets.
pub(crate) fn open_access(config: &Config, store: Arc<dyn Store>) -> Result<Access> {
    let seal = SealingKey::open_or_create(&config.key_file)?;
    Ok(Access::new(store, seal, Arc::new(SystemClock)))
}

/// The drive service as far as its users' tokens need it.
async fn open_drive(config: &Config, store: Arc<dyn Store>, access: Arc<Access>) -> Result<Drive> {
    let blobs = Blobs::open(&config.blobs_url).await.context("cannot open the contents")?;
    let url = config.public_url.clone().unwrap_or_default();
    let drive = drive::service(config, url, store, blobs, access, Wake::default(), EngineInForce::default());
    drive.ensure_domain(&TenantId::default()).await?;
    Ok(drive)
}

async fn create(access: &Access, args: KeyCreateArgs) -> Result<()> {
    let policy = match &args.policy {
        None => None,
        Some(path) => {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            Some(Policy::parse(&text).with_context(|| format!("in {}", path.display()))?)
        }
    };
    let lifetime = args.expires_in.map(Duration::from_secs);
    if let Some(parent) = args.temporary {
        let made =
            access.issue_temporary_key(&parent, policy, lifetime.unwrap_or(TEMPORARY_LIFETIME)).await?;
        say(&format!("ASSAY_ACCESS_KEY_ID={}", made.id));
        say(&format!("ASSAY_ACCESS_KEY_SECRET={}", made.secret.expose()));
        say(&format!("ASSAY_SECURITY_TOKEN={}", made.security_token.expose()));
        return Ok(());
    }
    let new = NewKey {
        tenant: args.tenant,
        policy: policy.unwrap_or_else(Policy::administrator),
        label: args.label,
        expires_at: lifetime.map(|lifetime| SystemClock.now() + lifetime),
        daily_allowance: args.daily_allowance,
    };
    if args.api {
        let made = access.issue_api_key(new).await?;
        say(&format!("ASSAY_API_KEY_ID={}", made.id));
        say(&format!("ASSAY_API_KEY={}", made.key.expose()));
    } else {
        let made = access.issue_access_key(new).await?;
        say(&format!("ASSAY_ACCESS_KEY_ID={}", made.id));
        say(&format!("ASSAY_ACCESS_KEY_SECRET={}", made.secret.expose()));
    }
    Ok(())
}

fn kind(key: &KeyRecord) -> &'static str {
    match key.kind {
        KeyKind::AccessKey => "access",
        KeyKind::Temporary => "temporary",
        KeyKind::ApiKey => "api",
    }
}

fn state(key: &KeyRecord) -> &'static str {
    if key.revoked_at.is_some() {
        "revoked"
    } else if key.expires_at.is_some_and(|end| end <= SystemClock.now()) {
        "expired"
    } else {
        "active"
    }
}

fn as_row(key: &KeyRecord) -> String {
    let expires = key.expires_at.map_or_else(|| "never".to_owned(), |end| end.to_string());
    format!(
        "{:<32} {:<9} {:<8} {:<12} created {} expires {expires} {}",
        key.id,
        kind(key),
        state(key),
        key.tenant,
        key.created_at,
        key.label
    )
}

fn as_json(key: &KeyRecord) -> String {
    json!({
        "Id": key.id,
        "Kind": kind(key),
        "State": state(key),
        "Tenant": key.tenant,
        "Label": key.label,
        "CreatedAt": key.created_at.to_string(),
        "ExpiresAt": key.expires_at.map(|end| end.to_string()),
        "DailyAllowance": key.daily_allowance,
    })
    .to_string()
}

fn token_as_row(user: &UserId, token: &UserToken) -> String {
    format!(
        "{:<32} {:<9} {:<12} created {} expires {} {}",
        token.id, "user", user, token.created_at, token.expires_at, token.label
    )
}

fn token_as_json(user: &UserId, token: &UserToken) -> String {
    json!({
        "Id": token.id,
        "Kind": "user",
        "User": user,
        "Label": token.label,
        "CreatedAt": token.created_at.to_string(),
        "ExpiresAt": token.expires_at.to_string(),
    })
    .to_string()
}
