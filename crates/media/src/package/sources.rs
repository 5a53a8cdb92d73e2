//! What goes into an archive, and under which names.

use std::collections::HashSet;

use assay_wire::imm::CompressionSource;
use serde::{Deserialize, Serialize};

use super::{BYTES_MAX, FILES_MAX};
use crate::{
    Media, MediaError,
    source::{FileUri, PlaceUri, SourceObject},
    task::Work,
};

/// Sources of one request, and the longest name in an archive in bytes.
const SOURCES_MAX: usize = 100;
const NAME_BYTES_MAX: usize = 1023;
/// Objects of one page of a listing.
const PAGE: usize = 1000;

/// What one source of a request means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Source {
    /// One file, with its name in the archive.
    File {
        /// Its URI.
        uri: String,
        /// Its name.
        name: String,
    },
    /// All objects of a bucket whose keys begin so.
    Prefix {
        /// `oss://bucket/prefix`.
        uri: String,
        /// The folder in the archive that takes the place of the prefix's own folder; `None` keeps whole keys.
        folder: Option<String>,
    },
}

/// A file that goes into an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) uri: FileUri,
    pub(super) name: String,
}

/// Reads the sources of a request: `Mode` is `fullname` (one file, as when it is not given) or `prefix`; `Alias` is the
/// file's name in the archive, or the folder's.
///
/// # Errors
/// `MissingParameter` and `InvalidArgument`, which say the source.
pub(super) fn read(sources: Vec<CompressionSource>) -> Result<Vec<Source>, MediaError> {
    if !(1..=SOURCES_MAX).contains(&sources.len()) {
        return Err(MediaError::invalid("Sources", format_args!("there are 1 to {SOURCES_MAX}")));
    }
    let read_one = |(at, source): (usize, CompressionSource)| {
        let path = |name: &str| format!("Sources.{}.{name}", at + 1);
        let uri = source.uri.filter(|uri| !uri.is_empty());
        let uri = uri.ok_or_else(|| MediaError::missing(&path("URI")))?;
        let alias = source.alias.as_deref().map(|alias| alias.trim_matches('/'));
        let alias = alias.filter(|alias| !alias.is_empty());
        if alias.is_some_and(|alias| !is_name(alias)) {
            return Err(MediaError::invalid(
                &path("Alias"),
                "a name has 1 to 1023 bytes, no NUL, and no part that is empty, '.' or '..'",
            ));
        }
        match source.mode.as_deref() {
            None | Some("" | "fullname") => {
                let name = match FileUri::parse(&path("URI"), &uri)? {
                    FileUri::Object { key, .. } => alias.map_or(key, str::to_owned),
                    FileUri::Drive { file, .. } => alias.map_or_else(|| file.to_string(), str::to_owned),
                };
                Ok(Source::File { uri, name })
            }
            Some("prefix") => match PlaceUri::parse(&path("URI"), &uri)? {
                PlaceUri::Bucket { .. } => Ok(Source::Prefix { uri, folder: alias.map(str::to_owned) }),
                PlaceUri::Drive { .. } => Err(MediaError::invalid(&path("URI"), "it is oss://BUCKET/PREFIX")),
            },
            Some(_) => Err(MediaError::invalid(&path("Mode"), "it is fullname or prefix")),
        }
    };
    sources.into_iter().enumerate().map(read_one).collect()
}

fn is_name(name: &str) -> bool {
    let is_part = |part: &str| !matches!(part, "" | "." | "..");
    name.len() <= NAME_BYTES_MAX && !name.contains(['\0', '\\']) && name.split('/').all(is_part)
}

impl Media {
    /// The files that sources mean, each name once.
    ///
    /// # Errors
    /// `InvalidArgument` for more than may be packed, for no files at all, and for two of one name.
    pub(super) async fn members(
        &self,
        work: &Work<'_>,
        sources: &[Source],
    ) -> Result<Vec<Member>, MediaError> {
        let mut gathered = Gathered::default();
        for source in sources {
            match source {
                Source::File { uri, name } => {
                    gathered.add(FileUri::parse("Sources.URI", uri)?, name.clone(), 0)?;
                }
                Source::Prefix { uri, folder } => {
                    let place = PlaceUri::parse("Sources.URI", uri)?;
                    let mut after = None;
                    loop {
                        let page = self.list_source(work.tenant(), &place, after.as_deref(), PAGE).await?;
                        for object in page.objects {
                            gathered.add_object(&place, folder.as_deref(), &object)?;
                        }
                        after = page.next;
                        if after.is_none() {
                            break;
                        }
                    }
                }
            }
        }
        if gathered.members.is_empty() {
            return Err(MediaError::invalid("Sources", "there is no object whose key begins so"));
        }
        Ok(gathered.members)
    }
}

