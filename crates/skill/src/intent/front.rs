//! The front matter of a `SKILL.md`.

use assay_findings::SkillIntent;

/// The longest description that is kept, in characters.
const DESCRIPTION_CHARS_MAX: usize = 600;
/// Tools that are kept.
const TOOLS_MAX: usize = 64;
/// Lines of front matter that are read.
const LINES_MAX: usize = 200;

/// Reads the front matter between two lines `---`: YAML's scalars, block scalars and lists, one level deep.
pub(super) fn front_matter(bytes: &[u8]) -> SkillIntent {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(256 << 10)).unwrap_or_default());
    let text = head.trim_start_matches(|c: char| c.is_whitespace() || crate::text::fold::is_invisible(c));
    let mut lines = text.lines();
    let mut skill = SkillIntent::default();
    if lines.next().map(str::trim_end) != Some("---") {
        return without(text);
    }
    let mut key = String::new();
    for line in lines.take(LINES_MAX) {
        if line.trim_end() == "---" || line.trim_end() == "..." {
            break;
        }
        let nested = line.starts_with([' ', '\t', '-']);
        let (name, value) = match line.split_once(':') {
            Some((name, value)) if !nested => (name.trim().to_ascii_lowercase(), value.trim()),
            _ => (key.clone(), line.trim()),
        };
        key = name;
        let value = value.trim_matches(['"', '\'']);
        if matches!(value, "" | ">" | "|" | ">-" | "|-") {
            continue;
        }
        match key.as_str() {
            "name" if skill.name.is_empty() => skill.name = value.chars().take(128).collect(),
            "description" => {
                let room = DESCRIPTION_CHARS_MAX.saturating_sub(skill.description.chars().count());
                if !skill.description.is_empty() {
                    skill.description.push(' ');
                }
                skill.description.extend(value.chars().take(room));
            }
            "allowed-tools" | "allowed_tools" | "tools" => {
                let tools = value
                    .trim_matches(['[', ']'])
                    .split(',')
                    .map(|tool| tool.trim().trim_start_matches("- ").trim_matches(['"', '\'']));
                skill.allowed_tools.extend(
                    tools
                        .filter(|tool| !tool.is_empty())
                        .take(TOOLS_MAX)
                        .map(|tool| tool.chars().take(128).collect()),
                );
                skill.allowed_tools.truncate(TOOLS_MAX);
            }
            _ => {}
        }
    }
    skill
}

/// What a text without front matter says that it is: its first heading, and what follows it.
fn without(text: &str) -> SkillIntent {
    let mut lines = text.lines().take(LINES_MAX).map(str::trim).filter(|line| !line.is_empty());
    let Some(heading) = lines.next().and_then(|line| line.strip_prefix('#')) else {
        return SkillIntent::default();
    };
    let description = lines.take_while(|line| !line.starts_with("```")).take(3).collect::<Vec<_>>().join(" ");
    SkillIntent {
        name: heading.trim_start_matches('#').trim().chars().take(128).collect(),
        description: description.chars().take(DESCRIPTION_CHARS_MAX).collect(),
        ..SkillIntent::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_read() {
        let skill = front_matter(
            b"\n\n---\nname: \"deploy-it\"\ndescription: >\n  Deploys to\n  a server.\nallowed-tools:\n  - Bash(ssh:*)\n  - Read\n---\n# x\n",
        );
        assert_eq!((skill.name.as_str(), skill.description.as_str()), ("deploy-it", "Deploys to a server."));
        assert_eq!(skill.allowed_tools, ["Bash(ssh:*)", "Read"]);
        assert_eq!(front_matter(b"# Hail\n\nTells the weather.\n").description, "Tells the weather.");
        assert_eq!(front_matter(b"no front matter"), SkillIntent::default());
    }
}
