//! Where a fetch may go, and where it may not be led.

use std::{
    io,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use assay_fetch::{FetchError, Fetcher, Resolve};
use async_trait::async_trait;

use crate::{
    config, fetch, forbids,
    server::{Say, Server},
    whole,
};

/// Answers from a script: the n-th answer to the n-th question, the last one for ever.
#[derive(Debug)]
struct Script {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Script {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let answers = answers.iter().map(|answer| answer.iter().map(|text| text.parse().unwrap()).collect());
        Arc::new(Self { answers: answers.collect(), asked: AtomicUsize::new(0) })
    }
}

#[async_trait]
impl Resolve for Script {
    async fn resolve(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        let index = self.asked.fetch_add(1, Ordering::SeqCst).min(self.answers.len() - 1);
        Ok(self.answers[index].clone())
    }
}

#[tokio::test]
async fn an_allowed_address_is_fetched() {
    let server = Server::start(|_| Say::ok("hello")).await;
    let url = server.url("/a?b=c#d");
    assert_eq!(fetch(config("127.0.0.1"), &url).await.unwrap(), b"hello");
    let requests = server.requests();
    assert!(requests[0].starts_with("get /a?b=c http/1.1\r\n"), "{}", requests[0]);
    assert!(requests[0].contains(&format!("host: 127.0.0.1:{}\r\n", server.port)));
    assert!(requests[0].contains("accept-encoding: identity\r\n"));
}

#[tokio::test]
async fn an_address_that_is_not_public_is_not_even_connected_to() {
    let server = Server::start(|_| Say::ok("secret")).await;
    let port = server.port;
    for host in
        ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"]
    {
        let result = fetch(config(""), &format!("http://{host}:{port}/")).await;
        assert!(matches!(result, Err(FetchError::Forbidden { .. })), "{host}: {result:?}");
    }
    let metadata = fetch(config(""), "http://169.254.169.254/latest/meta-data/").await;
    assert!(forbids(&metadata, "169.254.169.254"));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_rule_for_one_port_does_not_open_another() {
    let (open, closed) =
        (Server::start(|_| Say::ok("open")).await, Server::start(|_| Say::ok("closed")).await);
    let rule = format!("127.0.0.1:{}", open.port);
    assert!(fetch(config(&rule), &open.url("/")).await.is_ok());
    assert!(forbids(&fetch(config(&rule), &closed.url("/")).await, "127.0.0.1"));
    let rule = format!("localhost:{}", open.port);
    assert!(fetch(config(&rule), &format!("http://localhost:{}/", open.port)).await.is_ok());
    assert!(
        forbids(&fetch(config(&rule), &open.url("/")).await, "127.0.0.1"),
        "the name is allowed, not the address"
    );
    assert_eq!(closed.connections(), 0);
}

#[tokio::test]
async fn one_forbidden_address_spoils_the_name() {
    let server = Server::start(|_| Say::ok("secret")).await;
    let fetcher = Fetcher::new(config("")).with_resolver(Script::new(&[&["8.8.8.8", "127.0.0.1"]]));
    let result = fetcher.fetch(&format!("http://both.example:{}/", server.port)).await;
    assert!(matches!(result, Err(FetchError::Forbidden { .. })));
    assert_eq!(server.connections(), 0);
}

/// DNS rebinding: the name is public when it is checked and private when it is connected to.
#[tokio::test]
async fn a_name_is_resolved_once_and_the_answer_is_what_is_connected_to() {
    let server = Server::start(|_| Say::ok("hello")).await;
    // The second answer would be refused, were it ever asked for.
    let script = Script::new(&[&["127.0.0.1"], &["10.0.0.1"]]);
    let fetcher = Fetcher::new(config("127.0.0.1")).with_resolver(Arc::clone(&script) as Arc<dyn Resolve>);
    let body = fetcher.fetch(&format!("http://rebind.example:{}/", server.port)).await.unwrap();
    assert_eq!(whole(body).await.unwrap(), b"hello");
    assert_eq!(script.asked.load(Ordering::SeqCst), 1);
    assert!(server.requests()[0].contains("host: rebind.example"));
    // Asked again for a redirect to itself, it is checked again.
    let server =
        Server::start(|path| if path == "/" { Say::redirect("/b") } else { Say::ok("secret") }).await;
    let script = Script::new(&[&["127.0.0.1"], &["10.0.0.1"]]);
    let fetcher = Fetcher::new(config("127.0.0.1")).with_resolver(Arc::clone(&script) as Arc<dyn Resolve>);
    let result = fetcher.fetch(&format!("http://rebind.example:{}/", server.port)).await;
    assert!(matches!(result, Err(FetchError::Forbidden { address }) if address.to_string() == "10.0.0.1"));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn redirects_are_followed_and_each_is_checked() {
    let secret = Server::start(|_| Say::ok("secret")).await;
    let secret_port = secret.port;
    let server = Server::start(move |path| match path {
        "/relative" => Say::redirect("/end"),
        "/absolute" => Say::redirect("relative"),
        "/forbidden" => Say::redirect("http://10.0.0.1/"),
        "/metadata" => Say::redirect("http://169.254.169.254/"),
        "/port" => Say::redirect(&format!("http://127.0.0.1:{secret_port}/")),
        "/file" => Say::redirect("file:///etc/passwd"),
        "/user" => Say::redirect("http://user@127.0.0.1/"),
        "/long" => Say::redirect(&"a".repeat(300)),
        "/nowhere" => Say::Bytes(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_vec()),
        _ => Say::ok("end"),
    })
    .await;
    let rule = format!("127.0.0.1:{}", server.port);
    let get = async |path: &str| fetch(config(&rule), &server.url(path)).await;
    assert_eq!(get("/relative").await.unwrap(), b"end");
    assert_eq!(get("/absolute").await.unwrap(), b"end");
    assert!(forbids(&get("/forbidden").await, "10.0.0.1"));
    assert!(forbids(&get("/metadata").await, "169.254.169.254"));
    assert!(forbids(&get("/port").await, "127.0.0.1"));
    for path in ["/file", "/user", "/long"] {
        assert!(matches!(get(path).await, Err(FetchError::InvalidUrl(_))), "{path}");
    }
    assert!(matches!(get("/nowhere").await, Err(FetchError::Status(302))));
    assert_eq!(secret.connections(), 0);
}

#[tokio::test]
async fn redirects_are_counted() {
    let server = Server::start(|path| match path {
        "/0" => Say::ok("end"),
        path => Say::redirect(&format!("/{}", path[1..].parse::<u32>().unwrap() - 1)),
    })
    .await;
    assert_eq!(fetch(config("127.0.0.1"), &server.url("/3")).await.unwrap(), b"end");
    let result = fetch(config("127.0.0.1"), &server.url("/4")).await;
    assert!(matches!(result, Err(FetchError::TooManyRedirects)));
}

#[tokio::test]
async fn a_message_for_the_client_tells_nothing_of_our_network() {
    let forbidden = fetch(config(""), "http://10.1.2.3/").await.unwrap_err().to_string();
    assert!(!forbidden.contains("10.1.2.3"), "{forbidden}");
    let closed = Server::start(|_| Say::Silence).await;
    let url = closed.url("/");
    drop(closed);
    let unreachable = fetch(config("127.0.0.1"), &url).await.unwrap_err();
    assert!(matches!(unreachable, FetchError::Unreachable { .. }) && unreachable.is_retryable());
    assert!(!unreachable.to_string().contains("127.0.0.1"), "{unreachable}");
}
