//! Measures file detection through the whole server: signatures, database, sandbox and all.
//!
//! Each file is fresh, so that no verdict is known; it is uploaded as the official helper uploads it, then
//! submitted, then polled. `latency` sends one file at a time and times it from the submission to the final
//! verdict; `throughput` keeps several under way and counts whole files, upload included.

#![expect(clippy::print_stdout, reason = "the answer of a measuring program")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result, ensure};
use assay_signing::{Hash, OutgoingRequest, Scheme, Signer};
use assay_types::{ContentDigest, Secret};
use clap::{Parser, ValueEnum};
use serde_json::Value;

/// Length of one file.
const FILE_BYTES: usize = 10_000;
/// How often a result is asked for while it is in progress.
const POLL_EVERY: Duration = Duration::from_micros(500);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    Latency,
    Throughput,
}

#[derive(Debug, Parser)]
struct Args {
    /// What to measure.
    #[arg(value_enum)]
    mode: Mode,
    /// Base of the server.
    #[arg(long)]
    url: String,
    /// Access key.
    #[arg(long)]
    key: String,
    /// Its secret.
    #[arg(long)]
    secret: String,
    /// Files in all.
    #[arg(long, default_value_t = 500)]
    files: usize,
    /// Files under way at once; `latency` has one.
    #[arg(long, default_value_t = 8)]
    at_once: usize,
}

struct Api {
    args: Args,
    client: reqwest::Client,
    host: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let args = Args::parse();
    let host = args.url.trim_start_matches("http://").to_owned();
    let api = Arc::new(Api { client: reqwest::Client::builder().no_proxy().build()?, host, args });
    // Not counted: connections, caches, the first statements of the database.
    for _ in 0..10 {
        api.examine().await?;
    }
    match api.args.mode {
        Mode::Latency => latency(&api).await,
        Mode::Throughput => throughput(api).await,
    }
}

async fn latency(api: &Api) -> Result<()> {
    let mut times = Vec::with_capacity(api.args.files);
    for _ in 0..api.args.files {
        times.push(api.examine().await?);
    }
    times.sort_unstable();
    let at = |part: f64| {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index"
        )]
        let index = ((times.len() - 1) as f64 * part) as usize;
        times[index].as_secs_f64() * 1000.0
    };
    println!(
        "submission to verdict, {} files of {FILE_BYTES} bytes: median {:.2} ms, p90 {:.2} ms, p99 {:.2} ms",
        times.len(),
        at(0.5),
        at(0.9),
        at(0.99)
    );
    Ok(())
}

async fn throughput(api: Arc<Api>) -> Result<()> {
    let next = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..api.args.at_once {
        let (api, next) = (Arc::clone(&api), Arc::clone(&next));
        tasks.spawn(async move {
            while next.fetch_add(1, Ordering::Relaxed) < api.args.files {
                api.examine().await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    let seconds = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a count of files")]
    let rate = api.args.files as f64 / seconds;
    println!(
        "{} files of {FILE_BYTES} bytes, {} at once, upload to verdict: {rate:.0} files/s over {seconds:.1} s",
        api.args.files, api.args.at_once
    );
    Ok(())
}

impl Api {
    /// Uploads, submits and awaits one fresh file; the time from the submission on.
    async fn examine(&self) -> Result<Duration> {
        let content = fresh_file()?;
        let key = ContentDigest::of(&content).md5.to_string();
        let reply = self.call("CreateFileDetectUploadUrl", &[("Type", "0"), ("HashKeyList.1", &key)]).await?;
        let context = &reply["UploadUrlList"][0]["Context"];
        let text = |name: &str| context[name].as_str().map(ToOwned::to_owned).context("an upload context");
        let oss_key = text("OssKey")?;
        let fields = [
            ("key", oss_key.clone()),
            ("policy", text("Policy")?),
            ("OSSAccessKeyId", text("AccessId")?),
            ("success_action_status", "200".to_owned()),
            ("Signature", text("Signature")?),
        ];
        let url = reply["UploadUrlList"][0]["PublicUrl"].as_str().context("an upload address")?.to_owned();
        self.post_form(&url, &fields, &content).await?;

        let began = Instant::now();
        self.call("CreateFileDetect", &[("Type", "0"), ("HashKey", &key), ("OssKey", &oss_key)]).await?;
        loop {
            let reply = self.call("GetFileDetectResult", &[("Type", "0"), ("HashKeyList.1", &key)]).await?;
            match reply["ResultList"][0]["Result"].as_i64() {
                Some(3) => tokio::time::sleep(POLL_EVERY).await,
                Some(0) => return Ok(began.elapsed()),
                other => anyhow::bail!("a file of words was found to be {other:?}: {reply}"),
            }
        }
    }

    async fn call(&self, action: &str, query: &[(&str, &str)]) -> Result<Value> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut request = OutgoingRequest {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: query.iter().map(owned).collect(),
            headers: [
                ("host", self.host.as_str()),
                ("x-acs-action", action),
                ("x-acs-version", "2018-12-03"),
                ("accept", "application/json"),
            ]
            .iter()
            .map(owned)
            .collect(),
            body: Vec::new(),
        };
        let signer = Signer {
            scheme: Scheme::Acs3(Hash::Sha256),
            access_key_id: &self.args.key,
            secret: &self.args.secret,
            security_token: None,
        };
        let now_ms = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        signer.sign(&mut request, now_ms, Secret::random(16)?.expose());
        let mut builder = self.client.post(format!("{}{}", self.args.url, request.target()));
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let reply = builder.send().await?;
        let status = reply.status();
        let body = reply.bytes().await?;
        ensure!(status.is_success(), "{action}: {status} {}", String::from_utf8_lossy(&body));
        Ok(serde_json::from_slice(&body)?)
    }

    async fn post_form(&self, url: &str, fields: &[(&str, String)], content: &[u8]) -> Result<()> {
        const BOUNDARY: &str = "assay-bench-boundary";
        let mut body = Vec::with_capacity(content.len() + 2048);
        for (name, value) in fields {
            body.extend_from_slice(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n")
                .as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let reply = self.client.post(url).header("content-type", kind).body(body).send().await?;
        ensure!(reply.status().is_success(), "upload: {}", reply.text().await?);
        Ok(())
    }
}

/// Lines of words that look like a configuration file, unlike any other.
fn fresh_file() -> Result<Vec<u8>> {
    let mut content = Vec::with_capacity(FILE_BYTES + 80);
    let salt = Secret::random(16)?;
    while content.len() < FILE_BYTES {
        let line = format!("server.option.{} = \"{}\" # as the manual says\n", content.len(), salt.expose());
        content.extend_from_slice(line.as_bytes());
    }
    content.truncate(FILE_BYTES);
    Ok(content)
}
