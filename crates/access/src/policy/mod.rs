//! RAM policies: what a key may do, in RAM's JSON form and by RAM's rules.
//!
//! An explicit `Deny` wins over every `Allow`; what no statement allows is denied. Actions are compared
//! without case, resources with it. A policy is read strictly: a statement, operator or condition key that
//! this program does not know is refused when the policy is set, never ignored when it is evaluated,
//! because an ignored condition is a permission that nobody gave.

mod condition;
mod parse;

use std::{fmt, net::IpAddr};

use assay_types::Timestamp;

use self::condition::Condition;
use crate::glob;

/// Longest policy document in bytes. RAM's own limit is 6,144 characters for a custom policy.
pub(crate) const MAX_POLICY_BYTES: usize = 16 * 1024;

/// Why a document is not a policy that this program can follow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {problem}")]
pub struct PolicyError {
    /// Where in the document, such as `Statement[0].Effect`.
    at: String,
    /// What is wrong there.
    problem: String,
}

/// What a request brings that conditions may ask about.
#[derive(Debug, Clone, Copy)]
pub struct RequestContext {
    /// Who sent it: the peer of the connection.
    pub source_ip: IpAddr,
    /// The server's time.
    pub now: Timestamp,
}

/// Whether a request may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A statement allows it and none denies it.
    Allowed,
    /// No statement allows it.
    ImplicitlyDenied,
    /// A statement denies it.
    ExplicitlyDenied,
}

impl Decision {
    /// Whether it is [`Decision::Allowed`].
    pub fn is_allowed(self) -> bool {
        self == Self::Allowed
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    effect: Effect,
    /// Patterns in lower case.
    actions: Vec<String>,
    resources: Vec<String>,
    conditions: Vec<Condition>,
}

impl Statement {
    fn applies(&self, action: &str, resource: &str, context: &RequestContext) -> bool {
        self.actions.iter().any(|pattern| glob::matches(pattern, action))
            && self.resources.iter().any(|pattern| glob::matches(pattern, resource))
            && self.conditions.iter().all(|condition| condition.holds(context))
    }
}

/// One RAM policy document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    statements: Vec<Statement>,
    /// The document as it was given: what is stored and shown.
    text: String,
}

