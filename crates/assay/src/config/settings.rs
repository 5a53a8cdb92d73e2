//! Every setting there is: its key in `assay.toml`, its default, and what it means.
//!
//! The one table from which the file is checked, the environment is read and `docs/configuration.md` is
//! written. The environment variable of a key is `ASSAY_` and the key in capitals, dots as underscores.

/// One setting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Its key in `assay.toml`, dotted.
    pub(crate) key: &'static str,
    /// What it is when nobody sets it, as a person would write it.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the test that writes the document"))]
    pub(crate) default: &'static str,
    /// What it means, in one sentence of Markdown.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the test that writes the document"))]
    pub(crate) meaning: &'static str,
}

impl Setting {
    /// The environment variable that sets it.
    pub(crate) fn variable(&self) -> String {
        format!("ASSAY_{}", self.key.replace('.', "_").to_ascii_uppercase())
    }
}

/// The table, in the order in which people need the settings.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        key: "listen",
        default: "127.0.0.1:8480",
        meaning: "Address to listen on. Port 0 picks a free one, which the ready line names.",
    },
    Setting {
        key: "data_dir",
        default: "./assay-data",
        meaning: "Folder of the embedded database, the contents and the keys.",
    },
    Setting {
        key: "public_url",
        default: "`http://` and the listen address",
        meaning: "Base of every URL handed to clients, such as upload addresses.",
    },
    Setting {
        key: "database_url",
        default: "`sqlite:` inside the data folder",
        meaning: "`sqlite:PATH` or `postgres://…` (add `?sslmode=require` for TLS).",
    },
    Setting {
        key: "blobs_url",
        default: "`fs:` inside the data folder",
        meaning: "Where contents are kept: `fs:PATH`, `s3://bucket?endpoint=…&region=…` (keys from the usual AWS variables) or `oss://bucket?endpoint=…`.",
    },
    Setting {
        key: "buckets",
        default: "folders of `buckets` inside the data folder",
        meaning: "Comma list `name=URL` (or `name@tenant=URL`) of the buckets that `oss://name/…` leads to, with URLs as for `blobs_url`. A name that is not in the list is the folder of that name in `buckets` inside the data folder.",
    },
    Setting {
        key: "access_key_id",
        default: "generated",
        meaning: "Id of the first administrator's access key.",
    },
    Setting {
        key: "access_key_secret",
        default: "generated",
        meaning: "Secret of the first administrator's access key; set together with `access_key_id`.",
    },
    Setting { key: "api_key", default: "generated", meaning: "The first bearer key." },
    Setting {
        key: "key_file",
        default: "`assay.key` inside the data folder",
        meaning: "File of mode 0600 with the key that seals secrets at rest; the same on all nodes of a cluster.",
    },
    Setting {
        key: "roles",
        default: "api,worker",
        meaning: "What this node does: `api` answers requests, `worker` examines files.",
    },
    Setting {
        key: "fetch_allow",
        default: "nothing",
        meaning: "Comma list of hosts, `host:port` or CIDR that a download URL may reach although they are not public.",
    },
    Setting {
        key: "sandbox",
        default: "require",
        meaning: "`require` refuses to start without full walls around the workers, `best-effort` takes what the kernel has.",
    },
    Setting {
        key: "sandbox_workers",
        default: "one per core",
        meaning: "Worker processes that examine files.",
    },
    Setting {
        key: "sandbox_memory_bytes",
        default: "2147483648",
        meaning: "Address space of one worker process, in bytes.",
    },
    Setting {
        key: "detect.max_file_bytes",
        default: "268435456",
        meaning: "The largest file accepted for detection, in bytes.",
    },
    Setting {
        key: "detect.max_queue",
        default: "10000",
        meaning: "Submissions that may wait before new ones are answered `SystemBusy`.",
    },
    Setting {
        key: "detect.rules",
        default: "",
        meaning: "Folders of YARA rules to examine with beside the rules of Assay, a list. Each is a rule set, named by its last component; see [rules.md](rules.md).",
    },
    Setting {
        key: "detect.clamd",
        default: "",
        meaning: "A ClamAV daemon whose opinion on every examined file is asked for too: `unix:/run/clamav/clamd.ctl` or `tcp:host:port`.",
    },
    Setting {
        key: "detect.webhook_url",
        default: "",
        meaning: "Who is told of every detection that is final: an http or https URL; see [rules.md](rules.md).",
    },
    Setting {
        key: "detect.webhook_secret",
        default: "derived from the key file",
        meaning: "Signs those notices.",
    },
    Setting {
        key: "detect.max_total_bytes",
        default: "1073741824",
        meaning: "Bytes that all members of one archive together may unpack to.",
    },
    Setting {
        key: "detect.max_member_bytes",
        default: "268435456",
        meaning: "Bytes that one member of an archive may unpack to.",
    },
    Setting {
        key: "detect.max_ratio",
        default: "1000",
        meaning: "Times its packed size that a member may unpack to.",
    },
    Setting {
        key: "detect.max_time_ms",
        default: "60000",
        meaning: "Milliseconds for the examination of one file, its members included.",
    },
    Setting {
        key: "drive.max_file_bytes",
        default: "107374182400",
        meaning: "The largest file that a drive takes, in bytes. What is larger than `detect.max_file_bytes` is kept and not examined.",
    },
    Setting {
        key: "drive.punish",
        default: "keep",
        meaning: "What becomes of a file in a drive that turns out to be dangerous: `keep` says so in its record, `block` also refuses downloads, `trash` moves it to the recycle bin.",
    },
    Setting { key: "media.region", default: "local", meaning: "The one region that `ListRegions` names." },
    Setting {
        key: "media.scan_seconds",
        default: "60",
        meaning: "Seconds between the end of one look at a bucket or drive that a dataset follows, and the next; 1 to 86400.",
    },
    Setting {
        key: "media.max_file_bytes",
        default: "268435456",
        meaning: "The largest file that is read whole, for its hashes and pixels, in bytes. Of larger ones only the headers are read.",
    },
    Setting {
        key: "media.notification_secret",
        default: "derived from the key file",
        meaning: "Secret with which notifications are signed; set it to check them (see `docs/media.md`).",
    },
    Setting {
        key: "media.ffprobe",
        default: "found in `PATH`",
        meaning: "Program file of ffprobe, which describes videos and recordings in full; `off` does without.",
    },
    Setting {
        key: "media.tesseract",
        default: "found in `PATH`",
        meaning: "Program file of tesseract, which reads texts in pictures; `off` does without.",
    },
    Setting {
        key: "media.heif_convert",
        default: "found in `PATH`",
        meaning: "Program file of libheif's heif-convert, which reads HEIC and AVIF pictures; `off` does without.",
    },
    Setting {
        key: "media.models",
        default: "none",
        meaning: "Folder of ONNX models of your own, one folder each with a `model.toml` (see `docs/models.md`), that tell labels, figures and vectors.",
    },
    Setting {
        key: "media.provider_url",
        default: "none",
        meaning: "Address of an endpoint of OpenAI's kind that is asked about pictures and texts, such as `http://127.0.0.1:11434/v1`. Small copies of pictures and the words of files are sent to it.",
    },
    Setting { key: "media.provider_key", default: "none", meaning: "Bearer token for `media.provider_url`." },
    Setting {
        key: "media.provider_embedding_model",
        default: "none",
        meaning: "Model of that endpoint that makes vectors of texts, for `SemanticQuery`.",
    },
    Setting {
        key: "media.provider_vision_model",
        default: "none",
        meaning: "Model of that endpoint that describes pictures, for `Insights` and `Labels`.",
    },
    Setting {
        key: "media.provider_timeout_ms",
        default: "60000",
        meaning: "Milliseconds that one answer of that endpoint may take, 1 to 600000.",
    },
    Setting {
        key: "page.max_file_bytes",
        default: "52428800",
        meaning: "The largest photo that a scan is made of, in bytes, at most 209715200. The body of a request may have half as many again.",
    },
    Setting {
        key: "page.max_scan_bytes",
        default: "50331648",
        meaning: "The most bytes of the scans of one photo, encoded, at most 201326592.",
    },
    Setting {
        key: "page.timeout_ms",
        default: "25000",
        meaning: "Milliseconds that one call for a scan may take, 1000 to 600000.",
    },
    Setting {
        key: "page.parallel",
        default: "as `sandbox_workers`",
        meaning: "Scans that are made at once.",
    },
    Setting {
        key: "page.max_queue",
        default: "64",
        meaning: "Photos that may wait for one of those to end before new ones are answered `SystemBusy`.",
    },
    Setting {
        key: "throttle.per_second",
        default: "20000",
        meaning: "Requests per second that one key may make of one operation; 0 is without limit.",
    },
    Setting {
        key: "metrics_public",
        default: "false",
        meaning: "`true` answers `/metrics` to everyone; otherwise only to this machine.",
    },
    Setting { key: "log_format", default: "text", meaning: "`text` or `json`, on standard error." },
    Setting {
        key: "log_level",
        default: "info",
        meaning: "`error`, `warn`, `info`, `debug`, or a filter such as `info,assay_jobs=debug`.",
    },
];

