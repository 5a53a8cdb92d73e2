//! Findings as SARIF 2.1.0 (OASIS), which code hosts and editors show.

use std::collections::BTreeMap;

use assay_findings::{Judgement, Severity, SkillFinding};
use serde_json::{Value, json};

use super::accept::Accepted;

/// The document about all packages; accepted findings are in it as suppressed, with their reasons.
pub(super) fn document(packages: &[(String, Judgement)], accepted: &Accepted) -> Value {
    let findings = || {
        packages.iter().flat_map(|(name, judgement)| judgement.findings.iter().map(move |item| (name, item)))
    };
    let rules: BTreeMap<&str, &SkillFinding> =
        findings().map(|(_, item)| (item.rule.as_str(), item)).collect();
    let unread: Vec<Value> = packages
        .iter()
        .flat_map(|(name, judgement)| judgement.unread.iter().map(move |item| (name, item)))
        .map(|(name, item)| {
            json!({
                "level": "warning",
                "message": { "text": format!("not read: {}", item.why) },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(name, &item.path) } } }],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "assay",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|item| rule(item)).collect::<Vec<_>>(),
            } },
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": unread }],
            "results": findings().map(|(name, item)| result(name, item, accepted)).collect::<Vec<_>>(),
        }],
    })
}

fn rule(item: &SkillFinding) -> Value {
    json!({
        "id": item.rule,
        "shortDescription": { "text": item.meaning.en },
        "defaultConfiguration": { "level": level(item.severity) },
        "properties": { "tags": item.taxonomy, "category": item.category },
    })
}

fn result(package: &str, item: &SkillFinding, accepted: &Accepted) -> Value {
    let suppressions: Vec<Value> = accepted
        .reason(item)
        .map(|reason| json!({ "kind": "external", "status": "accepted", "justification": reason }))
        .into_iter()
        .collect();
    json!({
        "ruleId": item.rule,
        "level": level(item.severity),
        "message": { "text": item.meaning.en },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(package, &item.path) },
            "region": {
                "startLine": item.line,
                "byteOffset": item.start,
                "byteLength": item.end.saturating_sub(item.start),
                "snippet": { "text": item.quote },
            },
        } }],
        "rank": item.confidence,
        "suppressions": suppressions,
        "properties": { "category": item.category, "context": item.context },
    })
}

/// A path as a reference of RFC 3986.
fn uri(package: &str, path: &str) -> String {
    let joined = if path.is_empty() { package.to_owned() } else { format!("{package}/{path}") };
    joined
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "note",
        Severity::Medium => "warning",
        Severity::High | Severity::Critical => "error",
    }
}
