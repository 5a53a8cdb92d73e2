//! Code that somebody else has put into a Python file: an extra step among honest ones.
//!
//! Three things tell it, none of which writers of a script have a reason for, and none of which says much alone: code behind
//! the script's own last line, modules that are imported once more in the middle under hidden names, and files that
//! are written with every complaint swallowed.

use ruff_python_ast::{Expr, ModModule, Stmt, StmtTry};
use ruff_text_size::Ranged;

use super::Eye;
use crate::rules::code as rule;

/// A place in the source.
type Place = (usize, usize);

/// What speaks of a graft in one file.
#[derive(Debug, Default)]
pub(super) struct Graft {
    /// Code behind the call of the main function.
    behind: Option<Place>,
    /// `import os as _os` within a function or a block.
    again: Option<Place>,
    /// A file is written, and that it failed is hidden.
    quiet: Option<Place>,
}

fn place(at: &impl Ranged) -> Place {
    (at.range().start().to_usize(), at.range().end().to_usize())
}

impl Eye<'_> {
    /// Looks at how the file is laid out.
    pub(super) fn laid_out(&mut self, module: &ModModule) {
        let mut behind = false;
        for stmt in &module.body {
            if behind
                && matches!(
                    stmt,
                    Stmt::Import(_)
                        | Stmt::ImportFrom(_)
                        | Stmt::FunctionDef(_)
                        | Stmt::Try(_)
                        | Stmt::With(_)
                        | Stmt::If(_)
                )
            {
                self.graft.behind.get_or_insert(place(stmt));
            }
            behind |= matches!(stmt, Stmt::If(choice) if self.is_main(&choice.test));
        }
    }

    fn is_main(&self, test: &Expr) -> bool {
        self.source.get(test.range().to_std_range()).is_some_and(|text| text.contains("__main__"))
    }

    /// A module is imported within a function or a block, under a hidden name.
    pub(super) fn imported_again(&mut self, stmt: &Stmt, module: &str, local: &str) {
        let common = matches!(
            module.split('.').next().unwrap_or(module),
            "os" | "sys"
                | "subprocess"
                | "urllib"
                | "requests"
                | "socket"
                | "base64"
                | "json"
                | "shutil"
                | "pathlib"
                | "platform"
                | "time"
                | "datetime"
                | "hashlib"
                | "threading"
                | "http"
                | "tempfile"
                | "random"
        );
        let start = stmt.range().start().to_usize();
        let indented = start > 0 && !self.source.get(..start).is_some_and(|before| before.ends_with('\n'));
        if common && indented && local.starts_with('_') {
            self.graft.again.get_or_insert(place(stmt));
        }
    }

    /// A `try` whose failure is nobody's business.
    pub(super) fn attempted(&mut self, attempt: &StmtTry) {
        let any = |kind: Option<&Expr>| {
            kind.is_none_or(|kind| {
                kind.as_name_expr()
                    .is_some_and(|name| matches!(name.id.as_str(), "Exception" | "BaseException"))
            })
        };
        let quiet =
            !attempt.handlers.is_empty()
                && attempt.handlers.iter().filter_map(|handler| handler.as_except_handler()).all(|handler| {
                    any(handler.type_.as_deref()) && handler.body.iter().all(Stmt::is_pass_stmt)
                });
        if !quiet {
            return;
        }
        let body = self.source.get(attempt.range().to_std_range()).unwrap_or_default();
        let writes =
            [".write(", ".write_text(", ".write_bytes(", "json.dump("].iter().any(|call| body.contains(call));
        if writes {
            self.graft.quiet.get_or_insert(place(attempt));
        }
    }

    /// What all of it comes to.
    pub(super) fn grafted(&mut self) {
        let found: Vec<Place> =
            [self.graft.behind, self.graft.again, self.graft.quiet].into_iter().flatten().collect();
        let found_rule = if found.len() > 1 { rule::GRAFTED } else { rule::GRAFT_HINT };
        for (start, end) in found {
            let hit = self.reading.hit(found_rule, start, end);
            self.hits.push(hit);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        code::{Reading, python::read},
        intent::Intent,
    };

    #[test]
    fn what_was_put_in_is_told_from_what_was_there() {
        let rules = |source: &str| -> Vec<&str> {
            let intent = Intent::default();
            read(source, &Reading::new(&intent)).expect("parsed").iter().map(|hit| hit.rule.id).collect()
        };
        let main = "import os\ndef main():\n    print(1)\n\nif __name__ == '__main__':\n    main()\n";
        assert_eq!(rules(main), [""; 0]);
        let grafted = format!(
            "{main}\n\ndef _note(text):\n    import json as _json\n    try:\n        with open('n', 'w') as f:\n            f.write(text)\n    except Exception:\n        pass\n"
        );
        assert!(rules(&grafted).iter().all(|rule| *rule == "grafted-code") && rules(&grafted).len() == 3);
    }
}
