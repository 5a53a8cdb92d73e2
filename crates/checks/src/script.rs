//! Scripts: which languages a text may be in, and what its flows come to.
//!
//! The scores were set on web pages of honest projects and on web shells, half of each; `docs/detection.md`
//! has the figures. A flow from a request to what runs it decides alone; writing and reading files that a
//! request names is what file managers and uploads do too, and only adds up.

use assay_findings::{ByteRange, Evidence, Label, Localized, Score, VirusType};
use assay_views::{Flow, Script, Sink, Source};
use memchr::memmem;

/// Texts without a label that are searched for a server's tags, from the beginning.
const SEARCHED_BYTES: usize = 64 << 10;

/// Pages of fewer bytes do one thing.
const SMALL_BYTES: usize = 2048;
/// Smaller ones do one thing.
const TINY_BYTES: usize = 600;

/// The languages that a content is to be read as, by its labels and, where these say nothing of a server's
/// page, by its tags: at most two, those that a server runs first.
pub fn kinds(bytes: &[u8], labels: &[Label]) -> Vec<Script> {
    const ORDER: [Script; 13] = [
        Script::Php,
        Script::Jsp,
        Script::Aspx,
        Script::Asp,
        Script::PowerShell,
        Script::Vb,
        Script::Batch,
        Script::Shell,
        Script::Perl,
        Script::Python,
        Script::JavaScript,
        Script::Html,
        Script::Java,
    ];
    let named: Vec<Script> = labels.iter().filter_map(|label| Script::of_label(label.as_str())).collect();
    let mut kinds: Vec<Script> = ORDER.into_iter().filter(|script| named.contains(script)).collect();
    let head = &bytes[..bytes.len().min(SEARCHED_BYTES)];
    let is_text = labels.iter().any(|label| label.as_str() == "Text");
    let has = |word: &[u8]| memmem::find(head, word).is_some();
    if is_text
        && !kinds
            .iter()
            .any(|script| matches!(script, Script::Php | Script::Jsp | Script::Asp | Script::Aspx))
    {
        if has(b"<?") && !has(b"<?xml") {
            kinds.insert(0, Script::Php);
        } else if has(b"<%") {
            let page = if has(b"request.get") || has(b"java.") {
                Script::Jsp
            } else if has(b"<%@ Page") || has(b"<%@Page") || has(b"runat=") {
                Script::Aspx
            } else {
                Script::Asp
            };
            kinds.insert(0, page);
        }
    }
    if kinds.len() > 1 {
        // A page's HTML is read with the page; Java is the language of its pages.
        kinds.retain(|script| !matches!(script, Script::Html | Script::Java));
    }
    if kinds.iter().any(|script| matches!(script, Script::Asp | Script::Aspx)) && has(b"<%") {
        kinds.retain(|script| !matches!(script, Script::Vb | Script::JavaScript));
    }
    kinds.truncate(2);
    kinds
}

/// The evidence of a script's flows: for each kind of sink the strongest one, with all its places. In a page of
/// few bytes, `length`, a call whose name is hidden is all that it does.
pub fn script(script: Script, flows: &[Flow], length: usize, max_ranges: usize) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = Vec::new();
    for flow in flows {
        let Some(trait_) = trait_of(script, flow, length) else { continue };
        let range = ByteRange { start: flow.start as u64, end: flow.end as u64 };
        match found.iter_mut().find(|item| item.family == trait_.family) {
            Some(item) => {
                if trait_.score > item.score {
                    let ranges = std::mem::take(&mut item.ranges);
                    *item = evidence(trait_, ranges);
                }
                if item.ranges.len() < max_ranges && range.start < range.end {
                    item.ranges.push(range);
                }
            }
            None => {
                found.push(evidence(trait_, if range.start < range.end { vec![range] } else { Vec::new() }));
            }
        }
    }
    for item in &mut found {
        item.ranges.sort_unstable();
        item.ranges.dedup_by(|next, kept| {
            let joins = next.start <= kept.end;
            if joins {
                kept.end = kept.end.max(next.end);
            }
            joins
        });
    }
    found
}

/// What a flow is evidence of.
struct Trait {
    rule: &'static str,
    family: String,
    score: Score,
    virus_type: VirusType,
    meaning: Localized,
}

fn evidence(found: Trait, ranges: Vec<ByteRange>) -> Evidence {
    Evidence {
        rule: found.rule.to_owned(),
        family: found.family,
        score: found.score,
        virus_type: found.virus_type,
        meaning: found.meaning,
        ranges,
    }
}

/// The group of rules that look at the same trait of a page.
fn group(script: Script) -> &'static str {
    match script {
        Script::Php => "php",
        Script::Jsp | Script::Java => "jsp",
        Script::Asp | Script::Aspx => "asp",
        _ => "script",
    }
}

