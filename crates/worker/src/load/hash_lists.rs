//! The operator's lists of hashes, open for looking up.

use std::{fs::File, io};

use assay_findings::{Evidence, Label, Localized, Score, VirusType};
use assay_protocol::HashListFile;
use assay_rules::hash_list::HashList;
use assay_types::ContentDigest;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

/// The label of what is on an allow list.
pub(crate) const ALLOW_LISTED: Label = Label::new("AllowListed");

/// The label of what is on a block list.
pub(crate) const BLOCK_LISTED: Label = Label::new("BlockListed");

/// The lists in force. Their files stay open: a locked-in process opens none.
#[derive(Debug, Default)]
pub(crate) struct HashLists {
    lists: Vec<(HashListFile, HashList)>,
    wants_sha1: bool,
}

/// What the lists say of a content.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It is on none.
    No,
    /// It is on an allow list, whatever else it is on: that is how an operator overrules a rule or a feed.
    Good,
    /// It is on block lists.
    Bad(Vec<Evidence>),
}

impl HashLists {
    /// Opens all files.
    ///
    /// # Errors
    /// A sentence that names the list that cannot be used.
    pub(crate) fn open(files: &[HashListFile]) -> Result<Self, String> {
        let mut lists = Vec::new();
        for file in files {
            let list = File::open(&file.path).map_err(Into::into).and_then(HashList::open);
            let list = list.map_err(|err| format!("the hash list {}: {err}", file.name))?;
            lists.push((file.clone(), list));
        }
        let wants_sha1 = lists.iter().any(|(_, list)| list.counts().sha1 > 0);
        Ok(Self { lists, wants_sha1 })
    }

    /// Names the lists and what is in them; nothing without lists.
    pub(crate) fn version(&self) -> Option<String> {
        let mut names: Vec<_> =
            self.lists.iter().map(|(file, list)| (&file.name, file.allow, list.stamp())).collect();
        names.sort_unstable();
        if names.is_empty() {
            return None;
        }
        let mut hasher = Sha256::new();
        for (name, allow, stamp) in names {
            hasher.update(name.len().to_le_bytes());
            hasher.update(name);
            hasher.update([u8::from(allow)]);
            hasher.update(stamp);
        }
        let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
        Some(format!("{:08x}", u32::from_be_bytes([a, b, c, d])))
    }

    /// What the lists say of this content.
    ///
    /// # Errors
    /// When a list's file cannot be read any more.
    pub(crate) fn look_up(&self, digest: &ContentDigest, bytes: &[u8]) -> io::Result<Known> {
        if self.lists.is_empty() {
            return Ok(Known::No);
        }
        let sha1: Option<[u8; 20]> = self.wants_sha1.then(|| Sha1::digest(bytes).into());
        let mut found = Vec::new();
        for (file, list) in &self.lists {
            let is_listed = list.contains(digest.sha256.as_bytes())?
                || list.contains(digest.md5.as_bytes())?
                || sha1.as_ref().map_or(Ok(false), |sha1| list.contains(sha1))?;
            match is_listed {
                true if file.allow => return Ok(Known::Good),
                true => found.push(evidence(&file.name)),
                false => {}
            }
        }
        Ok(if found.is_empty() { Known::No } else { Known::Bad(found) })
    }
}

fn evidence(list: &str) -> Evidence {
    Evidence {
        rule: format!("hash-list/{list}"),
        family: "hash-list".to_owned(),
        score: Score::MAX,
        virus_type: VirusType::Malware,
        meaning: Localized {
            en: format!("Its hash is on the block list {list}: exactly this content is known to be bad."),
            zh: format!("其哈希在黑名单 {list} 中：该内容已被确认为恶意。"),
        },
        ranges: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(folder: &tempfile::TempDir, name: &str, allow: bool, text: &str) -> HashListFile {
        let path = folder.path().join(name);
        let mut file = File::create(&path).expect("a file");
        assay_rules::hash_list::build(text.as_bytes(), &mut file, tempfile::tempfile).expect("a list");
        HashListFile { name: name.to_owned(), path, allow }
    }

    #[test]
    fn a_content_is_known_by_any_of_its_hashes_and_good_goes_before_bad() {
        let folder = tempfile::tempdir().expect("a folder");
        let digest = |bytes: &[u8]| ContentDigest::of(bytes);
        let bad = format!(
            "{}\n{}\n{}",
            digest(b"by md5").md5,
            digest(b"by sha256").sha256,
            hex::encode(Sha1::digest(b"by sha1"))
        );
        let files = [
            list(&folder, "feed", false, &bad),
            list(&folder, "ours", true, &digest(b"by md5").sha256.to_string()),
        ];
        let lists = HashLists::open(files.get(..1).expect("one")).expect("lists");
        for bytes in [&b"by md5"[..], b"by sha1", b"by sha256"] {
            let known = lists.look_up(&digest(bytes), bytes).expect("read");
            assert!(matches!(&known, Known::Bad(found) if found[0].rule == "hash-list/feed"), "{known:?}");
        }
        assert_eq!(lists.look_up(&digest(b"other"), b"other").expect("read"), Known::No);
        let both = HashLists::open(&files).expect("lists");
        assert_eq!(both.look_up(&digest(b"by md5"), b"by md5").expect("read"), Known::Good);
        assert_ne!(both.version(), lists.version());
        assert_eq!(HashLists::default().version(), None);
    }
}
