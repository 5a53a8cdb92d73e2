//! The checked form of the configuration, built once and handed down.

mod layers;
mod settings;

use std::{
    fmt::Display,
    net::{SocketAddr, ToSocketAddrs as _},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use anyhow::{Context as _, Result, bail, ensure};
use assay_drive::Punish;
use assay_fetch::AllowRule;
use assay_findings::ExamineLimits;
use assay_media::EndpointConfig;
use assay_sandbox::{
    Clamd, Requirement,
    tools::{self, Whereabouts},
};
use assay_types::{AccessKeyId, Secret};

pub(crate) use layers::Layers;

/// Everything that a command may need to know.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) data_dir: PathBuf,
    /// Without a trailing slash; `None` follows the address that was bound.
    pub(crate) public_url: Option<String>,
    pub(crate) database_url: String,
    pub(crate) blobs_url: String,
    pub(crate) access_key: Option<(AccessKeyId, Secret)>,
    pub(crate) api_key: Option<Secret>,
    pub(crate) key_file: PathBuf,
    pub(crate) roles: Roles,
    pub(crate) fetch_allow: Vec<AllowRule>,
    pub(crate) sandbox: SandboxSettings,
    pub(crate) clamd: Option<Clamd>,
    /// Who is told of final detections.
    pub(crate) webhook_url: Option<String>,
    /// `None`: derived from the key file.
    pub(crate) webhook_secret: Option<Secret>,
    /// Folders of rule sources.
    pub(crate) rules: Vec<PathBuf>,
    pub(crate) max_file_bytes: u64,
    pub(crate) max_queue: u64,
    pub(crate) limits: ExamineLimits,
    pub(crate) drive: DriveSettings,
    pub(crate) tools: tools::Search,
    pub(crate) media: MediaSettings,
    pub(crate) page: PageSettings,
    /// `None` is without limit.
    pub(crate) throttle_per_second: Option<u32>,
    pub(crate) metrics_public: bool,
    pub(crate) log_json: bool,
    pub(crate) log_level: String,
}

/// What a node does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Roles {
    pub(crate) api: bool,
    pub(crate) worker: bool,
}

/// How files are examined.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SandboxSettings {
    pub(crate) requirement: Requirement,
    /// `None`: one per core.
    pub(crate) workers: Option<usize>,
    pub(crate) memory_bytes: u64,
}

/// How drives are kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DriveSettings {
    pub(crate) max_file_bytes: u64,
    pub(crate) punish: Punish,
}

/// How files' metadata is kept.
#[derive(Debug, Clone)]
pub(crate) struct MediaSettings {
    /// Comma list `name=URL`.
    pub(crate) buckets: String,
    /// Where buckets are that are not in the list.
    pub(crate) bucket_folder: PathBuf,
    /// Takes copies of what is in buckets that are elsewhere.
    pub(crate) scratch: PathBuf,
    pub(crate) region: String,
    pub(crate) scan_every: Duration,
    pub(crate) max_file_bytes: u64,
    /// `None`: derived from the key file.
    pub(crate) notification_secret: Option<Secret>,
    /// The folder of models that the probers load.
    pub(crate) models: Option<PathBuf>,
    /// Where pictures and texts are asked about.
    pub(crate) endpoint: Option<EndpointConfig>,
}

/// How scans are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageSettings {
    pub(crate) max_file_bytes: u64,
    pub(crate) max_scan_bytes: u64,
    pub(crate) timeout: Duration,
    /// `None`: as many as there are workers.
    pub(crate) parallel: Option<usize>,
    pub(crate) max_queue: usize,
}

