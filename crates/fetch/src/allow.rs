//! What an operator lets be fetched although it is not public: `ASSAY_FETCH_ALLOW`.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use ipnet::IpNet;

/// One exception from "public addresses only".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowRule {
    /// A host by name, whatever address it has: `files.internal`, `files.internal:8080`.
    Host {
        /// The name, in lower case, without a final dot.
        name: String,
        /// Only on this port; on every port when absent.
        port: Option<u16>,
    },
    /// Addresses, whatever name led to them: `10.2.0.0/16`, `127.0.0.1`, `127.0.0.1:9000`, `[fd00::1]:80`.
    Network {
        /// The addresses.
        network: IpNet,
        /// Only on this port; on every port when absent.
        port: Option<u16>,
    },
}

/// A text that is not a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a host, a host:port, an address or a network such as 10.0.0.0/8")]
pub struct AllowRuleError(String);

/// Reads a list of rules with commas between them. Blanks around a rule and empty places are ignored.
pub fn parse_allow_list(text: &str) -> Result<Vec<AllowRule>, AllowRuleError> {
    text.split(',').map(str::trim).filter(|rule| !rule.is_empty()).map(str::parse).collect()
}

impl FromStr for AllowRule {
    type Err = AllowRuleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(network) = text.parse::<IpNet>() {
            return Ok(Self::Network { network: network.trunc(), port: None });
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Network { network: address.to_canonical().into(), port: None });
        }
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Self::Network {
                network: address.ip().to_canonical().into(),
                port: Some(address.port()),
            });
        }
        let error = || AllowRuleError(text.to_owned());
        let (name, port) = match text.split_once(':') {
            Some((name, port)) => (name, Some(port.parse::<u16>().map_err(|_| error())?)),
            None => (text, None),
        };
        // The same reading of names as for URLs, so that a rule means what it looks like. It also turns
        // numbers such as 0x7f.1 into addresses, which is refused: the operator meant something else.
        match url::Host::parse(name.strip_suffix('.').unwrap_or(name)) {
            Ok(url::Host::Domain(name)) if name.bytes().all(is_name_byte) => Ok(Self::Host { name, port }),
            _ => Err(error()),
        }
    }
}

/// URLs may have stranger names, but a rule with `*` in it means something that we do not do.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

impl fmt::Display for AllowRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host { name, port: None } => f.write_str(name),
            Self::Host { name, port: Some(port) } => write!(f, "{name}:{port}"),
            Self::Network { network, port: None } => network.fmt(f),
            Self::Network { network, port: Some(port) } => SocketAddr::new(network.addr(), *port).fmt(f),
        }
    }
}

impl AllowRule {
    /// Whether the rule lets `host` be reached at `address` and `port`.
    pub(crate) fn allows(&self, host: &str, address: IpAddr, port: u16) -> bool {
        match self {
            Self::Host { name, port: only } => name == host && only.is_none_or(|only| only == port),
            Self::Network { network, port: only } => {
                network.contains(&address.to_canonical()) && only.is_none_or(|only| only == port)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn allows(rule: &str, host: &str, address: &str, port: u16) -> bool {
        rule.parse::<AllowRule>().unwrap().allows(host, address.parse().unwrap(), port)
    }

    #[test]
    fn a_host_rule_is_about_the_name_and_perhaps_the_port() {
        assert!(allows("Files.Internal.", "files.internal", "10.0.0.1", 80));
        assert!(allows("files.internal:8080", "files.internal", "10.0.0.1", 8080));
        assert!(!allows("files.internal:8080", "files.internal", "10.0.0.1", 80));
        assert!(!allows("files.internal", "evil.files.internal", "10.0.0.1", 80));
    }

    #[test]
    fn a_network_rule_is_about_the_address_and_perhaps_the_port() {
        assert!(allows("10.2.3.4/16", "anything", "10.2.255.1", 80));
        assert!(!allows("10.2.0.0/16", "anything", "10.3.0.1", 80));
        assert!(allows("127.0.0.1:9000", "localhost", "127.0.0.1", 9000));
        assert!(allows("127.0.0.1", "localhost", "::ffff:127.0.0.1", 9000));
        assert!(!allows("127.0.0.1:9000", "localhost", "127.0.0.1", 9001));
        assert!(allows("[::1]:80", "localhost", "::1", 80));
        assert!(allows("fd00::/8", "x", "fd12::1", 443));
    }

    #[test]
    fn a_list_ignores_blanks_and_refuses_nonsense() {
        assert_eq!(parse_allow_list(" a.b , 10.0.0.0/8,, c:1 ").unwrap().len(), 3);
        assert_eq!(parse_allow_list("").unwrap(), []);
        for text in ["a b", "a:b", "a:70000", "10.0.0.0/33", "0x7f.1", "http://a", "*", "[::1"] {
            assert!(parse_allow_list(text).is_err(), "{text} is not a rule");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_a_rule_prints_as_it_is_read(text in "[-a-zA-Z0-9.:/\\[\\]]{0,40}") {
            if let Ok(rule) = text.parse::<AllowRule>() {
                prop_assert_eq!(rule.to_string().parse::<AllowRule>(), Ok(rule));
            }
        }
    }
}
