//! The members of a package, and what part each plays.

use assay_findings::{Incomplete, Label};

/// One file of a package.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Path within the package, through all layers; empty when the package is this one file.
    pub path: &'a str,
    /// Its content; may be cut or packed, which `incomplete` says.
    pub bytes: &'a [u8],
    /// What it is.
    pub labels: &'a [Label],
    /// What of it could not be read.
    pub incomplete: &'a [Incomplete],
    /// Whether it is a container, whose members follow.
    pub is_container: bool,
}

/// The part that a file plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// `SKILL.md`: what the agent is told.
    Skill,
    /// Text that the agent may be sent to.
    Text,
    /// HTML, XML and the like: text between tags.
    Markup,
    /// A Jupyter notebook.
    Notebook,
    /// Code.
    Code(crate::code::Language),
    /// Compiled Python.
    Bytecode,
    /// Anything else.
    Other,
}

impl<'a> Member<'a> {
    /// The last part of the path.
    pub(crate) fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// The part that it plays, by its name and content.
    pub(crate) fn role(&self) -> Role {
        let name = self.name().to_ascii_lowercase();
        if name == "skill.md" || (self.path.is_empty() && self.bytes.trim_ascii_start().starts_with(b"---")) {
            return Role::Skill;
        }
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "ipynb" => return Role::Notebook,
            "pyc" | "pyo" => return Role::Bytecode,
            "html" | "htm" | "xml" | "svg" | "xhtml" | "rels" => return Role::Markup,
            _ => {}
        }
        if !is_text(self.bytes) {
            return Role::Other;
        }
        crate::code::Language::of_file(self.path, self.bytes).map_or(Role::Text, Role::Code)
    }

    /// Whether it lies among tests or samples, which nothing runs.
    pub(crate) fn is_sample(&self) -> bool {
        self.path.split('/').any(|part| {
            matches!(
                part.to_ascii_lowercase().as_str(),
                "tests" | "test" | "fixtures" | "evals" | "testdata" | "__tests__"
            )
        })
    }

    /// Within how many bytes findings stand together: a script works as one, a page of text is read page by page.
    pub(crate) fn reach(&self) -> usize {
        match self.role() {
            Role::Code(_) => 16 << 10,
            Role::Skill => 4 << 10,
            _ => 2 << 10,
        }
    }

    /// Whether a label of this name is on it.
    pub(crate) fn has(&self, label: &str) -> bool {
        self.labels.iter().any(|own| own.as_str() == label)
    }
}

/// Whether bytes are text: UTF-8 for the most part, and without zeros.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(64 << 10)).unwrap_or_default();
    let valid: usize = head.utf8_chunks().map(|chunk| chunk.valid().len()).sum();
    !head.contains(&0) && valid * 10 >= head.len() * 9
}