impl Config {
    /// Checks the raw form. The message of an error names the key and what it should be.
    pub(crate) fn check(layers: &Layers) -> Result<Self> {
        let data_dir = PathBuf::from(layers.get("data_dir").unwrap_or("./assay-data"));
        let inside = |name: &str| data_dir.join(name).display().to_string();
        let defaults = ExamineLimits::default();
        let max_file_bytes = parse(layers, "detect.max_file_bytes", 256 << 20)?;
        Ok(Self {
            listen: listen(layers.get("listen").unwrap_or("127.0.0.1:8480"))?,
            public_url: layers.get("public_url").map(public_url).transpose()?,
            database_url: layers
                .get("database_url")
                .map_or_else(|| format!("sqlite:{}", inside("assay.db")), ToOwned::to_owned),
            blobs_url: layers
                .get("blobs_url")
                .map_or_else(|| format!("fs:{}", inside("blobs")), ToOwned::to_owned),
            access_key: access_key(layers)?,
            api_key: layers.get("api_key").map(|text| Secret::new(text.to_owned())),
            key_file: layers.get("key_file").map_or_else(|| data_dir.join("assay.key"), PathBuf::from),
            roles: roles(layers.get("roles").unwrap_or("api,worker"))?,
            fetch_allow: fetch_allow(layers.get("fetch_allow").unwrap_or(""))?,
            sandbox: SandboxSettings {
                requirement: match layers.get("sandbox").unwrap_or("require") {
                    "require" => Requirement::Require,
                    "best-effort" => Requirement::BestEffort,
                    other => bail!("`sandbox` must be require or best-effort, not {other}"),
                },
                workers: layers
                    .get("sandbox_workers")
                    .map(|_| parse(layers, "sandbox_workers", 1))
                    .transpose()?,
                memory_bytes: parse(layers, "sandbox_memory_bytes", 2 << 30)?,
            },
            clamd: text(layers, "detect.clamd").map(str::parse).transpose().context("`detect.clamd`")?,
            webhook_url: text(layers, "detect.webhook_url").map(ToOwned::to_owned),
            webhook_secret: text(layers, "detect.webhook_secret").map(|text| Secret::new(text.to_owned())),
            rules: list(layers.get("detect.rules").unwrap_or_default()).map(PathBuf::from).collect(),
            max_file_bytes,
            max_queue: parse(layers, "detect.max_queue", 10_000)?,
            limits: ExamineLimits {
                max_total_bytes: parse(layers, "detect.max_total_bytes", defaults.max_total_bytes)?,
                max_member_bytes: parse(layers, "detect.max_member_bytes", defaults.max_member_bytes)?,
                max_ratio: parse(layers, "detect.max_ratio", defaults.max_ratio)?,
                max_time_ms: parse(layers, "detect.max_time_ms", defaults.max_time_ms)?,
                ..defaults
            },
            drive: DriveSettings {
                max_file_bytes: parse(layers, "drive.max_file_bytes", 100 << 30)?,
                punish: match layers.get("drive.punish").unwrap_or("keep") {
                    "keep" => Punish::Keep,
                    "block" => Punish::Block,
                    "trash" => Punish::Trash,
                    other => bail!("`drive.punish` must be keep, block or trash, not {other}"),
                },
            },
            media: media(layers, &data_dir)?,
            page: page(layers)?,
            tools: tools::Search {
                ffprobe: whereabouts(layers, "media.ffprobe")?,
                tesseract: whereabouts(layers, "media.tesseract")?,
                heif_convert: whereabouts(layers, "media.heif_convert")?,
            },
            throttle_per_second: Some(parse(layers, "throttle.per_second", 20_000)?).filter(|rate| *rate > 0),
            metrics_public: parse(layers, "metrics_public", false)?,
            log_json: match layers.get("log_format").unwrap_or("text") {
                "text" => false,
                "json" => true,
                other => bail!("`log_format` must be text or json, not {other}"),
            },
            log_level: layers.get("log_level").unwrap_or("info").to_owned(),
            data_dir,
        })
    }

    /// Whether the state is the embedded one, which only one server may use.
    pub(crate) fn is_embedded(&self) -> bool {
        self.database_url.starts_with("sqlite:")
    }
}

