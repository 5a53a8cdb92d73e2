//! The raw form: texts by key, from the file, the environment and the command line, the later over the
//! earlier.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result, bail};
use toml::{Table, Value};

use super::settings::{SETTINGS, setting};

/// Texts by key.
#[derive(Debug, Default)]
pub(crate) struct Layers(BTreeMap<&'static str, String>);

impl Layers {
    /// Reads the file, if there is one, then the environment, then the flags.
    pub(crate) fn read(
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
        flags: &[(&'static str, Option<String>)],
    ) -> Result<Self> {
        let mut layers = Self::default();
        if let Some(path) = file {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            layers.add_file(&text).with_context(|| format!("in {}", path.display()))?;
        }
        for setting in SETTINGS {
            if let Some(value) = environment(&setting.variable()) {
                layers.0.insert(setting.key, value);
            }
        }
        for (key, value) in flags {
            if let Some(value) = value {
                layers.0.insert(key, value.clone());
            }
        }
        Ok(layers)
    }

    /// The text of a setting; `None` leaves it to its default.
    pub(crate) fn get(&self, key: &'static str) -> Option<&str> {
        debug_assert!(setting(key).is_some(), "{key} is not in the table of settings");
        self.0.get(key).map(String::as_str)
    }

    fn add_file(&mut self, text: &str) -> Result<()> {
        let table: Table = text.parse()?;
        self.add_table("", &table)
    }

    fn add_table(&mut self, prefix: &str, table: &Table) -> Result<()> {
        for (name, value) in table {
            let key = format!("{prefix}{name}");
            let text = match value {
                Value::Table(inner) => {
                    self.add_table(&format!("{key}."), inner)?;
                    continue;
                }
                Value::String(text) => text.clone(),
                Value::Integer(number) => number.to_string(),
                Value::Boolean(flag) => flag.to_string(),
                Value::Array(items) => {
                    let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
                    texts.with_context(|| format!("`{key}` must be a list of texts"))?.join(",")
                }
                _ => bail!("`{key}` must be a text, a whole number, true or false"),
            };
            let Some(setting) = setting(&key) else {
                bail!("`{key}` is not a setting; docs/configuration.md lists them all")
            };
            self.0.insert(setting.key, text);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_layers_win() {
        let mut layers = Layers::default();
        layers.add_file("listen = '127.0.0.1:1'\n[detect]\nmax_queue = 7\n").expect("known keys");
        assert_eq!(layers.get("detect.max_queue"), Some("7"));
        let environment = |name: &str| (name == "ASSAY_LISTEN").then(|| "127.0.0.1:2".to_owned());
        let read = Layers::read(None, environment, &[("listen", None)]).expect("readable");
        assert_eq!(read.get("listen"), Some("127.0.0.1:2"));
        let flags = [("listen", Some("127.0.0.1:3".to_owned()))];
        let read = Layers::read(None, environment, &flags).expect("readable");
        assert_eq!(read.get("listen"), Some("127.0.0.1:3"));
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        for text in ["lisen = 'x'", "[detect]\nmax_que = 1", "[nope]\nx = 1"] {
            let err = Layers::default().add_file(text).expect_err("unknown").to_string();
            assert!(err.contains("is not a setting"), "{err}");
        }
        assert!(Layers::default().add_file("listen = 1.5").is_err());
    }
}
