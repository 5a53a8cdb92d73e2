//! IQS 2024-11-11: the page service, which makes a scan of the photo of a paper.
//!
//! Requests are read from the JSON body by their types and nothing more; `null` is the same as absent, and names that
//! are not known are ignored. Beside the documented names there are some of our own, all optional.

mod read;
mod said;
mod scan_file;

pub use read::read_json;
pub use said::{Dpi, MaxPixels, Quality, Said, Sayable};
pub use scan_file::{ScanFileInfo, ScanFileInputConfig, ScanFileReply, ScanFileRequest, SearchInformation};

/// The operations that are served: dispatch matches on it, so that an operation without a handler does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IqsOperation {
    /// `/scan/file`
    ScanFile,
}

impl IqsOperation {
    /// All that are served, by name.
    pub const ALL: [Self; 1] = [Self::ScanFile];

    /// The wire's name.
    pub const fn action(self) -> &'static str {
        match self {
            Self::ScanFile => "ScanFile",
        }
    }

    /// The served operation of this name.
    pub fn from_action(action: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.action() == action)
    }

    /// Decisions taken where the document is silent.
    pub const fn notes(self) -> &'static [&'static str] {
        match self {
            Self::ScanFile => &[
                "At the SDK's path, signed, and at `/scan/file` with `Authorization: Bearer KEY` (or `X-API-Key: KEY`); \
                 without any credentials 401 `MissingCredentials`.",
                "Either `imageUrl` or `imageBase64`; with both, `imageBase64` counts and nothing is fetched. An empty \
                 text is absent; with neither, `MissingParameter`.",
                "`imageBase64` is plain or a data URL (`data:image/jpeg;base64,…`), in the standard or the URL-safe \
                 alphabet, with or without padding; white space is skipped.",
                "`imageUrl` is fetched by the rules for `DownloadUrl` of `CreateFileDetect`. A download URL of a drive \
                 of this server is read from the drive itself, not over the network.",
                "`autoCrop` and `autoRotate` are `true`, `false` or `force` in any case, or JSON booleans; they are read \
                 in `scanFileInputConfig` and, where it has none, at the top of the body. `true` does what the engine \
                 is sure of, `force` takes its best guess.",
                "`angle` is the clockwise turn, 0, 90, 180 or 270, from the pixels as the file stores them to the scan: \
                 the camera's orientation (EXIF) is part of it, the fine skew is not. `autoRotate` `false` still obeys \
                 the camera's orientation.",
                "Of our own, beside the documented names at the top of the body or in `scanFileInputConfig`, all off by \
                 default: `format` (`jpeg`, `jpg` or `png`; default `jpeg`), `quality` (of JPEG, 1 to 100; default 90), \
                 `color` (`auto`, `color`, `gray` or `bw`; default `auto`), `dpi` (50 to 1200), `maxPixels` (at least \
                 1000), `pages` (each paper of the photo, and each page of an open book, is an item of \
                 `scanFileInfoList`, in reading order), `corners`, `confidence`.",
                "With `corners` each item has `corners`, four `[x, y]` in pixels of the photo as its camera's \
                 orientation shows it: the upper left, upper right, lower right and lower left of the scan; and \
                 `confidence`, 0 to 1, which `confidence` gives alone. A photo that is left whole has its own corners \
                 and confidence 0.",
                "A picture that cannot be used is 400 `InvalidParameter.Image` (not a picture, or damaged), \
                 `InvalidParameter.ImageSize` (too many bytes or pixels), `InvalidParameter.ImageUrl` (cannot be \
                 fetched, or may not be), `InvalidParameter.ScanSize` (the scan would be too large).",
                "What takes longer than 25 seconds is 504 `ProcessingTimeout`. Where as many calls wait as may, \
                 `SystemBusy` says when to come back.",
                "`searchTime` is the time from the whole request to the answer, in milliseconds.",
            ],
        }
    }
}
