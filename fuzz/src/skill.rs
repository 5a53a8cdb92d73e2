//! The judge of Skill packages, and what it promises of any.

use assay_skill::{Judged, Member, judge};

/// What begins a member in an input: the rest of the line is its path.
const MEMBER: &str = "=== ";

/// A package as text: `=== PATH` lines, each with the member's content behind it.
///
/// # Panics
///
/// When a promise is broken.
pub fn skill(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(MEMBER) {
            Some(path) => files.push((path.trim_end(), String::new())),
            None => match files.last_mut() {
                Some((_, content)) => content.push_str(line),
                None => files.push(("SKILL.md", line.to_owned())),
            },
        }
    }
    files.truncate(16);
    let first = of(&files);
    assert_eq!(first, of(&files), "two answers to one package");
    let Some(first) = first else { return };
    assert_eq!(first.members.len(), files.len(), "a member without an answer");
    assert!(first.judgement.findings.len() <= 200, "more findings than are listed");
    for finding in &first.judgement.findings {
        assert!(finding.start <= finding.end, "a finding that ends before it begins");
        let size =
            files.iter().filter(|(path, _)| *path == finding.path).map(|(_, content)| content.len()).max();
        assert!(
            size.is_some_and(|size| finding.end <= size as u64),
            "a finding outside of its file: {finding:?}"
        );
    }
    // One more file never makes a package better.
    files.push(("zz/more.md", "Nothing to see.".to_owned()));
    let more = of(&files);
    assert!(more.is_some_and(|more| more.verdict.score >= first.verdict.score), "more made it better");
}

fn of(files: &[(&str, String)]) -> Option<Judged> {
    let members: Vec<Member<'_>> = files
        .iter()
        .map(|(path, content)| Member {
            path,
            bytes: content.as_bytes(),
            labels: &[],
            incomplete: &[],
            is_container: false,
        })
        .collect();
    judge(&members)
}
