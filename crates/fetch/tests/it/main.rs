//! The fetcher against servers on loopback that behave badly in every way we could think of.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bounds;
mod guard;
mod server;

use std::{net::IpAddr, time::Duration};

use assay_fetch::{FetchConfig, FetchError, FetchedBody, Fetcher, parse_allow_list};

/// A fetcher that may reach loopback, with bounds that a test can wait for.
fn config(allow: &str) -> FetchConfig {
    FetchConfig {
        allow: parse_allow_list(allow).unwrap(),
        max_bytes: 1_000,
        connect_timeout: Duration::from_secs(1),
        total_timeout: Duration::from_secs(2),
        max_redirects: 3,
        max_url_bytes: 200,
    }
}

async fn whole(mut body: FetchedBody) -> Result<Vec<u8>, FetchError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = body.chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    assert!(matches!(body.chunk().await, Ok(None)), "the end stays the end");
    Ok(bytes)
}

async fn fetch(config: FetchConfig, url: &str) -> Result<Vec<u8>, FetchError> {
    whole(Fetcher::new(config).fetch(url).await?).await
}

fn forbids(result: &Result<Vec<u8>, FetchError>, address: &str) -> bool {
    let address: IpAddr = address.parse().unwrap();
    matches!(result, Err(FetchError::Forbidden { address: found }) if *found == address)
}