fn trait_of(script: Script, flow: &Flow, length: usize) -> Option<Trait> {
    let score = score_of(script, flow, length);
    if score == 0 {
        return None;
    }
    let group = group(script);
    let (rule, family, en, zh) = match flow.sink {
        Sink::Code => {
            ("check/script-code", format!("{group}.code-from-request"), "is run as code", "被当作代码执行")
        }
        Sink::Command => (
            "check/script-command",
            format!("{group}.command-from-request"),
            "is run as a command of the system",
            "被当作系统命令执行",
        ),
        Sink::Callee => (
            "check/script-callee",
            format!("{group}.dynamic-call"),
            "names the function that is called",
            "决定被调用的函数",
        ),
        Sink::Include => (
            "check/script-include",
            format!("{group}.include"),
            "names a file that is run as code",
            "决定被当作代码执行的文件",
        ),
        Sink::WriteContent => {
            ("check/script-write", "flow.write".to_owned(), "is written into a file", "被写入文件")
        }
        Sink::WritePath => (
            "check/script-write-path",
            "flow.path".to_owned(),
            "names a file that is written",
            "决定被写入的文件",
        ),
        Sink::FileAccess => (
            "check/script-file",
            "flow.file".to_owned(),
            "names a file that is read or deleted",
            "决定被读取或删除的文件",
        ),
        Sink::Objects => {
            ("check/script-objects", "flow.objects".to_owned(), "is turned into objects", "被反序列化为对象")
        }
        Sink::Database => {
            ("check/script-database", "flow.database".to_owned(), "is sent to a database", "被发送到数据库")
        }
    };
    let (from_en, from_zh) = match flow.source {
        Source::Request => ("What a visitor sends", "访问者提交的内容"),
        Source::DerivedFromRequest => {
            ("Something made of what a visitor sends", "由访问者提交内容生成的数据")
        }
        Source::PartFromRequest => ("A text with what a visitor sends in it", "包含访问者提交内容的文本"),
        Source::Remote => ("What another machine sends", "从其他主机获取的内容"),
        Source::Packed => ("Text that the script unpacks", "脚本自行解码的文本"),
        Source::PackedRequest => {
            ("Packed code that reads what a visitor sends", "读取访问者提交内容的加密代码")
        }
        Source::Pieces => ("A name put together from pieces", "拼接而成的名称"),
        Source::Decoded => ("Text that the script decodes", "脚本解码的数据"),
        Source::Upload => ("A file that a visitor uploads", "访问者上传的文件"),
    };
    let (hidden_en, hidden_zh) = if flow.hidden {
        (", by a call whose name is hidden", "，且调用的函数名被隐藏")
    } else {
        ("", "")
    };
    let page = matches!(script, Script::Php | Script::Jsp | Script::Asp | Script::Aspx | Script::Java)
        || matches!(
            flow.source,
            Source::Request
                | Source::DerivedFromRequest
                | Source::PartFromRequest
                | Source::Upload
                | Source::PackedRequest
        );
    let virus_type = match flow.source {
        Source::Remote => VirusType::Downloader,
        _ if page => VirusType::WebShell,
        _ => VirusType::MalScript,
    };
    Some(Trait {
        rule,
        family,
        score: Score::new(score)?,
        virus_type,
        meaning: Localized {
            en: format!("{from_en} {en}{hidden_en}."),
            zh: format!("{from_zh}{zh}{hidden_zh}。"),
        },
    })
}

