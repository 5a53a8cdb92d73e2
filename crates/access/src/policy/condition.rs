//! Conditions of a statement: where a request comes from, and when.
//!
//! All conditions of a statement must hold; of several values of one condition one is enough, except under
//! `NotIpAddress`, which holds when the address is in none of them.

use std::net::IpAddr;

use assay_types::Timestamp;
use ipnet::IpNet;
use serde_json::Value;

use super::{
    PolicyError, RequestContext,
    parse::{error, object, texts},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// `IpAddress` on `acs:SourceIp`.
    From(Vec<IpNet>),
    /// `NotIpAddress` on `acs:SourceIp`.
    NotFrom(Vec<IpNet>),
    /// A date operator on `acs:CurrentTime`.
    Date(DateOperator, Vec<Timestamp>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateOperator {
    LessThan,
    LessThanEquals,
    GreaterThan,
    GreaterThanEquals,
}

impl DateOperator {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "DateLessThan" => Self::LessThan,
            "DateLessThanEquals" => Self::LessThanEquals,
            "DateGreaterThan" => Self::GreaterThan,
            "DateGreaterThanEquals" => Self::GreaterThanEquals,
            _ => return None,
        })
    }

    fn holds(self, now: Timestamp, value: Timestamp) -> bool {
        match self {
            Self::LessThan => now < value,
            Self::LessThanEquals => now <= value,
            Self::GreaterThan => now > value,
            Self::GreaterThanEquals => now >= value,
        }
    }
}

impl Condition {
    pub(super) fn holds(&self, context: &RequestContext) -> bool {
        // An IPv4 client of a dual-stack listener is still an IPv4 client.
        let ip = context.source_ip.to_canonical();
        match self {
            Self::From(nets) => nets.iter().any(|net| net.contains(&ip)),
            Self::NotFrom(nets) => !nets.iter().any(|net| net.contains(&ip)),
            Self::Date(operator, values) => values.iter().any(|&value| operator.holds(context.now, value)),
        }
    }
}

/// Reads `{"IpAddress": {"acs:SourceIp": ["10.0.0.0/8"]}, …}`.
pub(super) fn parse(at: &str, value: &Value) -> Result<Vec<Condition>, PolicyError> {
    let mut conditions = Vec::new();
    for (operator, keys) in object(at, value)? {
        let at = format!("{at}.{operator}");
        for (key, values) in object(&at, keys)? {
            conditions.push(one(&at, operator, key, values)?);
        }
    }
    Ok(conditions)
}

fn one(at: &str, operator: &str, key: &str, values: &Value) -> Result<Condition, PolicyError> {
    let expect_key = |expected: &str| {
        if key.eq_ignore_ascii_case(expected) {
            texts(&format!("{at}.{key}"), Some(values))
        } else {
            Err(error(format!("{at}.{key}"), format!("only {expected} is known under {operator}")))
        }
    };
    match operator {
        "IpAddress" => Ok(Condition::From(nets(at, &expect_key("acs:SourceIp")?)?)),
        "NotIpAddress" => Ok(Condition::NotFrom(nets(at, &expect_key("acs:SourceIp")?)?)),
        other => match DateOperator::of(other) {
            Some(operator) => Ok(Condition::Date(operator, times(at, &expect_key("acs:CurrentTime")?)?)),
            None => Err(error(
                at,
                "is not one of IpAddress, NotIpAddress, DateLessThan, DateLessThanEquals, DateGreaterThan, \
                 DateGreaterThanEquals",
            )),
        },
    }
}

