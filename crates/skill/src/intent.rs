//! What a package says that it is: the front matter of its `SKILL.md` files, and what that lets it do.

use assay_findings::SkillIntent;

use crate::text::fold::fold;

/// The longest description that is kept, in characters.
const DESCRIPTION_CHARS_MAX: usize = 600;
/// Tools that are kept.
const TOOLS_MAX: usize = 64;
/// Bytes of `SKILL.md` files that are kept.
const TEXTS_MAX: usize = 1 << 20;
/// Lines of front matter that are read.
const LINES_MAX: usize = 200;

/// A purpose: its name, the words that tell it, and the families of rules that it explains.
struct Purpose {
    name: &'static str,
    words: &'static [&'static str],
    families: &'static [&'static str],
}

/// The purposes. A skill whose name or description has such a word may do what the purpose explains.
const PURPOSES: &[Purpose] = &[
    Purpose {
        name: "Security",
        words: &[
            "security",
            "vulnerab",
            "pentest",
            "penetration test",
            "malware",
            "threat",
            "forensic",
            "exploit",
            "fuzz",
            "red team",
            "ctf",
            "audit",
            "yara",
            "semgrep",
            "codeql",
            "incident response",
            "secrets scan",
            "prompt injection",
            "hardening",
            "reverse engineer",
            "attack",
            "安全",
            "漏洞",
            "渗透",
        ],
        families: &[
            "override",
            "hide",
            "checks",
            "credentials",
            "exfiltration",
            "remote",
            "obfuscation",
            "shell",
            "code-scan",
            "discovery",
            "address",
            "code-credentials",
            "dynamic",
            "encoded",
            "code-defences",
            "destroy",
            "memory",
            "persistence",
            "hidden-text",
        ],
    },
    Purpose {
        name: "Operations",
        words: &[
            "deploy",
            "devops",
            "infrastructure",
            "kubernetes",
            "docker",
            "container",
            "terraform",
            "ansible",
            "server",
            "linux",
            "sysadmin",
            "systemd",
            "vm",
            "cloud",
            "ssh",
            "ci/cd",
            "pipeline",
            "install",
            "setup",
            "set up",
            "provision",
            "launchd",
            "cron",
            "schedul",
            "daemon",
            "cluster",
            "hpc",
            "nix",
            "homebrew",
            "dotfiles",
            "部署",
            "运维",
            "定时",
            "安装",
        ],
        families: &[
            "code-persistence",
            "persistence",
            "code-sudo",
            "code-rights",
            "privilege",
            "known-installer",
            "code-scan",
            "code-background",
            "code-destroy",
        ],
    },
    Purpose {
        name: "Agents",
        words: &[
            "agent",
            "claude",
            "codex",
            "cursor",
            "mcp",
            "prompt",
            "skill",
            "memory",
            "llm",
            "subagent",
            "hook",
            "plugin",
            "gemini",
            "copilot",
            "智能体",
            "记忆",
            "提示词",
        ],
        families: &[
            "memory",
            "code-memory",
            "code-agent",
            "agent-config",
            "always-first",
            "tools",
            "confirm",
            "hide",
        ],
    },
    Purpose {
        name: "Credentials",
        words: &[
            "1password",
            "bitwarden",
            "password",
            "secret",
            "credential",
            "vault",
            "cookie",
            "oauth",
            "api key",
            "token",
            "keychain",
            "login",
            "auth",
            "密码",
            "凭证",
        ],
        families: &["credentials", "code-credentials", "code-environment"],
    },
    Purpose {
        name: "Money",
        words: &[
            "payment", "invoice", "stripe", "trading", "crypto", "wallet", "solana", "ethereum", "bitcoin",
            "checkout", "purchase", "shopping", "支付", "交易",
        ],
        families: &["money"],
    },
    Purpose {
        name: "Monitoring",
        words: &[
            "monitor",
            "diagnos",
            "system info",
            "hardware",
            "network",
            "performance",
            "telemetry",
            "observability",
            "监控",
            "诊断",
            "网络",
        ],
        families: &["code-host", "discovery", "code-scan", "resource"],
    },
    Purpose {
        name: "Autonomy",
        words: &[
            "autonomous",
            "loop",
            "ralph",
            "continuous",
            "unattended",
            "overnight",
            "autopilot",
            "heartbeat",
            "swarm",
            "自动",
            "循环",
        ],
        families: &["resource", "confirm", "code-agent", "always-first", "code-background"],
    },
];

