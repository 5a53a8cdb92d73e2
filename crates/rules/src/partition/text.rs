//! The text of a source of rules, taken apart and put together again.

use std::{collections::BTreeSet, mem, ops::Range};

use yara_x_parser::{
    Parser, Span,
    cst::{CSTStream, Event, SyntaxKind},
};

use crate::RuleSource;

/// Modules that read nothing of a content before they are asked.
const LIGHT_MODULES: [&str; 3] = ["hash", "math", "string"];

/// Where the things that can be parted stand in a source.
pub(super) struct Text {
    pub(super) imports: Vec<Import>,
    pub(super) rules: Vec<Stretch>,
}

pub(super) struct Import {
    pub(super) module: String,
    pub(super) span: Span,
}

/// A rule in its text.
pub(super) struct Stretch {
    pub(super) span: Span,
    /// Every name of its condition: rules, modules, variables.
    pub(super) names: BTreeSet<String>,
}

impl Text {
    /// `None` if it is no proper text of rules, or includes another.
    pub(super) fn read(source: &RuleSource) -> Option<Self> {
        let bytes = source.text.as_bytes();
        let (mut imports, mut rules, mut names, mut in_condition) =
            (Vec::new(), Vec::new(), BTreeSet::new(), false);
        for event in CSTStream::from(Parser::new(bytes)) {
            match event {
                Event::Error { .. } | Event::Begin { kind: SyntaxKind::INCLUDE_STMT, .. } => return None,
                Event::Begin { kind: SyntaxKind::CONDITION_BLK, .. } => in_condition = true,
                Event::End { kind: SyntaxKind::CONDITION_BLK, .. } => in_condition = false,
                Event::Token { kind: SyntaxKind::IDENT, span } if in_condition => {
                    names.insert(source.text.get(span.range())?.to_owned());
                }
                Event::End { kind: SyntaxKind::RULE_DECL, span } => {
                    rules.push(Stretch { span, names: mem::take(&mut names) });
                }
                Event::End { kind: SyntaxKind::IMPORT_STMT, span } => {
                    let module = source.text.get(span.range())?.split('"').nth(1)?.to_owned();
                    imports.push(Import { module, span });
                }
                _ => {}
            }
        }
        Some(Self { imports, rules })
    }

    /// Whether a rule that speaks of these names has a module read the content.
    pub(super) fn reads(&self, names: &BTreeSet<String>) -> bool {
        self.imports
            .iter()
            .any(|import| !LIGHT_MODULES.contains(&import.module.as_str()) && names.contains(&import.module))
    }

    /// The source with all rules but these, and the imports that these do not need, blanked, so that lines and columns
    /// stay what they are, and comments to the compiler too.
    pub(super) fn only(&self, source: &RuleSource, kept: &BTreeSet<usize>) -> RuleSource {
        let of_part = || kept.iter().filter_map(|index| self.rules.get(*index));
        let needless =
            self.imports.iter().filter(|import| !of_part().any(|rule| rule.names.contains(&import.module)));
        let others = self.rules.iter().enumerate().filter(|(index, _)| !kept.contains(index));
        let mut spans: Vec<Range<usize>> = needless.map(|import| import.span.range()).collect();
        spans.extend(others.map(|(_, rule)| rule.span.range()));
        spans.sort_unstable_by_key(|span| span.start);
        RuleSource { text: without(&source.text, &spans), ..source.clone() }
    }
}

/// The text with spaces for every byte of these stretches, but for the ends of lines.
fn without(text: &str, spans: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut end = 0;
    for span in spans {
        kept.push_str(text.get(end..span.start).unwrap_or_default());
        let blanked = text.get(span.clone()).unwrap_or_default();
        kept.extend(blanked.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        end = span.end;
    }
    kept.push_str(text.get(end..).unwrap_or_default());
    kept
}
