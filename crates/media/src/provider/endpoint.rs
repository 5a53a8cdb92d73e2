//! An endpoint of OpenAI's kind: `/v1/embeddings` for texts, `/v1/chat/completions` for pictures.
//!
//! It is the operator who names it, so it may be at any address. What it answers is bounded and not believed. While it
//! fails it is left alone, so that indexing does not wait for each file anew.

use std::{
    fmt,
    fs::File,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use assay_findings::{Finding, Fit, PictureFormat, PictureStep, Size, Task, ThumbnailTask};
use assay_sandbox::Outcome;
use assay_types::Secret;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use url::Url;

use super::{
    answer::{QUESTION, Said, read},
    meaning::cut,
};
use crate::Engines;

/// Requests that are under way at once, from one node.
const AT_ONCE: usize = 4;
/// The longest wait for a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// The longest answer, in bytes.
const ANSWER_MAX: usize = 4 << 20;
/// The longest text that is sent, in bytes.
const TEXT_MAX: usize = 8192;
/// The longest side of a picture that is sent, in pixels, and its most bytes.
const SIDE: u32 = 1024;
const PICTURE_MAX: u64 = 4 << 20;
/// What making a picture small may take.
const SHRINK_WITHIN: Duration = Duration::from_secs(20);
/// Failures in a row after which the endpoint is left alone, and for how long.
const FAILURES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(30);
/// The most numbers of a vector.
const NUMBERS_MAX: usize = 8192;

/// Where the endpoint is, and what it is asked for.
#[derive(Debug, Clone)]
pub struct EndpointConfig {
    /// Its address, with or without `/v1` at the end, such as `http://127.0.0.1:11434/v1`.
    pub url: Url,
    /// Sent as the bearer token.
    pub key: Option<Secret>,
    /// The model that makes vectors of texts.
    pub embedding_model: Option<String>,
    /// The model that sees.
    pub vision_model: Option<String>,
    /// The longest wait for one answer.
    pub timeout: Duration,
}

/// Why an endpoint cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    /// The address is none of HTTP.
    #[error("the provider's address must start with http:// or https://")]
    Scheme,
    /// The program has installed no TLS provider.
    #[error("the program has installed no TLS provider")]
    NoTls,
    /// There is no client.
    #[error("no HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// Why a question has no answer; for the log.
#[derive(Debug, thiserror::Error)]
enum Unanswered {
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    #[error("status {0}")]
    Status(u16),
    #[error("the answer is longer than {ANSWER_MAX} bytes")]
    TooLong,
    #[error("the answer is not what was asked for")]
    Nonsense,
}

/// The endpoint.
pub struct Endpoint {
    config: EndpointConfig,
    client: reqwest::Client,
    turns: Semaphore,
    health: Mutex<Health>,
}

#[derive(Debug, Default)]
struct Health {
    failures: u32,
    resumes_at: Option<Instant>,
}

impl Endpoint {
    /// Gets ready to ask; nothing is asked yet.
    ///
    /// # Errors
    /// See [`EndpointError`].
    pub fn new(config: EndpointConfig) -> Result<Self, EndpointError> {
        if !matches!(config.url.scheme(), "http" | "https") {
            return Err(EndpointError::Scheme);
        }
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // The HTTP client would panic at its first use.
            return Err(EndpointError::NoTls);
        }
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(config.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { config, client, turns: Semaphore::new(AT_ONCE), health: Mutex::default() })
    }

    /// Whether it makes vectors of texts.
    pub(super) fn embeds(&self) -> bool {
        self.config.embedding_model.is_some()
    }

    /// What a text means: a vector of length 1.
    pub(super) async fn embed(&self, text: &str) -> Option<Vec<f32>> {
        #[derive(Deserialize)]
        struct Answer {
            data: Vec<Row>,
        }
        #[derive(Deserialize)]
        struct Row {
            embedding: Vec<f32>,
        }
        let model = self.config.embedding_model.as_ref()?;
        let body = json!({ "model": model, "input": [cut(text, TEXT_MAX)], "encoding_format": "float" });
        self.ask("embeddings", &body, |answer: Answer| unit(answer.data.into_iter().next()?.embedding)).await
    }

    /// A picture in words.
    pub(super) async fn see(&self, prober: &dyn Engines, picture: &File) -> Option<Said> {
        #[derive(Deserialize)]
        struct Answer {
            choices: Vec<Choice>,
        }
        #[derive(Deserialize)]
        struct Choice {
            message: Message,
        }
        #[derive(Deserialize)]
        struct Message {
            content: String,
        }
        let model = self.config.vision_model.as_ref()?;
        if self.is_paused() {
            return None;
        }
        let small = BASE64_STANDARD.encode(shrunk(prober, picture).await?);
        let body = json!({
            "model": model,
            "temperature": 0,
            "max_tokens": 1024,
            "messages": [{ "role": "user", "content": [
                { "type": "text", "text": QUESTION },
                { "type": "image_url", "image_url": { "url": format!("data:image/jpeg;base64,{small}") } },
            ] }],
        });
        self.ask("chat/completions", &body, |answer: Answer| {
            read(&answer.choices.into_iter().next()?.message.content)
        })
        .await
    }

    /// Asks, and reads the answer; what goes wrong is logged.
    async fn ask<A, T>(&self, path: &str, body: &Value, read: impl FnOnce(A) -> Option<T>) -> Option<T>
    where
        A: for<'a> Deserialize<'a>,
    {
        let _turn = self.turns.acquire().await.ok()?;
        if self.is_paused() {
            return None;
        }
        let asked = async {
            let answer = self.post(path, body).await?;
            let answer: A = serde_json::from_slice(&answer).map_err(|_| Unanswered::Nonsense)?;
            read(answer).ok_or(Unanswered::Nonsense)
        };
        let answer = asked.await;
        self.note(path, answer.as_ref().err());
        answer.ok()
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Vec<u8>, Unanswered> {
        let base = self.config.url.as_str().trim_end_matches('/');
        let base = base.strip_suffix("/v1").unwrap_or(base);
        let mut request = self
            .client
            .post(format!("{base}/v1/{path}"))
            .header("content-type", "application/json")
            .body(body.to_string());
        if let Some(key) = &self.config.key {
            request = request.bearer_auth(key.expose());
        }
        let mut response = request.send().await?;
        if !response.status().is_success() {
            return Err(Unanswered::Status(response.status().as_u16()));
        }
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if answer.len() + chunk.len() > ANSWER_MAX {
                return Err(Unanswered::TooLong);
            }
            answer.extend_from_slice(&chunk);
        }
        Ok(answer)
    }

    fn is_paused(&self) -> bool {
        let health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.resumes_at.is_some_and(|at| Instant::now() < at)
    }

    fn note(&self, path: &str, error: Option<&Unanswered>) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        match error {
            // It answers; what it answers is another matter.
            None | Some(Unanswered::Nonsense) => *health = Health::default(),
            Some(_) => {
                health.failures = health.failures.saturating_add(1);
                if health.failures >= FAILURES {
                    health.resumes_at = Some(Instant::now() + PAUSE);
                }
            }
        }
        if let Some(error) = error {
            tracing::warn!(path, %error, "the provider gave no answer");
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("config", &self.config).finish_non_exhaustive()
    }
}

