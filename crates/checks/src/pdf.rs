//! PDF: what opens by itself, and names written so that nobody finds them (ISO 32000-1, 7.3.5, 12.6).

use assay_findings::{Evidence, VirusType};
use memchr::memmem;

use crate::{Check, evidence};

/// Names are looked for in this many bytes, from the beginning.
const SEARCHED_BYTES: usize = 16 << 20;
/// Escaped names that are resolved.
const NAMES_MAX: usize = 10_000;
/// The names of what acts.
const ACTIONS: [&[u8]; 6] = [b"JavaScript", b"JS", b"OpenAction", b"Launch", b"EmbeddedFile", b"AA"];

const RUNS_ON_OPENING: Check = Check {
    rule: "check/pdf-script-on-opening",
    family: "pdf.action",
    score: 30,
    virus_type: VirusType::Suspicious,
    en: "The document runs a script as soon as it is opened.",
    zh: "文档打开时会自动执行脚本。",
};
const LAUNCHES: Check = Check {
    rule: "check/pdf-launch",
    family: "pdf.action",
    score: 45,
    virus_type: VirusType::Suspicious,
    en: "The document can start a program.",
    zh: "文档可启动外部程序。",
};
const HIDES_NAMES: Check = Check {
    rule: "check/pdf-hidden-names",
    family: "pdf.hidden",
    score: 58,
    virus_type: VirusType::Exploit,
    en: "The names of the document's actions are written in escapes, which no honest program does.",
    zh: "文档将动作名称用转义字符书写，正常软件不会这样做。",
};

pub(crate) fn check(bytes: &[u8], found: &mut Vec<Evidence>) {
    let head = &bytes[..bytes.len().min(1024)];
    if memmem::find(head, b"%PDF-").is_none() {
        return;
    }
    let text = &bytes[..bytes.len().min(SEARCHED_BYTES)];
    let has = |name: &[u8]| {
        memmem::find_iter(text, name).take(NAMES_MAX).any(|at| {
            at > 0
                && text[at - 1] == b'/'
                && !text.get(at + name.len()).is_some_and(u8::is_ascii_alphanumeric)
        })
    };
    let script = has(b"JavaScript") || has(b"JS");
    if script && (has(b"OpenAction") || has(b"AA")) {
        found.push(evidence(&RUNS_ON_OPENING, Vec::new()));
    }
    if has(b"Launch") && has(b"OpenAction") {
        found.push(evidence(&LAUNCHES, Vec::new()));
    }
    let hidden = memmem::find_iter(text, b"#").take(NAMES_MAX).any(|at| {
        let start = text[at.saturating_sub(16)..at].iter().rposition(|&byte| byte == b'/');
        start.is_some_and(|start| {
            let name = &text[at - at.min(16) + start + 1..text.len().min(at + 48)];
            let plain = resolved(name);
            ACTIONS.contains(&plain.as_slice())
        })
    });
    if hidden {
        found.push(evidence(&HIDES_NAMES, Vec::new()));
    }
}

/// A name with its `#41` resolved, up to its end.
fn resolved(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = name;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first == b'#'
            && let [high, low, after @ ..] = tail
            && let (Some(high), Some(low)) = (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
        {
            out.push(u8::try_from(high * 16 + low).unwrap_or(0));
            rest = after;
        } else if first.is_ascii_alphanumeric() {
            out.push(*first);
        } else {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        check(text, &mut found);
        found.into_iter().map(|item| item.rule).collect()
    }

    #[test]
    fn actions_are_found_and_names_alone_are_not() {
        assert_eq!(
            rules(b"%PDF-1.7 << /OpenAction << /S /JavaScript /JS (x) >> >>"),
            ["check/pdf-script-on-opening"]
        );
        assert_eq!(rules(b"%PDF-1.7 << /OpenAction << /S /J#61vaScript >> >>"), ["check/pdf-hidden-names"]);
        assert_eq!(rules(b"%PDF-1.7 << /Font#20Name /JSON 1 >> (JavaScript)"), [""; 0]);
        assert_eq!(rules(b"/OpenAction /JS"), [""; 0]);
    }
}