fn media(layers: &Layers, data_dir: &Path) -> Result<MediaSettings> {
    let scan_seconds = parse(layers, "media.scan_seconds", 60)?;
    ensure!((1..=86_400).contains(&scan_seconds), "`media.scan_seconds` is 1 to 86400");
    let secret = layers.get("media.notification_secret").filter(|text| !text.is_empty());
    Ok(MediaSettings {
        buckets: layers.get("buckets").unwrap_or_default().to_owned(),
        bucket_folder: data_dir.join("buckets"),
        scratch: data_dir.join("scratch"),
        region: layers.get("media.region").unwrap_or("local").to_owned(),
        scan_every: Duration::from_secs(scan_seconds),
        max_file_bytes: parse(layers, "media.max_file_bytes", 256 << 20)?,
        notification_secret: secret.map(|text| Secret::new(text.to_owned())),
        models: layers.get("media.models").filter(|text| !text.is_empty()).map(PathBuf::from),
        endpoint: endpoint(layers)?,
    })
}

fn page(layers: &Layers) -> Result<PageSettings> {
    let timeout_ms = parse(layers, "page.timeout_ms", 25_000)?;
    ensure!((1000..=600_000).contains(&timeout_ms), "`page.timeout_ms` is 1000 to 600000");
    let max_file_bytes = parse(layers, "page.max_file_bytes", 50 << 20)?;
    ensure!((1..=200 << 20).contains(&max_file_bytes), "`page.max_file_bytes` is 1 to 209715200");
    let max_scan_bytes = parse(layers, "page.max_scan_bytes", 48 << 20)?;
    ensure!((1..=192 << 20).contains(&max_scan_bytes), "`page.max_scan_bytes` is 1 to 201326592");
    let parallel = layers.get("page.parallel").map(|_| parse(layers, "page.parallel", 1)).transpose()?;
    ensure!(parallel != Some(0), "`page.parallel` is at least 1");
    Ok(PageSettings {
        max_file_bytes,
        max_scan_bytes,
        timeout: Duration::from_millis(timeout_ms),
        parallel,
        max_queue: parse(layers, "page.max_queue", 64)?,
    })
}

/// A setting that means nothing when it is empty.
fn text<'l>(layers: &'l Layers, key: &'static str) -> Option<&'l str> {
    layers.get(key).filter(|text| !text.is_empty())
}

fn endpoint(layers: &Layers) -> Result<Option<EndpointConfig>> {
    let text = |key| text(layers, key);
    let Some(url) = text("media.provider_url") else { return Ok(None) };
    let (embedding, vision) = ("media.provider_embedding_model", "media.provider_vision_model");
    ensure!(
        text(embedding).is_some() || text(vision).is_some(),
        "`media.provider_url` is of no use without `{embedding}` or `{vision}`"
    );
    let timeout_ms = parse(layers, "media.provider_timeout_ms", 60_000)?;
    ensure!((1..=600_000).contains(&timeout_ms), "`media.provider_timeout_ms` is 1 to 600000");
    Ok(Some(EndpointConfig {
        url: url.parse().context("`media.provider_url`")?,
        key: text("media.provider_key").map(|text| Secret::new(text.to_owned())),
        embedding_model: text(embedding).map(ToOwned::to_owned),
        vision_model: text(vision).map(ToOwned::to_owned),
        timeout: Duration::from_millis(timeout_ms),
    }))
}