fn nets(at: &str, texts: &[String]) -> Result<Vec<IpNet>, PolicyError> {
    texts
        .iter()
        .map(|text| {
            let address = || text.parse::<IpAddr>().ok().map(|ip| IpNet::from(ip.to_canonical()));
            text.parse::<IpNet>()
                .ok()
                .or_else(address)
                .ok_or_else(|| error(at, format!(r#""{text}" is neither an address nor a CIDR range"#)))
        })
        .collect()
}

fn times(at: &str, texts: &[String]) -> Result<Vec<Timestamp>, PolicyError> {
    texts
        .iter()
        .map(|text| {
            text.parse::<jiff::Timestamp>()
                .map(|time| Timestamp(time.as_millisecond()))
                .map_err(|_| error(at, format!(r#""{text}" is not a time such as 2026-11-20T00:00:00Z"#)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{super::Policy, *};

    fn policy(condition: &str) -> Result<Policy, PolicyError> {
        Policy::parse(&format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}]}}"#
        ))
    }

    fn allows(condition: &str, ip: &str, now: &str) -> bool {
        let context = RequestContext {
            source_ip: ip.parse().expect("an address"),
            now: Timestamp(now.parse::<jiff::Timestamp>().expect("a time").as_millisecond()),
        };
        policy(condition).expect("a policy").evaluate("imm:X", "*", &context).is_allowed()
    }

    const NOON: &str = "2026-11-20T12:00:00Z";

    #[test]
    fn source_addresses() {
        let inside = r#"{"IpAddress":{"acs:SourceIp":["10.0.0.0/8","2001:db8::/32","192.0.2.7"]}}"#;
        assert!(allows(inside, "10.9.9.9", NOON));
        assert!(allows(inside, "::ffff:10.9.9.9", NOON));
        assert!(allows(inside, "2001:db8::1", NOON));
        assert!(allows(inside, "192.0.2.7", NOON));
        assert!(!allows(inside, "192.0.2.8", NOON));
        let outside = r#"{"NotIpAddress":{"acs:SourceIp":["10.0.0.0/8","192.0.2.7"]}}"#;
        assert!(!allows(outside, "192.0.2.7", NOON));
        assert!(allows(outside, "192.0.2.8", NOON));
    }

    #[test]
    fn dates_at_their_edge() {
        for (operator, before, at, after) in [
            ("DateLessThan", true, false, false),
            ("DateLessThanEquals", true, true, false),
            ("DateGreaterThan", false, false, true),
            ("DateGreaterThanEquals", false, true, true),
        ] {
            let condition = format!(r#"{{"{operator}":{{"acs:CurrentTime":"2026-11-20T20:00:00+08:00"}}}}"#);
            assert_eq!(allows(&condition, "10.0.0.1", "2026-11-20T11:59:59.999Z"), before, "{operator}");
            assert_eq!(allows(&condition, "10.0.0.1", NOON), at, "{operator}");
            assert_eq!(allows(&condition, "10.0.0.1", "2026-11-20T12:00:00.001Z"), after, "{operator}");
        }
    }

    #[test]
    fn all_conditions_must_hold() {
        let both = r#"{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"},"DateLessThan":{"acs:CurrentTime":"2027-01-01T00:00:00Z"}}"#;
        assert!(allows(both, "10.0.0.1", NOON));
        assert!(!allows(both, "11.0.0.1", NOON));
        assert!(!allows(both, "10.0.0.1", "2027-01-01T00:00:00Z"));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for condition in [
            r#"{"StringEquals":{"acs:SourceIp":"10.0.0.1"}}"#,
            r#"{"IpAddress":{"acs:MFAPresent":"true"}}"#,
            r#"{"IpAddress":{"acs:SourceIp":"ten"}}"#,
            r#"{"IpAddress":{"acs:SourceIp":[]}}"#,
            r#"{"IpAddress":"10.0.0.1"}"#,
            r#"{"DateLessThan":{"acs:CurrentTime":"tomorrow"}}"#,
            r#"{"DateLessThan":{"acs:SourceIp":"10.0.0.1"}}"#,
            "[]",
        ] {
            let error = policy(condition).expect_err(condition).to_string();
            assert!(error.starts_with("Statement[0].Condition"), "{error}");
        }
    }
}
