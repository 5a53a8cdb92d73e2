//! Reading one member: as text, as code, as what it is.

use crate::{
    code::{
        self, Language, Reading,
        place::{self, Host},
    },
    disguise,
    hit::{Hit, Mark, Marks},
    intent::Intent,
    package::{Member, Role},
    rules::{code as code_rule, shape as rule, text as text_rule},
    supply,
    text::{
        self,
        markdown::{self, Kind},
    },
};

/// Hits of one file that are kept.
const HITS_MAX: usize = 2_000;
/// The longest command in inline code, in bytes.
const INLINE_MAX: usize = 2_000;
/// Bytes of text that are read in one file, beyond white space.
const TEXT_MAX: usize = text::fold::FOLDED_MAX;

/// What reading a member gave.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// What was found.
    pub(crate) hits: Vec<Hit>,
    /// Whether some of the text was too much to be read.
    pub(crate) cut: bool,
}

/// Reads a member.
pub(crate) fn read(member: &Member<'_>, reading: &Reading<'_>) -> Read {
    let intent = reading.intent;
    let mut out = Read::default();
    match member.role() {
        Role::Skill => {
            document(member.bytes, reading, &mut out);
            out.hits.extend(text::outside(head(member.bytes)));
        }
        Role::Text => {
            reference(member.bytes, reading, &mut out);
            if code::config::is_config(member.path) || code::config::is_run(member.path) {
                let text = String::from_utf8_lossy(member.bytes);
                out.hits.extend(code::config::read(member.path, &text, reading));
            }
        }
        Role::Notebook => match code::notebook::read(member.bytes, reading) {
            Some(hits) => out.hits.extend(hits),
            None => reference(member.bytes, reading, &mut out),
        },
        Role::Markup => reference(&without_tags(member.bytes), reading, &mut out),
        Role::Code(language) => script(member, language, reading, &mut out),
        Role::Bytecode | Role::Other => {}
    }
    let text = !matches!(member.role(), Role::Bytecode | Role::Other);
    if text {
        let hidden = text::hidden(member.bytes, intent);
        if !matches!(member.role(), Role::Code(_)) {
            out.hits.extend(text::beacons(
                member.bytes.get(..member.bytes.len().min(TEXT_MAX)).unwrap_or_default(),
                intent,
            ));
        }
        out.hits.extend(hidden);
        let source =
            String::from_utf8_lossy(member.bytes.get(..member.bytes.len().min(1 << 20)).unwrap_or_default());
        out.hits.extend(supply::manifest(member.path, &source).into_iter().map(|(rule, start, end)| Hit {
            rule,
            start,
            end,
            marks: Marks::default(),
        }));
    }
    out.hits.extend(shape(member));
    out.hits.sort_by_key(|hit| (hit.start, hit.end, hit.rule.id));
    out.hits.dedup_by_key(|hit| (hit.start, hit.end, hit.rule.id));
    out.hits.truncate(HITS_MAX);
    out
}

/// As much of a text as is read.
fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..bytes.len().min(TEXT_MAX)).unwrap_or_default()
}

/// A document beside `SKILL.md`.
fn reference(bytes: &[u8], reading: &Reading<'_>, out: &mut Read) {
    document(bytes, reading, out);
    for hit in &mut out.hits {
        hit.marks = hit.marks.with(Mark::Reference, true);
    }
}

