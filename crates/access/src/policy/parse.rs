//! Reads a RAM policy document strictly, and says where it is wrong.

use serde_json::{Map, Value};

use super::{Effect, MAX_POLICY_BYTES, PolicyError, Statement, condition};

/// More statements than a person writes; bounds what one evaluation costs.
const MAX_STATEMENTS: usize = 100;
/// Patterns in one `Action` or `Resource`.
const MAX_PATTERNS: usize = 200;

pub(super) fn error(at: impl Into<String>, problem: impl Into<String>) -> PolicyError {
    PolicyError { at: at.into(), problem: problem.into() }
}

pub(super) fn statements(text: &str) -> Result<Vec<Statement>, PolicyError> {
    if text.len() > MAX_POLICY_BYTES {
        return Err(error("policy", format!("is longer than {MAX_POLICY_BYTES} bytes")));
    }
    let document: Value =
        serde_json::from_str(text).map_err(|problem| error("policy", format!("is not JSON: {problem}")))?;
    let document = object("policy", &document)?;
    only_known("policy", document, &["Version", "Statement"])?;
    if document.get("Version").and_then(Value::as_str) != Some("1") {
        return Err(error("Version", r#"must be "1""#));
    }
    let listed = match document.get("Statement") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(single @ Value::Object(_)) => std::slice::from_ref(single),
        _ => return Err(error("Statement", "must be a statement or a list of statements")),
    };
    if listed.is_empty() || listed.len() > MAX_STATEMENTS {
        return Err(error("Statement", format!("must have 1 to {MAX_STATEMENTS} statements")));
    }
    listed.iter().enumerate().map(|(index, value)| statement(&format!("Statement[{index}]"), value)).collect()
}

fn statement(at: &str, value: &Value) -> Result<Statement, PolicyError> {
    let fields = object(at, value)?;
    only_known(at, fields, &["Effect", "Action", "Resource", "Condition"])?;
    let effect = match fields.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err(error(format!("{at}.Effect"), r#"must be "Allow" or "Deny""#)),
    };
    let mut actions = texts(&format!("{at}.Action"), fields.get("Action"))?;
    for action in &mut actions {
        if action != "*" && !action.contains(':') {
            let problem = format!(r#""{action}" is neither "*" nor "service:Operation""#);
            return Err(error(format!("{at}.Action"), problem));
        }
        *action = action.to_lowercase();
    }
    Ok(Statement {
        effect,
        actions,
        resources: texts(&format!("{at}.Resource"), fields.get("Resource"))?,
        conditions: match fields.get("Condition") {
            None => Vec::new(),
            Some(value) => condition::parse(&format!("{at}.Condition"), value)?,
        },
    })
}

/// One text or a list of texts, none of them empty.
pub(super) fn texts(at: &str, value: Option<&Value>) -> Result<Vec<String>, PolicyError> {
    let wrong = || error(at, format!("must be a text or a list of 1 to {MAX_PATTERNS} texts"));
    let texts = match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(list)) if (1..=MAX_PATTERNS).contains(&list.len()) => list
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect::<Result<_, _>>()?,
        _ => return Err(wrong()),
    };
    if texts.iter().any(String::is_empty) {
        return Err(error(at, "must not be empty"));
    }
    Ok(texts)
}

pub(super) fn object<'v>(at: &str, value: &'v Value) -> Result<&'v Map<String, Value>, PolicyError> {
    value.as_object().ok_or_else(|| error(at, "must be an object"))
}

fn only_known(at: &str, fields: &Map<String, Value>, known: &[&str]) -> Result<(), PolicyError> {
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        Some(unknown) => Err(error(format!("{at}.{unknown}"), format!("is not one of {}", known.join(", ")))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Policy;

    #[test]
    fn refuses_what_it_does_not_know_and_says_where() {
        for (document, at) in [
            ("", "policy"),
            ("[]", "policy"),
            (r#"{"Version":"2","Statement":[]}"#, "Version"),
            (r#"{"Version":"1"}"#, "Statement"),
            (r#"{"Version":"1","Statement":[]}"#, "Statement"),
            (r#"{"Version":"1","Statement":[],"Id":"x"}"#, "policy.Id"),
            (
                r#"{"Version":"1","Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}"#,
                "Statement[0].Effect",
            ),
            (
                r#"{"Version":"1","Statement":[{"Effect":"Allow","NotAction":"*","Resource":"*"}]}"#,
                "Statement[0].NotAction",
            ),
            (
                r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":[],"Resource":"*"}]}"#,
                "Statement[0].Action",
            ),
            (
                r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":[1],"Resource":"*"}]}"#,
                "Statement[0].Action",
            ),
            (
                r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"Create","Resource":"*"}]}"#,
                "Statement[0].Action",
            ),
            (r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*"}]}"#, "Statement[0].Resource"),
            (
                r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":""}]}"#,
                "Statement[0].Resource",
            ),
        ] {
            let error = Policy::parse(document).expect_err(document).to_string();
            assert!(error.starts_with(&format!("{at}: ")), "{document} gave {error}");
        }
    }

    #[test]
    fn the_limits_hold_at_their_edge() {
        let with = |count: usize| {
            let statement = serde_json::json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
            serde_json::json!({"Version": "1", "Statement": vec![statement; count]}).to_string()
        };
        assert!(Policy::parse(&with(super::MAX_STATEMENTS)).is_ok());
        assert!(Policy::parse(&with(super::MAX_STATEMENTS + 1)).is_err());
        let padded = |bytes: usize| format!("{}{}", with(1), " ".repeat(bytes - with(1).len()));
        assert!(Policy::parse(&padded(super::MAX_POLICY_BYTES)).is_ok());
        assert!(Policy::parse(&padded(super::MAX_POLICY_BYTES + 1)).is_err());
    }
}