/// What a package says that it is for, over all of its skills.
#[derive(Debug, Clone, Default)]
pub(crate) struct Intent {
    /// The skills' own words, by path.
    pub(crate) skills: Vec<SkillIntent>,
    /// Names and descriptions in one spelling.
    words: String,
    /// The `SKILL.md` files in lower case, for the hosts that they name.
    texts: String,
    /// The families that the purposes explain.
    explained: Vec<&'static str>,
}

impl Intent {
    /// Adds the front matter of a `SKILL.md`.
    pub(crate) fn add(&mut self, path: &str, bytes: &[u8]) {
        let mut skill = front_matter(bytes);
        path.clone_into(&mut skill.path);
        let said = format!("{} {}", skill.name, skill.description);
        let folded = fold(said.as_bytes(), 0, said.len()).text;
        for purpose in PURPOSES {
            if purpose.words.iter().any(|word| has_word(&folded, word)) {
                skill.purposes.push(purpose.name.to_owned());
                self.explained.extend(
                    purpose
                        .families
                        .iter()
                        .filter(|family| !self.explained.contains(family))
                        .copied()
                        .collect::<Vec<_>>(),
                );
            }
        }
        let room = TEXTS_MAX.saturating_sub(self.texts.len());
        self.texts.push_str(
            &String::from_utf8_lossy(bytes.get(..bytes.len().min(room)).unwrap_or_default()).to_lowercase(),
        );
        self.words.push_str(&folded);
        self.words.push('\n');
        self.skills.push(skill);
    }

    /// Whether the package's purpose explains findings of this family.
    pub(crate) fn explains(&self, family: &str) -> bool {
        self.explained.contains(&family)
    }

    /// Whether the package is about security, and so talks of attacks.
    pub(crate) fn is_about_security(&self) -> bool {
        self.skills.iter().any(|skill| skill.purposes.iter().any(|purpose| purpose == "Security"))
    }

    /// Whether a word of the packages' names and descriptions begins so.
    pub(crate) fn mentions(&self, stem: &str) -> bool {
        has_word(&self.words, stem)
    }

    /// Whether a part of this name, as in `render-oss`, begins a word of the packages' names and descriptions.
    pub(crate) fn mentions_part(&self, name: &str) -> bool {
        name.split('-')
            .filter(|part| {
                part.len() >= 4 && !matches!(*part, "labs" | "team" | "tools" | "agent" | "skills" | "code")
            })
            .any(|part| self.mentions(part))
    }

    /// Whether a `SKILL.md` speaks of this host, or of the domain that it is in.
    pub(crate) fn speaks_of(&self, host: &str) -> bool {
        let domain =
            host.rmatch_indices('.').nth(1).map_or(host, |(at, _)| host.get(at + 1..).unwrap_or(host));
        self.names(host) || self.texts.contains(domain)
    }

    /// Whether the package names whom this host belongs to: `api.linear.app` in a skill for Linear.
    pub(crate) fn names(&self, host: &str) -> bool {
        let mut labels = host.rsplit('.');
        labels.next();
        labels
            .filter(|label| {
                label.len() >= 3
                    && !matches!(
                        *label,
                        "www"
                            | "api"
                            | "com"
                            | "net"
                            | "org"
                            | "app"
                            | "dev"
                            | "get"
                            | "install"
                            | "cdn"
                            | "raw"
                    )
            })
            .any(|label| {
                let stem = label.trim_end_matches("app").trim_end_matches("api").trim_matches('-');
                stem.len() >= 3 && has_word(&self.words, stem)
            })
    }
}

/// Whether a word begins in the text with `stem`.
fn has_word(text: &str, stem: &str) -> bool {
    text.match_indices(stem).any(|(at, _)| {
        !text.as_bytes().get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric) || !stem.is_ascii()
    })
}

/// Reads the front matter between two lines `---`: YAML's scalars, block scalars and lists, one level deep.
pub(crate) fn front_matter(bytes: &[u8]) -> SkillIntent {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(256 << 10)).unwrap_or_default());
    let text = head.trim_start_matches(|c: char| c.is_whitespace() || crate::text::fold::is_invisible(c));
    let mut lines = text.lines();
    let mut skill = SkillIntent::default();
    if lines.next().map(str::trim_end) != Some("---") {
        return skill;
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
        assert_eq!(front_matter(b"# no front matter"), SkillIntent::default());
    }

    #[test]
    fn a_purpose_explains_what_it_needs() {
        let mut intent = Intent::default();
        intent
            .add("SKILL.md", b"---\nname: linear\ndescription: Manage Linear issues and deploy them\n---\n");
        assert!(intent.explains("code-sudo") && !intent.explains("money"));
        assert!(intent.names("api.linear.app") && !intent.names("collector.evil.io"));
    }
}