fn parse<T>(layers: &Layers, key: &'static str, default: T) -> Result<T>
where
    T: FromStr,
    T::Err: Display,
{
    match layers.get(key) {
        None => Ok(default),
        Some(text) => text.trim().parse().map_err(|err| anyhow::anyhow!("`{key}` is {text:?}: {err}")),
    }
}

/// A program file, or `off`; by default wherever `PATH` has it.
fn whereabouts(layers: &Layers, key: &'static str) -> Result<Whereabouts> {
    match layers.get(key) {
        None => Ok(Whereabouts::Path),
        Some("off") => Ok(Whereabouts::Off),
        Some(path) => {
            let file = Whereabouts::File(path.into());
            ensure!(file.find("").is_some(), "`{key}` is {path:?}, which is no program; `off` does without");
            Ok(file)
        }
    }
}

/// An address and a port, or a name of this machine and a port.
fn listen(text: &str) -> Result<SocketAddr> {
    let resolved = text.to_socket_addrs().with_context(|| format!("`listen` is {text:?}"))?.next();
    resolved.with_context(|| format!("`listen` is {text:?}, which has no address"))
}

fn public_url(text: &str) -> Result<String> {
    let url: url::Url = text.parse().context("`public_url`")?;
    ensure!(matches!(url.scheme(), "http" | "https"), "`public_url` must start with http:// or https://");
    Ok(text.trim_end_matches('/').to_owned())
}

fn access_key(layers: &Layers) -> Result<Option<(AccessKeyId, Secret)>> {
    match (layers.get("access_key_id"), layers.get("access_key_secret")) {
        (None, None) => Ok(None),
        (Some(id), Some(secret)) => {
            let id = id.parse().context("`access_key_id`")?;
            Ok(Some((id, Secret::new(secret.to_owned()))))
        }
        _ => bail!("`access_key_id` and `access_key_secret` must be set together"),
    }
}

fn roles(text: &str) -> Result<Roles> {
    let mut roles = Roles { api: false, worker: false };
    for name in text.split(',').map(str::trim) {
        match name {
            "api" => roles.api = true,
            "worker" => roles.worker = true,
            other => bail!("`roles` is a comma list of api and worker; {other:?} is neither"),
        }
    }
    Ok(roles)
}

/// What stands between commas.
fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn fetch_allow(text: &str) -> Result<Vec<AllowRule>> {
    list(text)
        .map(|rule| rule.parse().map_err(|err| anyhow::anyhow!("`fetch_allow`: {rule:?}: {err}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(flags: &[(&'static str, &str)]) -> Result<Config> {
        let flags: Vec<_> = flags.iter().map(|(key, value)| (*key, Some((*value).to_owned()))).collect();
        Config::check(&Layers::read(None, |_| None, &flags)?)
    }

    #[test]
    fn defaults_are_those_of_the_table() {
        let config = check(&[]).expect("defaults");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8480");
        assert_eq!(config.database_url, "sqlite:./assay-data/assay.db");
        assert_eq!(config.max_file_bytes, 268_435_456);
        assert_eq!(config.limits, ExamineLimits::default());
        assert_eq!(config.roles, Roles { api: true, worker: true });
        assert!(matches!(config.sandbox.requirement, Requirement::Require));
        assert!(config.is_embedded());
        assert!(check(&[("listen", "localhost:0")]).expect("a name").listen.ip().is_loopback());
    }

    #[test]
    fn bad_values_are_refused_by_name() {
        for (key, value) in [
            ("listen", "nowhere"),
            ("roles", "api,cook"),
            ("sandbox", "maybe"),
            ("detect.max_queue", "-1"),
            ("detect.clamd", "/run/clamd"),
            ("public_url", "ftp://x"),
            ("access_key_id", "alone"),
            ("log_format", "xml"),
            ("drive.punish", "burn"),
            ("media.scan_seconds", "0"),
            ("media.scan_seconds", "86401"),
            ("media.provider_url", "http://127.0.0.1:1/v1"),
            ("page.timeout_ms", "999"),
            ("page.timeout_ms", "600001"),
            ("page.max_file_bytes", "0"),
            ("page.max_file_bytes", "209715201"),
            ("page.max_scan_bytes", "201326593"),
            ("page.parallel", "0"),
        ] {
            let err = format!("{:#}", check(&[(key, value)]).expect_err(key));
            assert!(err.contains(key), "{key}: {err}");
        }
    }

    #[test]
    fn a_public_url_loses_its_trailing_slash() {
        let config = check(&[("public_url", "https://assay.example/")]).expect("a URL");
        assert_eq!(config.public_url.as_deref(), Some("https://assay.example"));
    }
}
