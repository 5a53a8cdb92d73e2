//! A gateway on a free port over a real SQLite store, with a stand-in for the detection service, and a
//! client that writes and reads plain bytes.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use assay_access::{Access, Caller, NewKey, Policy, SealingKey};
use assay_gateway::{
    BodyStream, DetectFace, Drained, Faces, Gateway, GatewayConfig, Limits, Listener, MediaFace, PageFace,
    ReadinessCheck, Services, UploadRefused, Uploaded,
};
use assay_signing::{Hash, OutgoingRequest, Scheme, Signer};
use assay_store::Store;
use assay_types::{AccessKeyId, Clock as _, ManualClock, RequestId, Secret, Timestamp};
use assay_wire::{ApiError, Params, imm::ImmOperation, iqs::IqsOperation, sas::SasOperation};
use async_trait::async_trait;
use futures_util::StreamExt as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};

use crate::fake_drive::FakeDrive;

/// When the tests take place.
pub(crate) const NOW: Timestamp = Timestamp(1_795_000_000_000);
/// Longer than any time-out in the tests: an answer that takes longer hangs.
const HANG: Duration = Duration::from_secs(20);

/// Stands where the metadata service stands: says what arrived.
struct FakeMedia;

#[async_trait]
impl MediaFace for FakeMedia {
    async fn call(
        &self,
        operation: ImmOperation,
        caller: &Caller,
        params: &Params,
        _request_id: RequestId,
    ) -> Result<Vec<u8>, ApiError> {
        let bytes = params.text("Files").map_or(0, str::len);
        let reply = serde_json::json!({
            "Action": operation.action(), "Tenant": caller.tenant.as_str(), "FilesBytes": bytes,
        });
        Ok(reply.to_string().into_bytes())
    }
}

/// Stands where the page service stands: says what arrived.
struct FakePage;

#[async_trait]
impl PageFace for FakePage {
    async fn call(
        &self,
        operation: IqsOperation,
        body: &[u8],
        _request_id: RequestId,
    ) -> Result<Vec<u8>, ApiError> {
        let reply = serde_json::json!({ "action": operation.action(), "bodyBytes": body.len() });
        Ok(reply.to_string().into_bytes())
    }
}

/// Stands where the detection service stands. `HashKey` says what it does.
struct FakeDetect;

#[async_trait]
impl DetectFace for FakeDetect {
    async fn call(
        &self,
        operation: SasOperation,
        caller: &Caller,
        params: &Params,
        request_id: RequestId,
    ) -> Result<Vec<u8>, ApiError> {
        let hash_key = params.text("HashKey").unwrap_or_default();
        match hash_key {
            "panic" => panic!("asked to"),
            "slow" => tokio::time::sleep(Duration::from_millis(300)).await,
            _ => {}
        }
        params.required_int32("Type")?;
        let reply = serde_json::json!({
            "RequestId": request_id,
            "Operation": operation.action(),
            "Tenant": caller.tenant,
            "HashKeyLength": hash_key.len(),
        });
        Ok(reply.to_string().into_bytes())
    }

    async fn upload(&self, content_type: &str, mut body: BodyStream) -> Result<Uploaded, UploadRefused> {
        let refused = |status, code, message: String| UploadRefused { status, code, message };
        assert_ne!(content_type, "panic", "asked to");
        if content_type != "multipart/form-data; boundary=b" {
            return Err(refused(400, "MalformedPOSTRequest", format!("<{content_type}>")));
        }
        let mut bytes = 0;
        while let Some(piece) = body.next().await {
            bytes += piece.map_err(|error| refused(400, "MalformedPOSTRequest", error.to_string()))?.len();
        }
        Ok(Uploaded { status: 201, etag: format!("\"{bytes}\""), key: "default/a&b".to_owned() })
    }
}

pub(crate) struct Bench {
    pub(crate) address: SocketAddr,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) access: Arc<Access>,
    pub(crate) key: Credentials,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<Drained>>,
    _dir: tempfile::TempDir,
}