/// The picture as a small JPEG: made in the sandbox, so that nobody sends what nobody looked at.
async fn shrunk(prober: &dyn Engines, picture: &File) -> Option<Vec<u8>> {
    let task = ThumbnailTask {
        steps: vec![PictureStep::Resize { size: Size::Longest(SIDE), fit: Fit::Within, enlarge: false }],
        auto_orient: true,
        format: Some(PictureFormat::Jpeg),
        quality: 85,
        max_bytes: PICTURE_MAX,
    };
    let picture = picture.try_clone().ok()?;
    match prober.run(picture, Task::Thumbnail(task), SHRINK_WITHIN).await {
        Ok(Outcome::Found(Finding::Thumbnail(thumbnail))) => Some(thumbnail.bytes),
        Ok(outcome) => {
            tracing::info!(?outcome, "a picture cannot be shown to the provider");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "a picture cannot be shown to the provider");
            None
        }
    }
}

/// The same direction with length 1; `None` for what has none.
fn unit(mut numbers: Vec<f32>) -> Option<Vec<f32>> {
    if !(1..=NUMBERS_MAX).contains(&numbers.len()) {
        return None;
    }
    let length = numbers.iter().map(|number| number * number).sum::<f32>().sqrt();
    if !length.is_normal() {
        return None;
    }
    for number in &mut numbers {
        *number /= length;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::{super::stand_in::StandIn, *};

    /// What the server was sent: request line and headers, and the body.
    type Requests = Arc<Mutex<Vec<(String, Value)>>>;

    /// Answers these, one after the other, each on a connection of its own.
    async fn server(answers: Vec<String>) -> (Url, Requests) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let requests = Requests::default();
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept().await else { return };
                let mut got = Vec::new();
                let body = loop {
                    let mut chunk = [0; 8192];
                    let count = stream.read(&mut chunk).await.expect("read");
                    got.extend_from_slice(&chunk[..count]);
                    let text = String::from_utf8_lossy(&got);
                    let Some((_, body)) = text.split_once("\r\n\r\n") else { continue };
                    if let Ok(body) = serde_json::from_str(body) {
                        break body;
                    }
                };
                let text = String::from_utf8_lossy(&got);
                let head = text.split("\r\n\r\n").next().expect("a head").to_ascii_lowercase();
                seen.lock().expect("unharmed").push((head, body));
                stream.write_all(answer.as_bytes()).await.expect("written");
            }
        });
        (format!("http://{address}/").parse().expect("a URL"), requests)
    }

    fn answer(status: u16, body: &str) -> String {
        format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
    }

    fn endpoint(url: Url) -> Endpoint {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = EndpointConfig {
            url,
            key: Some(Secret::new("key-1".to_owned())),
            embedding_model: Some("words".to_owned()),
            vision_model: Some("eyes".to_owned()),
            timeout: Duration::from_secs(5),
        };
        Endpoint::new(config).expect("an endpoint")
    }

    fn picture() -> File {
        tempfile::tempfile().expect("a file")
    }

    #[tokio::test]
    async fn a_text_becomes_a_vector_of_length_one() {
        let (url, requests) =
            server(vec![answer(200, r#"{"data":[{"index":0,"embedding":[3,4]}],"model":"x"}"#)]).await;
        // With the version in the address or without.
        let endpoint = endpoint(url.join("v1/").expect("a URL"));
        assert_eq!(endpoint.embed(&"é".repeat(TEXT_MAX)).await, Some(vec![0.6, 0.8]));
        let requests = requests.lock().expect("unharmed");
        let (head, body) = &requests[0];
        assert!(
            head.starts_with("post /v1/embeddings ") && head.contains("authorization: bearer key-1"),
            "{head}"
        );
        assert_eq!(body["model"], "words");
        assert_eq!(body["input"][0].as_str().map(str::len), Some(TEXT_MAX));
    }

    #[tokio::test]
    async fn a_picture_becomes_words() {
        let content = r#"{"caption":{"en":"A cat","zh":"一只猫"},"labels":[{"en":"cat","confidence":0.9}]}"#;
        let body = json!({ "choices": [{ "message": { "role": "assistant", "content": content } }] });
        let (url, requests) = server(vec![answer(200, &body.to_string())]).await;
        let prober = StandIn::shrinking_to(b"small");
        let said = endpoint(url).see(&prober, &picture()).await.expect("words");
        assert_eq!(said.labels.expect("labels")[0].label_name.as_deref(), Some("cat"));
        assert!(said.insights.is_some());
        let requests = requests.lock().expect("unharmed");
        let (head, body) = &requests[0];
        assert!(head.starts_with("post /v1/chat/completions "), "{head}");
        assert_eq!(body["messages"][0]["content"][1]["image_url"]["url"], "data:image/jpeg;base64,c21hbGw=");
    }

    #[tokio::test]
    async fn what_cannot_be_made_small_is_not_sent() {
        let (url, requests) = server(vec![answer(200, "{}")]).await;
        assert_eq!(endpoint(url).see(&StandIn::default(), &picture()).await, None);
        assert!(requests.lock().expect("unharmed").is_empty());
    }

    #[tokio::test]
    async fn nonsense_and_refusals_are_no_answers() {
        let bodies = [
            answer(200, "no JSON"),
            answer(200, r#"{"data":[]}"#),
            answer(200, r#"{"data":[{"embedding":[0,0]}]}"#),
            answer(302, "{}"),
            answer(500, "{}"),
        ];
        let count = bodies.len();
        let (url, requests) = server(bodies.to_vec()).await;
        let endpoint = endpoint(url);
        for _ in 0..count {
            assert_eq!(endpoint.embed("text").await, None);
        }
        assert_eq!(requests.lock().expect("unharmed").len(), count);
    }

    #[tokio::test]
    async fn an_endpoint_that_fails_is_left_alone_for_a_while() {
        let mut answers = vec![answer(503, "{}"); 3];
        answers.push(answer(200, r#"{"data":[{"embedding":[1]}]}"#));
        let (url, requests) = server(answers).await;
        let endpoint = endpoint(url);
        for _ in 0..5 {
            assert_eq!(endpoint.embed("text").await, None);
        }
        assert_eq!(requests.lock().expect("unharmed").len(), 3, "nobody asked any more");
    }

    #[tokio::test]
    async fn an_answer_without_end_is_cut_off() {
        let long = format!("{{\"data\":[],\"x\":\"{}\"}}", "x".repeat(ANSWER_MAX));
        let (url, _) = server(vec![answer(200, &long)]).await;
        assert_eq!(endpoint(url).embed("text").await, None);
    }

    #[test]
    fn an_address_is_one_of_http() {
        let config = EndpointConfig {
            url: "ftp://a/".parse().expect("a URL"),
            key: None,
            embedding_model: None,
            vision_model: None,
            timeout: Duration::from_secs(1),
        };
        assert!(matches!(Endpoint::new(config), Err(EndpointError::Scheme)));
    }
}