#[derive(Default)]
struct Gathered {
    members: Vec<Member>,
    names: HashSet<String>,
    bytes: u64,
}

impl Gathered {
    fn add_object(
        &mut self,
        place: &PlaceUri,
        folder: Option<&str>,
        object: &SourceObject,
    ) -> Result<(), MediaError> {
        let uri = FileUri::parse("Sources.URI", &object.uri)?;
        let (PlaceUri::Bucket { prefix, .. }, FileUri::Object { key, .. }) = (place, &uri) else {
            return Ok(());
        };
        let own = prefix.rfind('/').and_then(|slash| key.get(slash + 1..));
        let name = match folder {
            Some(folder) => format!("{folder}/{}", own.unwrap_or(key)),
            None => key.clone(),
        };
        self.add(uri, name, object.size_bytes)
    }

    fn add(&mut self, uri: FileUri, name: String, size_bytes: u64) -> Result<(), MediaError> {
        self.bytes = self.bytes.saturating_add(size_bytes);
        if self.members.len() == FILES_MAX || self.bytes > BYTES_MAX {
            return Err(MediaError::invalid("Sources", "an archive has at most 80000 files and 200 GB"));
        }
        if name.len() > NAME_BYTES_MAX {
            return Err(MediaError::invalid("Sources", "a name in an archive has at most 1023 bytes"));
        }
        if !self.names.insert(name.clone()) {
            let why = format!("two files are called {name:.200} in the archive; give one an Alias");
            return Err(MediaError::invalid("Sources", why));
        }
        self.members.push(Member { uri, name });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(uri: &str, alias: Option<&str>, mode: Option<&str>) -> CompressionSource {
        CompressionSource {
            uri: Some(uri.to_owned()),
            alias: alias.map(str::to_owned),
            mode: mode.map(str::to_owned),
        }
    }

    #[test]
    fn sources_are_files_and_prefixes() {
        let read = read(vec![
            source("oss://b/a/k", None, None),
            source("oss://b/a/k", Some("/new/name"), Some("fullname")),
            source("oss://b/a/", Some("/new/"), Some("prefix")),
        ])
        .expect("sources");
        let file = |name: &str| Source::File { uri: "oss://b/a/k".to_owned(), name: name.to_owned() };
        let prefix = Source::Prefix { uri: "oss://b/a/".to_owned(), folder: Some("new".to_owned()) };
        assert_eq!(read, [file("a/k"), file("new/name"), prefix]);
    }

    #[test]
    fn other_sources_are_refused_by_name() {
        let refused = |source| read(vec![source]).expect_err("refused").to_string();
        assert!(refused(CompressionSource::default()).contains("Sources.1.URI"));
        assert!(refused(source("http://b/k", None, None)).contains("Sources.1.URI"));
        assert!(refused(source("oss://b/k", Some("../x"), None)).contains("Sources.1.Alias"));
        assert!(refused(source("oss://b/k", None, Some("all"))).contains("Sources.1.Mode"));
        assert!(read(Vec::new()).is_err() && read(vec![CompressionSource::default(); 101]).is_err());
    }

    #[test]
    fn an_alias_takes_the_place_of_the_prefix() {
        let place = PlaceUri::parse("URI", "oss://b/a/x").expect("a place");
        let object = |key: &str| SourceObject {
            uri: format!("oss://b/{key}"),
            fingerprint: String::new(),
            size_bytes: 1,
        };
        let mut gathered = Gathered::default();
        gathered.add_object(&place, Some("new"), &object("a/x/1")).expect("added");
        gathered.add_object(&place, None, &object("a/x2")).expect("added");
        let names: Vec<_> = gathered.members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["new/x/1", "a/x2"]);
        assert!(gathered.add_object(&place, None, &object("a/x2")).is_err());
        let mut large = object("a/x3");
        large.size_bytes = BYTES_MAX;
        assert!(gathered.add_object(&place, None, &large).is_err());
    }
}