/// A key as a client has it.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) id: AccessKeyId,
    pub(crate) secret: Secret,
    pub(crate) token: Option<Secret>,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(GatewayConfig::default()).await
    }

    /// With short time-outs and small limits.
    pub(crate) async fn with_limits(change: impl FnOnce(&mut Limits)) -> Self {
        let mut config = GatewayConfig::default();
        change(&mut config.limits);
        Self::with(config).await
    }

    pub(crate) async fn with(config: GatewayConfig) -> Self {
        Self::with_checks(config, Vec::new()).await
    }

    pub(crate) async fn with_checks(config: GatewayConfig, checks: Vec<ReadinessCheck>) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let url = format!("sqlite:{}", dir.path().join("assay.db").display());
        let store: Arc<dyn Store> = assay_store::open(&url).await.expect("a store");
        let clock = Arc::new(ManualClock::at(NOW));
        let seal = SealingKey::from_bytes(&[7; 32]);
        let access = Arc::new(Access::new(store.clone(), seal, clock.clone()));
        let issued = access.issue_access_key(new_key(Policy::administrator())).await.expect("a key");
        let services = Services {
            access: access.clone(),
            nonces: store,
            clock: clock.clone(),
            faces: Faces {
                detect: Arc::new(FakeDetect),
                drive: Arc::new(FakeDrive),
                media: Arc::new(FakeMedia),
                page: Arc::new(FakePage),
            },
            checks,
            registry: prometheus_client::registry::Registry::default(),
        };
        let listener = Listener::bind(([127, 0, 0, 1], 0).into()).await.expect("a port");
        let address = listener.local_addr();
        let (stop, stopped) = oneshot::channel();
        let gateway = Gateway::new(config, services);
        let serving = tokio::spawn(gateway.serve(
            listener,
            async {
                let _ = stopped.await;
            },
            Duration::from_secs(3),
        ));
        Self {
            address,
            clock,
            access,
            key: Credentials { id: issued.id, secret: issued.secret, token: None },
            stop: Some(stop),
            serving: Some(serving),
            _dir: dir,
        }
    }

    pub(crate) async fn connect(&self) -> Client {
        let socket = TcpStream::connect(self.address).await.expect("connected");
        Client { socket, buffer: Vec::new() }
    }

    /// Sends bytes on a connection of their own and reads the first answer.
    pub(crate) async fn ask(&self, bytes: impl AsRef<[u8]>) -> Answer {
        let mut client = self.connect().await;
        client.send(bytes).await;
        client.answer().await
    }

    /// Signs and sends a request on a connection of its own.
    pub(crate) async fn call(&self, request: &OutgoingRequest) -> Answer {
        self.ask(wire(request)).await
    }

    /// A signed SAS call with these parameters in its query.
    pub(crate) fn sas(&self, action: &str, query: &[(&str, &str)]) -> OutgoingRequest {
        let mut request = unsigned_sas(action, query);
        self.sign(&mut request, Scheme::Acs3(Hash::Sha256), &self.key);
        request
    }

    /// A signed PDS call with this body.
    pub(crate) fn pds(&self, path: &str, body: &str) -> OutgoingRequest {
        let mut request = unsigned_pds(path, body);
        self.sign(&mut request, Scheme::Roa, &self.key);
        request
    }

    pub(crate) fn sign(&self, request: &mut OutgoingRequest, scheme: Scheme, key: &Credentials) {
        let signer = Signer {
            scheme,
            access_key_id: key.id.as_str(),
            secret: key.secret.expose(),
            security_token: key.token.as_ref().map(Secret::expose),
        };
        let nonce = Secret::random(16).expect("randomness");
        signer.sign(request, self.clock.now().as_millis(), nonce.expose());
    }

    /// Tells the server to stop; the answer says how it went.
    pub(crate) fn stop(&mut self) -> JoinHandle<Drained> {
        self.stop.take().expect("not stopped yet").send(()).expect("running");
        self.serving.take().expect("running")
    }
}

pub(crate) fn new_key(policy: Policy) -> NewKey {
    NewKey {
        tenant: "acme".parse().expect("a tenant"),
        policy,
        label: "test".to_owned(),
        expires_at: None,
        daily_allowance: None,
    }
}