/// A text with parts.
fn document(bytes: &[u8], reading: &Reading<'_>, out: &mut Read) {
    let intent = reading.intent;
    let mut defensive = false;
    let mut left = TEXT_MAX;
    for part in markdown::parts(bytes) {
        let marks = Marks::default().with(Mark::Defensive, defensive);
        let mut read_text = |out: &mut Read, marks: Marks| {
            if left == 0 {
                out.cut = true;
                return;
            }
            let (hits, whole) = text::read(bytes, part.start, part.end, marks, intent);
            out.cut |= !whole;
            out.hits.extend(hits.into_iter().map(|hit| of_host(hit, bytes, intent)));
            left = left.saturating_sub(part.end - part.start);
        };
        match part.kind {
            Kind::Heading => {
                defensive = text::speaks_of_attacks(bytes, part.start, part.end);
                read_text(out, marks);
            }
            Kind::Front | Kind::Prose => {
                read_text(out, marks);
                out.hits.extend(text::styled(bytes, (part.start, part.end), intent));
                out.hits.extend(disguise::of_words(
                    bytes.get(part.start..part.end).unwrap_or_default(),
                    part.start,
                    reading,
                ));
                inline_code(bytes, part.start, part.end, reading, marks, out);
                indented_code(bytes, part.start, part.end, reading, marks, out);
            }
            Kind::Quote => read_text(out, marks),
            Kind::Comment => {
                let marks = marks.with(Mark::Hidden, true);
                read_text(out, marks);
                out.hits.extend(disguise::of_words(
                    bytes.get(part.start..part.end).unwrap_or_default(),
                    part.start,
                    reading,
                ));
                inline_code(bytes, part.start, part.end, reading, marks, out);
            }
            Kind::Code => {
                let marks = marks.with(Mark::Shown, true);
                let code = String::from_utf8_lossy(bytes.get(part.start..part.end).unwrap_or_default());
                let language = Language::of_block(part.language, &code);
                match language {
                    // Offsets of a text that was not UTF-8 would be wrong.
                    Some(language) => {
                        let at = reading.at(part.start, marks);
                        let at = if matches!(code, std::borrow::Cow::Owned(_)) {
                            at.of_text(0, part.end - part.start)
                        } else {
                            at
                        };
                        out.hits.extend(code::read(language, &code, &at));
                        let views =
                            disguise::of_script(code.as_bytes(), language, (part.start, part.end), reading);
                        out.hits.extend(
                            views
                                .into_iter()
                                .map(|hit| Hit { marks: hit.marks.with(Mark::Shown, true), ..hit }),
                        );
                    }
                    // Data in a block is shown to be read, not to be done.
                    None => read_text(out, marks.with(Mark::Quoted, !part.language.is_empty())),
                }
            }
        }
    }
}

/// Marks what has to do with a host that everybody knows, or that the package is about.
fn of_host(hit: Hit, bytes: &[u8], intent: &Intent) -> Hit {
    if ![
        text_rule::PREREQUISITE,
        text_rule::OBEY_REMOTE,
        text_rule::SEND_SECRETS,
        text_rule::SEND_DATA,
        text_rule::SENDS_AWAY,
    ]
    .contains(&hit.rule)
    {
        return hit;
    }
    let near = bytes.get(hit.start..bytes.len().min(hit.end + 200)).unwrap_or_default();
    let near = String::from_utf8_lossy(near).to_lowercase();
    let declared = near
        .match_indices("://")
        .filter_map(|(at, _)| place::host(near.get(near.floor_char_boundary(at.saturating_sub(5))..)?))
        .any(|(name, host)| {
            // What anybody can put on a known host is not the host's.
            let anybody = name.starts_with("gist.") && hit.rule == text_rule::OBEY_REMOTE;
            (host == Host::Local || host == Host::Known && hit.rule != text_rule::SEND_SECRETS && !anybody)
                && !near.contains(".zip")
                || hit.rule == text_rule::PREREQUISITE && intent.names(name)
        });
    Hit { marks: hit.marks.with(Mark::Declared, declared), ..hit }
}

/// Commands in inline code: `` Run `curl … | sh` ``.
fn inline_code(bytes: &[u8], start: usize, end: usize, reading: &Reading<'_>, marks: Marks, out: &mut Read) {
    let part = bytes.get(start..end).unwrap_or_default();
    let mut open: Option<usize> = None;
    for (at, byte) in part.iter().enumerate() {
        match (*byte, open) {
            (b'`', None) => open = Some(at + 1),
            (b'`', Some(from)) => {
                let code = part.get(from..at).unwrap_or_default();
                if (code.contains(&b' ') || code.windows(4).any(|window| window == b"=htt"))
                    && code.len() <= INLINE_MAX
                    && let Ok(code) = std::str::from_utf8(code)
                {
                    let at = reading.at(start + from, marks.with(Mark::Shown, true));
                    out.hits.extend(code::shell::read(code, &at));
                }
                open = None;
            }
            (b'\n', Some(from)) if at.saturating_sub(from) > INLINE_MAX => open = None,
            _ => {}
        }
    }
}

/// Commands in indented lines, which are code blocks without a fence.
fn indented_code(
    bytes: &[u8],
    start: usize,
    end: usize,
    reading: &Reading<'_>,
    marks: Marks,
    out: &mut Read,
) {
    let mut at = start;
    for line in bytes.get(start..end).unwrap_or_default().split_inclusive(|byte| *byte == b'\n') {
        let from = at;
        at += line.len();
        let indented = line.starts_with(b"    ") || line.starts_with(b"\t");
        let Some(line) = std::str::from_utf8(line).ok().filter(|line| indented && line.len() <= INLINE_MAX)
        else {
            continue;
        };
        let list = line.trim_start().starts_with(['-', '*', '>', '|']);
        if !list && Language::of_block("", line) == Some(Language::Shell) {
            out.hits.extend(code::shell::read(line, &reading.at(from, marks.with(Mark::Shown, true))));
        }
    }
}

