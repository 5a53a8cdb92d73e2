//! A server that says exactly what a test wants, byte by byte.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What is said to one request.
pub(crate) enum Say {
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes, then one more each so often, for ever.
    Drip(Vec<u8>, Duration),
    /// These bytes over and over, as fast as they are taken.
    Flood(Vec<u8>, Vec<u8>),
    /// Nothing, for ever.
    Silence,
}

impl Say {
    pub(crate) fn ok(body: &str) -> Self {
        Self::Bytes(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into())
    }

    pub(crate) fn redirect(location: &str) -> Self {
        Self::Bytes(format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n").into())
    }
}

/// A server on loopback; ends when dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Answers every request with what `say` makes of its path.
    pub(crate) async fn start(say: impl Fn(&str) -> Say + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let say = Arc::new(say);
        let task = tokio::spawn({
            let (connections, requests) = (Arc::clone(&connections), Arc::clone(&requests));
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    connections.fetch_add(1, Ordering::SeqCst);
                    let (say, requests) = (Arc::clone(&say), Arc::clone(&requests));
                    tokio::spawn(async move {
                        let _ = answer(stream, &*say, &requests).await;
                    });
                }
            }
        });
        Self { port, connections, requests, task }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Connections that were ever made.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The heads of the requests that came, in lower case.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    mut stream: TcpStream,
    say: &(impl Fn(&str) -> Say + Send + Sync),
    requests: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8(head).unwrap();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    requests.lock().unwrap().push(head.to_ascii_lowercase());
    match say(&path) {
        Say::Bytes(bytes) => stream.write_all(&bytes).await?,
        Say::Drip(start, every) => {
            stream.write_all(&start).await?;
            loop {
                tokio::time::sleep(every).await;
                stream.write_all(b"x").await?;
            }
        }
        Say::Flood(start, more) => {
            stream.write_all(&start).await?;
            loop {
                stream.write_all(&more).await?;
            }
        }
        Say::Silence => {
            let _ = stream.read_u8().await;
        }
    }
    stream.shutdown().await
}
