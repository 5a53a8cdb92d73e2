//! A client as thin as can be, so that the server is what is measured: one blocking socket, requests written by hand
//! and signed as the official clients sign them.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result, ensure};
use assay_signing::{Hash, OutgoingRequest, Scheme, Signer};
use assay_types::Secret;
use clap::Args;

/// Where the server is, and who asks.
#[derive(Debug, Clone, Args)]
pub struct Credentials {
    /// Where the server listens.
    #[arg(long)]
    pub host: String,
    /// Access key.
    #[arg(long)]
    pub key: String,
    /// Its secret.
    #[arg(long)]
    pub secret: String,
}

/// One request.
#[derive(Debug, Clone)]
pub enum Call {
    /// To the drive: a path, and a JSON body.
    Drive(&'static str, String),
    /// To the metadata service: an action, and its parameters.
    Media(&'static str, Vec<(String, String)>),
}

/// One connection.
#[derive(Debug)]
pub struct Client {
    credentials: Credentials,
    socket: TcpStream,
    buffer: Vec<u8>,
    nonce: String,
    calls: u64,
}

impl Client {
    /// Connects; nothing is sent.
    pub fn connect(credentials: &Credentials) -> Result<Self> {
        let socket = TcpStream::connect(&credentials.host)?;
        socket.set_nodelay(true)?;
        let nonce = Secret::random(8)?.expose().to_owned();
        Ok(Self { credentials: credentials.clone(), socket, buffer: Vec::new(), nonce, calls: 0 })
    }

    /// Makes a call; the body is good until the next. An error is any answer but 200.
    pub fn call(&mut self, call: Call) -> Result<&[u8]> {
        let (scheme, version, path, query, body, more) = match call {
            Call::Drive(path, body) => (Scheme::Roa, "2022-03-01", path, Vec::new(), body, None),
            Call::Media(action, query) => (
                Scheme::Acs3(Hash::Sha256),
                "2020-09-30",
                "/",
                query,
                String::new(),
                Some(("x-acs-action", action)),
            ),
        };
        let headers = [
            ("host", self.credentials.host.as_str()),
            ("accept", "application/json"),
            ("content-type", "application/json; charset=utf-8"),
            ("x-acs-version", version),
        ];
        let mut request = OutgoingRequest {
            method: "POST".to_owned(),
            path: path.to_owned(),
            query,
            headers: headers
                .into_iter()
                .chain(more)
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: body.into_bytes(),
        };
        let signer = Signer {
            scheme,
            access_key_id: &self.credentials.key,
            secret: &self.credentials.secret,
            security_token: None,
        };
        self.calls += 1;
        let now_ms = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        signer.sign(&mut request, now_ms, &format!("{}{:016x}", self.nonce, self.calls));
        let mut bytes = format!("POST {} HTTP/1.1\r\n", request.target()).into_bytes();
        for (name, value) in &request.headers {
            write!(bytes, "{name}: {value}\r\n")?;
        }
        write!(bytes, "content-length: {}\r\n\r\n", request.body.len())?;
        bytes.extend_from_slice(&request.body);
        self.socket.write_all(&bytes)?;
        self.answer(path)
    }

    fn answer(&mut self, path: &str) -> Result<&[u8]> {
        self.buffer.clear();
        let end = loop {
            self.read_more()?;
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8(self.buffer[..end].to_vec())?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.context("a length")?.parse()?;
        while self.buffer.len() < end + length {
            self.read_more()?;
        }
        let body = &self.buffer[end..];
        ensure!(head.starts_with("HTTP/1.1 200"), "{path}: {head}{}", String::from_utf8_lossy(body));
        Ok(body)
    }

    fn read_more(&mut self) -> Result<()> {
        const ROOM: usize = 256 * 1024;
        let had = self.buffer.len();
        self.buffer.resize(had + ROOM, 0);
        let read = self.socket.read(&mut self.buffer[had..])?;
        self.buffer.truncate(had + read);
        ensure!(read > 0, "the server closed the connection");
        Ok(())
    }
}
