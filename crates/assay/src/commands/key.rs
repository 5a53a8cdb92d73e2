//! `assay key`: creates, lists and revokes keys.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use assay_access::{Access, NewKey, Policy, SealingKey};
use assay_store::{KeyKind, KeyRecord, Store};
use assay_types::{Clock, SystemClock};
use serde_json::json;

use crate::{
    cli::{KeyArgs, KeyCommand, KeyCreateArgs},
    commands::state::open_store,
    config::Config,
    log::say,
};

/// How long a temporary key lasts unless told otherwise: an hour, as STS has it.
const TEMPORARY_LIFETIME: Duration = Duration::from_hours(1);

pub(crate) async fn run(config: &Config, args: KeyArgs) -> Result<ExitCode> {
    let store = open_store(config).await?;
    let access = open_access(config, store)?;
    match args.command {
        KeyCommand::Create(args) => create(&access, args).await?,
        KeyCommand::List { json } => {
            for key in access.list().await? {
                say(&if json { as_json(&key) } else { as_row(&key) });
            }
        }
        KeyCommand::Revoke { id } => {
            access.revoke(&id).await?;
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