pub(crate) fn unsigned_sas(action: &str, query: &[(&str, &str)]) -> OutgoingRequest {
    OutgoingRequest {
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        headers: [("host", "127.0.0.1:8480"), ("x-acs-action", action), ("x-acs-version", "2018-12-03")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        body: Vec::new(),
    }
}

pub(crate) fn unsigned_pds(path: &str, body: &str) -> OutgoingRequest {
    OutgoingRequest {
        method: "POST".to_owned(),
        path: path.to_owned(),
        query: Vec::new(),
        headers: [
            ("host", "127.0.0.1:8480"),
            ("accept", "application/json"),
            ("content-type", "application/json; charset=utf-8"),
            ("x-acs-version", "2022-03-01"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec(),
        body: body.as_bytes().to_vec(),
    }
}

/// The request as bytes.
pub(crate) fn wire(request: &OutgoingRequest) -> Vec<u8> {
    let mut bytes = format!("{} {} HTTP/1.1\r\n", request.method, request.target()).into_bytes();
    for (name, value) in &request.headers {
        bytes.extend(format!("{name}: {value}\r\n").bytes());
    }
    bytes.extend(format!("content-length: {}\r\n\r\n", request.body.len()).bytes());
    bytes.extend(&request.body);
    bytes
}

/// A client without manners: it sends what it is told and reads what comes.
pub(crate) struct Client {
    socket: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        // A server that has answered and closed is not this function's business.
        let _ = self.socket.write_all(bytes.as_ref()).await;
    }

    /// Closes the sending half.
    pub(crate) async fn finish(&mut self) {
        let _ = self.socket.shutdown().await;
    }

    /// The next answer.
    pub(crate) async fn answer(&mut self) -> Answer {
        self.try_answer().await.expect("an answer before the connection ends")
    }

    /// The next answer, or `None` when the connection ended without one.
    pub(crate) async fn try_answer(&mut self) -> Option<Answer> {
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break String::from_utf8(self.buffer.drain(..end + 4).collect()).expect("an ASCII head");
            }
            if !self.read_more().await {
                assert!(self.buffer.is_empty(), "a head that ends early: {:?}", self.buffer);
                return None;
            }
        };
        let mut lines = head.trim_end().split("\r\n");
        let status_line = lines.next().expect("a status line");
        let status = status_line.split(' ').nth(1).expect("a status").parse().expect("a number");
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(':').expect("a header"))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length").map(|(_, value)| value);
        let length: usize = length.map_or(0, |length| length.parse().expect("a number"));
        while self.buffer.len() < length {
            assert!(self.read_more().await, "a body that ends early");
        }
        let body = self.buffer.drain(..length).collect();
        Some(Answer { status, headers, body })
    }

    /// Everything up to the end of the connection, as it comes.
    pub(crate) async fn rest(&mut self) -> String {
        while self.read_more().await {}
        String::from_utf8(std::mem::take(&mut self.buffer)).expect("text")
    }

    /// How many bytes still come before the end of the connection.
    pub(crate) async fn rest_bytes(&mut self) -> usize {
        while self.read_more().await {}
        std::mem::take(&mut self.buffer).len()
    }

    /// Whether the server closed the connection, having sent nothing more.
    pub(crate) async fn is_closed(&mut self) -> bool {
        !self.read_more().await && self.buffer.is_empty()
    }

    async fn read_more(&mut self) -> bool {
        let read = tokio::time::timeout(HANG, self.socket.read_buf(&mut self.buffer)).await;
        read.expect("no hanging connection").is_ok_and(|read| read > 0)
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        let content_type = self.header("content-type").expect("a content type");
        assert!(content_type.starts_with("application/json"), "{content_type}");
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of an error, after checking everything that every error must have.
    pub(crate) fn code(&self) -> String {
        assert!(self.status >= 400, "{self:?}");
        let json = self.json();
        let id = self.header("x-acs-request-id").expect("a request id");
        assert_eq!(id.len(), 36);
        if let Some(code) = json.get("code") {
            assert_eq!(self.header("x-ca-request-id"), Some(id));
            assert!(json["message"].is_string());
            return code.as_str().expect("a text").to_owned();
        }
        assert_eq!(json["RequestId"], id, "the body and the header name the same request");
        assert!(json["Message"].is_string() && json["HostId"].is_string());
        json["Code"].as_str().expect("a text").to_owned()
    }

    /// Status and code of an error.
    pub(crate) fn error(&self) -> (u16, String) {
        (self.status, self.code())
    }
}

/// `(status, code)` to compare with [`Answer::error`].
pub(crate) fn error(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