/// How strongly a flow speaks: sources by sinks, and more for what hides.
fn score_of(script: Script, flow: &Flow, length: usize) -> u8 {
    use Source::{
        Decoded, DerivedFromRequest, Packed, PackedRequest, PartFromRequest, Pieces, Remote, Request, Upload,
    };
    let page = matches!(script, Script::Php | Script::Jsp | Script::Asp | Script::Aspx);
    // All that such a program does.
    let is_console = matches!((flow.sink, flow.source), (Sink::Code | Sink::Command, Request));
    let small = length < SMALL_BYTES && script == Script::Php;
    let (score, hidden) = match (flow.sink, flow.source) {
        (Sink::Code, Request) => (92, 5),
        (Sink::Code, PackedRequest) => (82, 10),
        (Sink::Code, Upload) => (80, 10),
        (Sink::Code, PartFromRequest) => (20, 20),
        // Classic pages that fetch their templates run them.
        (Sink::Code, Remote) if script == Script::Asp && length >= SMALL_BYTES => (50, 15),
        (Sink::Code, Remote) => (70, 15),
        (Sink::Code, DerivedFromRequest) => (62, 20),
        (Sink::Code, Decoded) => (if page { 66 } else { 50 }, 20),
        (Sink::Code, Packed) => (if page { 62 } else { 45 }, 20),
        (Sink::Command, Request) => (88, 8),
        (Sink::Command, Upload) => (70, 10),
        (Sink::Command, DerivedFromRequest) => (55, 20),
        (Sink::Command, Remote) => (50, 15),
        (Sink::Command, Packed | Decoded | PackedRequest) => (30, 20),
        (Sink::Callee, Request) => (if script == Script::Php { 64 } else { 50 }, 0),
        (Sink::Callee, Upload) => (50, 0),
        (Sink::Callee, Pieces) => (70, 0),
        (Sink::Callee, DerivedFromRequest | Decoded | PackedRequest | Packed) if small => (62, 0),
        (Sink::Callee, DerivedFromRequest | Decoded | PackedRequest) => {
            (if script == Script::Php { 30 } else { 10 }, 0)
        }
        (Sink::Callee, Packed | Remote) => (20, 0),
        (Sink::Include, Upload) => (85, 0),
        (Sink::Include, Request | Remote) => (58, 0),
        (Sink::Include, _) => (15, 0),
        (Sink::WritePath, Request) if script == Script::Asp && length < TINY_BYTES => (45, 0),
        (Sink::WriteContent, Request) if script == Script::Asp && length < TINY_BYTES => (35, 0),
        (Sink::WriteContent, Request) => (if script == Script::Php { 45 } else { 20 }, 0),
        (Sink::WritePath, Request) => (if script == Script::Php { 48 } else { 30 }, 0),
        (Sink::WriteContent | Sink::WritePath, Upload) => (25, 0),
        (Sink::WriteContent | Sink::WritePath, _) => (12, 0),
        (Sink::FileAccess, Request) => (if script == Script::Php { 40 } else { 10 }, 0),
        // What Java and .NET turn into objects runs what it says.
        (Sink::Objects, Request) => (if matches!(script, Script::Jsp | Script::Aspx) { 64 } else { 25 }, 0),
        (Sink::Database, Request) => (5, 0),
        _ => (0, 0),
    };
    // Browsers' scripts have their own queries and decoders.
    let score = match script {
        Script::Html | Script::JavaScript if !matches!(flow.sink, Sink::Command) => score.min(40),
        // Frameworks' tools run what is theirs; a CGI program's console has a rule of its own.
        Script::Python if matches!(flow.source, Packed | Decoded) => score.min(25),
        Script::Python if length < SMALL_BYTES && is_console => score.min(74),
        Script::Python => score.min(50),
        // A CGI program of the old days puts what a visitor sends into a command without meaning harm; those that mean it
        // have more against them.
        Script::Perl if matches!(flow.sink, Sink::Command) => score.min(55),
        // Administration by the browser loads modules that it names.
        Script::Perl if matches!(flow.sink, Sink::Code) && length >= 4 * SMALL_BYTES => score.min(58),
        _ => score,
    };
    if flow.hidden { score + hidden } else { score }
}

#[cfg(test)]
mod tests {
    use assay_findings::Verdict;
    use assay_views::{Limits, read};

    use super::*;

    fn verdict(text: &str, kind: Script) -> u8 {
        let reading = read(text.as_bytes(), kind, &Limits::default());
        Verdict::weigh(&script(kind, &reading.flows, text.len(), 16)).score.get()
    }

    #[test]
    fn a_request_that_is_run_is_dangerous_and_one_that_is_shown_is_not() {
        assert!(verdict("<?php $x = $_POST['a']; eval($x);", Script::Php) > 80);
        assert!(verdict("<?php $f = 'sys'.'tem'; $f($_GET['a']);", Script::Php) > 80);
        assert!(verdict("<% Runtime.getRuntime().exec(request.getParameter(\"c\")); %>", Script::Jsp) > 80);
        assert_eq!(verdict("<?php echo htmlspecialchars($_POST['a']);", Script::Php), 0);
        assert_eq!(verdict("<% out.print(request.getParameter(\"c\")); %>", Script::Jsp), 0);
        assert!(
            verdict(
                "<?php move_uploaded_file($_FILES['a']['tmp_name'], 'up/' . basename($_FILES['a']['name']));",
                Script::Php
            ) <= 60
        );
    }

    #[test]
    fn a_page_is_read_as_what_its_server_runs() {
        let of = |text: &str, labels: &[&'static str]| {
            let labels: Vec<Label> = labels.iter().map(|label| Label::new(label)).collect();
            kinds(text.as_bytes(), &labels)
        };
        assert_eq!(of("", &["HTML", "PHP", "Text"]), [Script::Php]);
        assert_eq!(of("<% x %>", &["Text"]), [Script::Asp]);
        assert_eq!(of("", &["HTML", "Text"]), [Script::Html]);
        assert_eq!(of("<% x %>", &["PE32"]), []);
    }
}
