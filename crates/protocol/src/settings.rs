//! What a worker is told when it is started.

use serde::{Deserialize, Serialize};

/// The environment variable that holds a worker's [`Settings`]; its whole environment.
pub const SETTINGS_VARIABLE: &str = "ASSAY_WORKER_SETTINGS";

/// What a worker is told when it is started. Carries no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Process id of the server's side: a worker whose parent is another was orphaned while it started.
    pub parent: u32,
    /// Bytes of address space that the worker may use.
    pub memory_bytes: u64,
    /// The longest input that it accepts, in bytes.
    pub max_input_bytes: u64,
    /// The longest reply that it sends, in bytes.
    pub max_output_bytes: u64,
}

/// The settings are missing or unreadable: the worker was not started by the server's side.
#[derive(Debug, thiserror::Error)]
#[error("a worker is started by the sandbox, with its settings in {SETTINGS_VARIABLE}")]
pub struct SettingsError;

impl Settings {
    /// The variable's value.
    pub fn to_text(&self) -> String {
        // Four integers: there is nothing that could fail to serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads this process's own settings.
    pub fn from_environment() -> Result<Self, SettingsError> {
        let text = std::env::var(SETTINGS_VARIABLE).map_err(|_| SettingsError)?;
        serde_json::from_str(&text).map_err(|_| SettingsError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_is_read_back() {
        let settings =
            Settings { parent: 7, memory_bytes: 2 << 30, max_input_bytes: 1, max_output_bytes: u64::MAX };
        assert_eq!(serde_json::from_str::<Settings>(&settings.to_text()).expect("settings"), settings);
    }
}