/// The setting with this key.
pub(crate) fn setting(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// `docs/configuration.md`, whole.
#[cfg(test)]
fn document() -> String {
    use std::fmt::Write as _;

    let mut text = String::from(
        "# Configuration\n\n\
         Settings come from three places; the later wins: `assay.toml` (named by `--config` or `ASSAY_CONFIG`),\n\
         the environment, and the command line. A key that the file has and this table has not is refused.\n\
         Dotted keys are TOML tables: `detect.max_queue` is `max_queue` under `[detect]`.\n\n\
         | key | variable | default | meaning |\n| --- | --- | --- | --- |\n",
    );
    for setting in SETTINGS {
        let Setting { key, default, meaning } = setting;
        let variable = setting.variable();
        let _ = writeln!(text, "| `{key}` | `{variable}` | {default} | {meaning} |");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_written_from_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
        if std::env::var_os("ASSAY_REGENERATE").is_some() {
            std::fs::write(path, document()).expect("docs/configuration.md is writable");
        }
        let on_disk = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(on_disk, document(), "run `make generated` to write docs/configuration.md anew");
    }

    #[test]
    fn keys_and_variables_are_unique() {
        let mut variables: Vec<_> = SETTINGS.iter().map(Setting::variable).collect();
        variables.sort();
        variables.dedup();
        assert_eq!(variables.len(), SETTINGS.len());
    }
}
