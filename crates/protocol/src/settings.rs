//! What a worker is told when it is started.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The environment variable that holds a worker's [`Settings`]; its whole environment.
pub const SETTINGS_VARIABLE: &str = "ASSAY_WORKER_SETTINGS";

/// What a worker is there for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Examines files with the rules, which it compiles when it starts.
    #[default]
    Examiner,
    /// Says what files say about themselves, and makes thumbnails. Ready in milliseconds.
    Prober,
    /// Starts outside tools for the prober that started it. It looks at no file itself.
    Toolbox,
    /// Turns into an outside tool once it has locked itself in.
    Tool(Tool),
}

/// A program of somebody else's that a prober has look at a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tool {
    /// `ffprobe`: what is in a video or a recording.
    Ffprobe,
    /// `tesseract`: the texts in a picture.
    Tesseract,
    /// `heif-convert` of libheif: a JPEG of a HEIC or AVIF picture.
    HeifConvert,
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ffprobe, Self::Tesseract, Self::HeifConvert];

    /// What it is called, as its program file is.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ffprobe => "ffprobe",
            Self::Tesseract => "tesseract",
            Self::HeifConvert => "heif-convert",
        }
    }

    /// The most bytes that it may write to its standard output: text, or a photo of the largest cameras as a JPEG.
    pub const fn output_max_bytes(self) -> u64 {
        match self {
            Self::Ffprobe | Self::Tesseract => 4 << 20,
            Self::HeifConvert => 64 << 20,
        }
    }
}

/// The outside tools that there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tools {
    /// The program file of `ffprobe`.
    pub ffprobe: Option<PathBuf>,
    /// The program file of `tesseract`.
    pub tesseract: Option<PathBuf>,
    /// The languages that tesseract is to read, in its own names, such as `eng`; one at least, or it is not used.
    pub languages: Vec<String>,
    /// How HEIC pictures are read.
    pub heif: Option<HeifConvert>,
}

/// How `heif-convert` is run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeifConvert {
    /// Its program file.
    pub program: PathBuf,
    /// A name that ends in `.jpg` and leads to its standard output. It knows none but files, and tells the format that it
    /// is to write by their ending.
    pub output: PathBuf,
}

impl Tools {
    /// The program file of a tool that can be used.
    pub fn program(&self, tool: Tool) -> Option<&PathBuf> {
        match tool {
            Tool::Ffprobe => self.ffprobe.as_ref(),
            Tool::Tesseract => self.tesseract.as_ref().filter(|_| !self.languages.is_empty()),
            Tool::HeifConvert => self.heif.as_ref().map(|heif| &heif.program),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        Tool::ALL.into_iter().all(|tool| self.program(tool).is_none())
    }
}

/// A folder of rule sources.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuleFolder {
    /// What its rules' names begin with.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// A list of hashes of contents that are known, in the form that Assay makes of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HashListFile {
    /// What evidence calls it.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Whether what is on it is good.
    pub allow: bool,
}

/// What an examiner finds with, as it lies on disk. It is read before the examiner locks itself in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFiles {
    /// Whether the rules of ours are among them.
    pub builtin: bool,
    /// Folders of rule sources.
    pub folders: Vec<RuleFolder>,
    /// Lists of hashes.
    pub hash_lists: Vec<HashListFile>,
    /// The folder in which compiled rules are kept from one start to the next; there may be none.
    pub cache: Option<PathBuf>,
}

impl Default for RuleFiles {
    /// The rules of ours, and nothing else.
    fn default() -> Self {
        Self { builtin: true, folders: Vec::new(), hash_lists: Vec::new(), cache: None }
    }
}

/// What a worker is told when it is started. Carries no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// What it is there for.
    #[serde(default)]
    pub kind: Kind,
    /// Whether it is to be a template: to look at no file, and to make workers of itself.
    #[serde(default)]
    pub template: bool,
    /// What an examiner finds with.
    #[serde(default)]
    pub rules: RuleFiles,
    /// Process id of the server's side: a worker whose parent is another was orphaned while it started.
    pub parent: u32,
    /// Bytes of address space that the worker may use.
    pub memory_bytes: u64,
    /// The longest input that it reads as a whole, in bytes.
    pub max_input_bytes: u64,
    /// The longest reply that it sends, in bytes.
    pub max_output_bytes: u64,
    /// The outside tools that a prober may have started.
    #[serde(default)]
    pub tools: Tools,
    /// The folder of models that a prober loads.
    #[serde(default)]
    pub models: Option<PathBuf>,
}

/// The settings are missing or unreadable: the worker was not started by the server's side.
#[derive(Debug, thiserror::Error)]
#[error("a worker is started by the sandbox, with its settings in {SETTINGS_VARIABLE}")]
pub struct SettingsError;

impl Settings {
    /// The variable's value.
    pub fn to_text(&self) -> String {
        // Numbers, and paths that were checked to be UTF-8: there is nothing that could fail to serialise.
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
        let settings = Settings {
            kind: Kind::Tool(Tool::Ffprobe),
            template: true,
            rules: RuleFiles {
                folders: vec![RuleFolder { name: "own".to_owned(), path: "/srv/rules".into() }],
                ..RuleFiles::default()
            },
            parent: 7,
            memory_bytes: 2 << 30,
            max_input_bytes: 1,
            max_output_bytes: u64::MAX,
            tools: Tools {
                ffprobe: Some("/usr/bin/ffprobe".into()),
                tesseract: None,
                languages: vec!["eng".to_owned()],
                heif: Some(HeifConvert {
                    program: "/usr/bin/heif-convert".into(),
                    output: "/tmp/scan.jpg".into(),
                }),
            },
            models: Some("/srv/models".into()),
        };
        assert_eq!(serde_json::from_str::<Settings>(&settings.to_text()).expect("settings"), settings);
    }

    #[test]
    fn a_tool_without_languages_reads_nothing() {
        let mute = Tools { tesseract: Some("/usr/bin/tesseract".into()), ..Tools::default() };
        assert!(mute.is_empty() && mute.program(Tool::Tesseract).is_none());
    }
}