/// A file of code: what it does, and what its comments and strings tell.
fn script(member: &Member<'_>, language: Language, reading: &Reading<'_>, out: &mut Read) {
    let source =
        String::from_utf8_lossy(member.bytes.get(..member.bytes.len().min(4 << 20)).unwrap_or_default());
    out.cut |= member.bytes.len() > 4 << 20;
    let whole = *reading;
    let reading = if matches!(source, std::borrow::Cow::Owned(_)) {
        reading.of_text(0, member.bytes.len())
    } else {
        whole
    };
    out.hits.extend(code::read(language, &source, &reading));
    if language == Language::Script {
        out.hits.extend(code::together(member.path, &source, &out.hits, &reading));
    }
    out.hits.extend(disguise::of_script(member.bytes, language, (0, member.bytes.len()), &whole));
    let marks = Marks::default().with(Mark::Shown, true).with(Mark::Quoted, true);
    let (hits, whole) = text::read(member.bytes, 0, member.bytes.len(), marks, whole.intent);
    // To whom a script sends is told by its code.
    out.hits.extend(hits.into_iter().filter(|hit| hit.rule.family != "stranger"));
    out.cut |= !whole;
}

/// A text whose tags are blanks, so that words stay words; comments stay.
fn without_tags(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let mut at = 0;
    while let Some(open) =
        out.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'<')).map(|found| at + found)
    {
        let is_tag = out.get(open + 1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/');
        let close = out.get(open..).and_then(|rest| rest.iter().take(4096).position(|byte| *byte == b'>'));
        match close {
            Some(length) if is_tag => {
                // A tag within a word, as word processors put them, does not part the word.
                out.get_mut(open..=open + length).unwrap_or_default().fill(b' ');
                at = open + length + 1;
            }
            _ => at = open + 1,
        }
    }
    out
}

/// What a member's form says.
fn shape(member: &Member<'_>) -> Vec<Hit> {
    let whole = |rule| Hit { rule, start: 0, end: member.bytes.len().min(64), marks: Marks::default() };
    let mut out = Vec::new();
    let name = member.name().to_ascii_lowercase();
    let program =
        ["PE32", "PE32+", "ELF", "ELF32", "ELF64", "Mach-O", "MachO"].iter().any(|label| member.has(label))
            || member
                .labels
                .iter()
                .any(|label| label.as_str().starts_with("ELF") || label.as_str().starts_with("Mach"));
    if program {
        out.push(whole(rule::BINARY));
        if [".md", ".txt", ".png", ".jpg", ".json", ".pdf", ".py", ".sh", ".gif"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            out.push(whole(rule::DISGUISED));
        }
    }
    if member.has("Macro") || member.has("EmbeddedJavaScript") {
        out.push(whole(rule::MACRO_DOCUMENT));
    }
    if member.is_container && member.has("encrypted") {
        out.push(whole(rule::LOCKED));
    }
    if member.has("UnsafePath") || member.path.split('/').any(|part| part == "..") {
        out.push(whole(rule::ESCAPING_NAME));
    }
    if matches!(
        name.as_str(),
        "settings.json" | "settings.local.json" | ".mcp.json" | "mcp.json" | "hooks.json" | "plugin.json"
    ) {
        let text =
            String::from_utf8_lossy(member.bytes.get(..member.bytes.len().min(1 << 20)).unwrap_or_default());
        out.extend(agent_config(member.path, &text).map(whole));
    }
    out
}

/// What the settings of an agent let it do.
fn agent_config(path: &str, text: &str) -> Option<&'static crate::rules::Rule> {
    let hooks = text.contains("\"hooks\"") && text.contains("\"command\"");
    let network =
        ["curl ", "wget ", "nc ", "Invoke-WebRequest", "/dev/tcp/"].iter().any(|name| text.contains(name));
    let lower = text.to_lowercase();
    let rerouted = ["anthropic_base_url", "openai_base_url", "openai_api_base", "http_proxy", "https_proxy"]
        .iter()
        .filter_map(|name| lower.split_once(name))
        .filter_map(|(_, after)| place::host(after.get(..after.floor_char_boundary(200)).unwrap_or(after)))
        .any(|(_, host)| !matches!(host, Host::Local | Host::Sample | Host::Known));
    match () {
        () if hooks && network => Some(code_rule::HOOK_NETWORK),
        () if rerouted => Some(code_rule::AGENT_PROXY),
        () if text.contains("bypassPermissions")
            || text.contains("\"Bash(*)\"")
            || text.contains("\"enableAllProjectMcpServers\": true")
            || (hooks && path.contains(".claude/")) =>
        {
            Some(rule::AGENT_CONFIG)
        }
        () => None,
    }
}
