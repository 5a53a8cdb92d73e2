//! What a package says that it is: the front matter of its `SKILL.md` files, and what that lets it do.

mod front;
mod purposes;

use std::collections::BTreeMap;

use assay_findings::SkillIntent;

use self::{front::front_matter, purposes::PURPOSES};
use crate::{code::place, text::fold::fold};

/// Bytes of `SKILL.md` files that are kept.
const TEXTS_MAX: usize = 1 << 20;
/// The longest host that is looked at, in bytes.
const HOST_MAX: usize = 200;

/// What a package says that it is for, over all of its skills.
#[derive(Debug, Clone, Default)]
pub(crate) struct Intent {
    /// The skills' own words, by path.
    pub(crate) skills: Vec<SkillIntent>,
    /// Names and descriptions in one spelling.
    words: String,
    /// Words of them that are written as names are.
    brands: String,
    /// The `SKILL.md` files in lower case, for the hosts that they name.
    texts: String,
    /// How often each domain is named in them.
    domains: BTreeMap<String, u32>,
    /// The families that the purposes explain, and whether a skill is named for one, and does not only mention it.
    explained: BTreeMap<&'static str, bool>,
}

impl Intent {
    /// Adds the front matter of a `SKILL.md`.
    pub(crate) fn add(&mut self, path: &str, bytes: &[u8]) {
        let mut skill = front_matter(bytes);
        path.clone_into(&mut skill.path);
        let said = format!("{} {}", skill.name, skill.description);
        let folded = fold(said.as_bytes(), 0, said.len()).text;
        let name = fold(skill.name.as_bytes(), 0, skill.name.len()).text;
        for purpose in PURPOSES {
            let told = |text: &str| purpose.words.iter().any(|word| has_word(text, word));
            if !told(&folded) {
                continue;
            }
            skill.purposes.push(purpose.name.to_owned());
            let named = told(&name);
            for family in purpose.families {
                let known = self.explained.entry(family).or_default();
                *known |= named;
            }
        }
        let room = TEXTS_MAX.saturating_sub(self.texts.len());
        let text =
            String::from_utf8_lossy(bytes.get(..bytes.len().min(room)).unwrap_or_default()).to_lowercase();
        for (at, _) in text.match_indices("://") {
            let from = text.floor_char_boundary(at.saturating_sub(5));
            let to = text.floor_char_boundary(text.len().min(at + HOST_MAX));
            if let Some((host, _)) = text.get(from..to).and_then(place::host) {
                let known = self.domains.entry(domain(host).to_owned()).or_default();
                *known = known.saturating_add(1);
            }
        }
        self.texts.push_str(&text);
        self.note_brands(&skill);
        self.words.push_str(&folded);
        self.words.push('\n');
        self.skills.push(skill);
    }

    /// Keeps the words of a name and a description that are written as names are: the name's first part, and what
    /// has a capital letter within a sentence.
    fn note_brands(&mut self, skill: &SkillIntent) {
        let first = skill.name.split(['-', '_', ' ', ':']).next().unwrap_or_default();
        let mut ended = true;
        let capital = skill.description.split_whitespace().filter(|word| {
            let named = !ended && word.chars().any(char::is_uppercase);
            ended = word.ends_with(['.', '!', '?', ':']);
            named || word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'.')
        });
        for word in std::iter::once(first).chain(capital.collect::<Vec<_>>()) {
            self.brands.push_str(&word.to_lowercase());
            self.brands.push(' ');
        }
    }

    /// Whether the package's purpose explains findings of this family.
    pub(crate) fn explains(&self, family: &str) -> bool {
        self.explained.contains_key(family)
    }

    /// Whether it does so by the name of a skill.
    pub(crate) fn is_named_for(&self, family: &str) -> bool {
        self.explained.get(family).is_some_and(|named| *named)
    }

    /// Whether nothing but being about security explains findings of this family.
    pub(crate) fn explains_as_talk(&self, family: &str) -> bool {
        let named = |purpose: &&purposes::Purpose| {
            purpose.families.contains(&family)
                && self.skills.iter().any(|skill| skill.purposes.iter().any(|name| name == purpose.name))
        };
        let mut all = PURPOSES.iter().filter(named);
        all.next().is_some_and(|purpose| purpose.name == "Security") && all.next().is_none()
    }

    /// Whether the package is about security, and so talks of attacks.
    pub(crate) fn is_about_security(&self) -> bool {
        self.skills.iter().any(|skill| skill.purposes.iter().any(|purpose| purpose == "Security"))
    }

    /// Whether a skill has it in its name that it is about security.
    pub(crate) fn is_named_security(&self) -> bool {
        self.is_named_for("shell")
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
        self.names(host) || self.texts.contains(domain(host))
    }

    /// How often the `SKILL.md` files have an address in this host's domain.
    pub(crate) fn mentions_of(&self, host: &str) -> u32 {
        self.domains.get(domain(host)).copied().unwrap_or_default()
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
                stem.len() >= 3 && has_word(&self.brands, stem)
            })
    }
}

/// The domain that a host is in: its last two labels.
fn domain(host: &str) -> &str {
    host.rmatch_indices('.').nth(1).map_or(host, |(at, _)| host.get(at + 1..).unwrap_or(host))
}

/// Whether a word begins in the text with `stem`.
fn has_word(text: &str, stem: &str) -> bool {
    text.match_indices(stem).any(|(at, _)| {
        !text.as_bytes().get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric) || !stem.is_ascii()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_explains_what_it_needs() {
        let mut intent = Intent::default();
        intent
            .add("SKILL.md", b"---\nname: linear\ndescription: Manage Linear issues and deploy them\n---\n");
        assert!(intent.explains("code-sudo") && !intent.explains("money"));
        assert!(intent.names("api.linear.app") && !intent.names("collector.evil.io"));
    }
}