impl Policy {
    /// Reads a policy document.
    ///
    /// # Errors
    /// Names the place and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        Ok(Self { statements: parse::statements(text)?, text: text.to_owned() })
    }

    /// Everything: the policy of an administrator.
    pub fn administrator() -> Self {
        Self::allowing("*:*")
    }

    /// Everything that one service offers, by its name in actions, such as `yundun-sas`.
    pub fn full_service(service: &str) -> Self {
        Self::allowing(&format!("{service}:*"))
    }

    fn allowing(action: &str) -> Self {
        let text = serde_json::json!({
            "Version": "1",
            "Statement": [{ "Effect": "Allow", "Action": action, "Resource": "*" }],
        });
        Self {
            statements: vec![Statement {
                effect: Effect::Allow,
                actions: vec![action.to_lowercase()],
                resources: vec!["*".to_owned()],
                conditions: Vec::new(),
            }],
            text: text.to_string(),
        }
    }

    /// Decides about one action on one resource.
    pub fn evaluate(&self, action: &str, resource: &str, context: &RequestContext) -> Decision {
        let action = action.to_lowercase();
        let mut decision = Decision::ImplicitlyDenied;
        for statement in &self.statements {
            if statement.applies(&action, resource, context) {
                match statement.effect {
                    Effect::Deny => return Decision::ExplicitlyDenied,
                    Effect::Allow => decision = Decision::Allowed,
                }
            }
        }
        decision
    }

    /// Whether any `Allow` speaks of this service at all: tells "not activated for this key" from "not
    /// authorised to do this".
    pub fn reaches(&self, service: &str) -> bool {
        let service = service.to_lowercase();
        self.statements.iter().filter(|statement| statement.effect == Effect::Allow).any(|statement| {
            statement.actions.iter().any(|pattern| {
                let of_service = pattern.split_once(':').map_or(pattern.as_str(), |(before, _)| before);
                glob::matches(of_service, &service)
            })
        })
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The policies of one key, all of which must allow: its own, and for a temporary key with a session
/// policy that one too, so that the session can only narrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySet(Vec<Policy>);

impl PolicySet {
    /// One policy.
    pub fn of(policy: Policy) -> Self {
        Self(vec![policy])
    }

    /// The same, narrowed by one more.
    #[must_use]
    pub fn narrowed_by(mut self, session: Policy) -> Self {
        self.0.push(session);
        self
    }

    /// Reads what [`PolicySet::to_text`] wrote: one document, or a JSON list of documents.
    ///
    /// # Errors
    /// Names the place and what is wrong with it.
    pub fn from_text(text: &str) -> Result<Self, PolicyError> {
        if !text.trim_start().starts_with('[') {
            return Policy::parse(text).map(Self::of);
        }
        let documents: Vec<serde_json::Value> = serde_json::from_str(text)
            .map_err(|error| PolicyError { at: "policies".to_owned(), problem: error.to_string() })?;
        if documents.is_empty() {
            return Err(PolicyError { at: "policies".to_owned(), problem: "must not be empty".to_owned() });
        }
        documents
            .iter()
            .map(|document| Policy::parse(&document.to_string()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The text that is stored.
    pub fn to_text(&self) -> String {
        match self.0.as_slice() {
            [only] => only.text.clone(),
            several => {
                format!(
                    "[{}]",
                    several.iter().map(|policy| policy.text.as_str()).collect::<Vec<_>>().join(",")
                )
            }
        }
    }

    /// Decides about one action on one resource.
    pub fn evaluate(&self, action: &str, resource: &str, context: &RequestContext) -> Decision {
        self.0
            .iter()
            .map(|policy| policy.evaluate(action, resource, context))
            .find(|decision| !decision.is_allowed())
            .unwrap_or(Decision::Allowed)
    }

    /// Whether every policy of the set speaks of this service ([`Policy::reaches`]).
    pub fn reaches(&self, service: &str) -> bool {
        self.0.iter().all(|policy| policy.reaches(service))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn context() -> RequestContext {
        RequestContext {
            source_ip: "10.1.2.3".parse().expect("an address"),
            now: Timestamp(1_795_000_000_000),
        }
    }

    fn decide(policy: &str, action: &str) -> Decision {
        Policy::parse(policy).expect("a policy").evaluate(action, "*", &context())
    }

    const DETECT_BUT_NOT_LIST: &str = r#"{"Version":"1","Statement":[
        {"Effect":"Allow","Action":["yundun-sas:*FileDetect*"],"Resource":"*"},
        {"Effect":"Deny","Action":"yundun-sas:ListCompressFileDetectResult","Resource":["*"]}]}"#;

    #[test]
    fn an_explicit_deny_wins_and_silence_denies() {
        assert_eq!(decide(DETECT_BUT_NOT_LIST, "yundun-sas:CreateFileDetect"), Decision::Allowed);
        assert_eq!(
            decide(DETECT_BUT_NOT_LIST, "yundun-sas:ListCompressFileDetectResult"),
            Decision::ExplicitlyDenied
        );
        assert_eq!(decide(DETECT_BUT_NOT_LIST, "imm:GetFileMeta"), Decision::ImplicitlyDenied);
    }

    #[test]
    fn actions_are_compared_without_case_and_resources_with_it() {
        assert_eq!(decide(DETECT_BUT_NOT_LIST, "Yundun-SAS:createfiledetect"), Decision::Allowed);
        let policy = Policy::parse(
            r#"{"Version":"1","Statement":{"Effect":"Allow","Action":"*","Resource":"acs:Imm:*"}}"#,
        )
        .expect("a policy");
        assert!(policy.evaluate("imm:X", "acs:Imm:a", &context()).is_allowed());
        assert!(!policy.evaluate("imm:X", "acs:imm:a", &context()).is_allowed());
    }

    #[test]
    fn built_in_policies_read_back_as_themselves() {
        for policy in [Policy::administrator(), Policy::full_service("yundun-sas")] {
            assert_eq!(Policy::parse(&policy.to_string()).expect("a policy"), policy);
        }
        assert!(Policy::administrator().evaluate("imm:X", "acs:imm:a", &context()).is_allowed());
        assert!(!Policy::full_service("imm").evaluate("pds:X", "*", &context()).is_allowed());
    }

    #[test]
    fn a_session_policy_only_narrows() {
        let set = PolicySet::of(Policy::full_service("imm")).narrowed_by(Policy::administrator());
        let read_back = PolicySet::from_text(&set.to_text()).expect("policies");
        assert!(read_back.evaluate("imm:X", "*", &context()).is_allowed());
        assert!(!read_back.evaluate("pds:X", "*", &context()).is_allowed());
        assert!(PolicySet::from_text("[]").is_err());
    }

    #[test]
    fn reach_is_about_the_service_alone() {
        let policy = Policy::parse(DETECT_BUT_NOT_LIST).expect("a policy");
        assert!(policy.reaches("yundun-sas"));
        assert!(!policy.reaches("imm"));
        assert!(Policy::administrator().reaches("iqs"));
    }

    proptest! {
        #[test]
        fn adding_a_deny_never_allows_more(
            allows in prop::collection::vec("[ab*]{1,3}:[ab*]{1,3}", 0..4),
            denies in prop::collection::vec("[ab*]{1,3}:[ab*]{1,3}", 1..4),
            action in "[ab]{1,3}:[ab]{1,3}",
        ) {
            let statement = |effect: &str, action: &String| {
                serde_json::json!({"Effect": effect, "Action": action, "Resource": "*"})
            };
            let mut statements: Vec<_> = allows.iter().map(|a| statement("Allow", a)).collect();
            statements.push(statement("Allow", &"c:c".to_owned()));
            let document = |statements: &[serde_json::Value]| {
                Policy::parse(&serde_json::json!({"Version": "1", "Statement": statements}).to_string())
                    .expect("a policy")
            };
            let before = document(&statements).evaluate(&action, "*", &context());
            statements.extend(denies.iter().map(|a| statement("Deny", a)));
            let after = document(&statements).evaluate(&action, "*", &context());
            prop_assert!(before.is_allowed() || !after.is_allowed());
            let denied = denies.iter().any(|pattern| glob::matches(pattern, &action));
            prop_assert_eq!(after == Decision::ExplicitlyDenied, denied);
        }

        #[test]
        fn no_text_panics(text in ".{0,200}") {
            let _ = PolicySet::from_text(&text);
        }
    }
}
