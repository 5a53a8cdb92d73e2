//! Compiled rules that are kept from one start to the next.
//!
//! They become machine code, so bytes of anybody else's must never be taken for them. Each file is sealed with
//! HMAC-SHA256 (RFC 2104) under a key that lies beside it, made at first use and readable by its owner alone: who can
//! read the key can start programs as this user anyway. The seal also covers which build of the program made the file.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use assay_rules::RuleSet;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of the key and of a seal.
const SEAL_BYTES: usize = 32;

/// The longest file that is read: ten thousand rules come to some 60 MiB.
const FILE_MAX_BYTES: u64 = 1 << 30;

/// A folder of compiled rules.
pub(super) struct Cache {
    folder: PathBuf,
    key: [u8; SEAL_BYTES],
}

impl Cache {
    /// Opens the folder and its key, made when they are not there. `None` when that is not possible, or when others
    /// than this user or root can write there: then nothing is kept.
    pub(super) fn open(folder: &Path) -> Option<Self> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).ok()?;
        let key_file = folder.join("key");
        let key = match read_own(&key_file) {
            Ok(key) => key,
            Err(err) if err.kind() == io::ErrorKind::NotFound => make_key(&key_file).ok()?,
            Err(_) => return None,
        };
        Some(Self { folder: folder.to_owned(), key: key.try_into().ok()? })
    }

    /// The rules of this version, if this very program kept them. Whatever else is wrong with the file, the rules are
    /// compiled anew and it is replaced.
    pub(super) fn get(&self, version: &str) -> Option<RuleSet> {
        let bytes = read_own(&self.file(version)).ok()?;
        let (seal, body) = bytes.split_at_checked(SEAL_BYTES)?;
        self.mac(version, body)?.verify_slice(seal).ok()?;
        RuleSet::from_trusted_bytes(body, version.to_owned()).ok()
    }

    /// Keeps the rules of this version, and no other.
    pub(super) fn put(&self, version: &str, body: &[u8]) -> io::Result<()> {
        let seal = self.mac(version, body).ok_or(io::ErrorKind::InvalidInput)?.finalize().into_bytes();
        let file = self.file(version);
        write_whole(&file, &[&seal, body])?;
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "rules") && path != file {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    fn file(&self, version: &str) -> PathBuf {
        self.folder.join(format!("{version}.rules"))
    }

    fn mac(&self, version: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::new_from_slice(&self.key).ok()?;
        let build = [env!("CARGO_PKG_VERSION"), std::env::consts::ARCH, version];
        for part in build {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part.as_bytes());
        }
        mac.update(body);
        Some(mac)
    }
}

/// Reads a file that nobody but this user, or root, can have written.
fn read_own(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    let own = about.uid() == rustix::process::geteuid().as_raw() || about.uid() == 0;
    if !own || about.mode() & 0o022 != 0 || !about.is_file() || about.len() > FILE_MAX_BYTES {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut bytes = Vec::new();
    file.take(FILE_MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Makes the key. Two that do so at once end up with one.
fn make_key(path: &Path) -> io::Result<Vec<u8>> {
    let mut key = [0; SEAL_BYTES];
    getrandom::fill(&mut key).map_err(io::Error::other)?;
    let temporary = path.with_extension(std::process::id().to_string());
    write_whole(&temporary, &[&key])?;
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    match linked {
        Err(err) if err.kind() != io::ErrorKind::AlreadyExists => Err(err),
        _ => read_own(path),
    }
}

/// Writes a file so that it is there whole or not at all.
fn write_whole(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let temporary = path.with_extension(format!("{}.new", std::process::id()));
    let written = (|| {
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
        for part in parts {
            file.write_all(part)?;
        }
        file.sync_all()?;
        fs::rename(&temporary, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_what_was_sealed_here_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let rules = RuleSet::compile(&[]).expect("no rules");
        let (version, bytes) = (rules.version(), rules.to_bytes().expect("bytes"));
        let cache = Cache::open(folder.path()).expect("a cache");
        assert!(cache.get(version).is_none());
        cache.put(version, &bytes).expect("kept");
        assert!(cache.get(version).is_some());
        assert!(Cache::open(folder.path()).expect("the same").get(version).is_some());

        let file = cache.file(version);
        let sealed = fs::read(&file).expect("read");
        for at in [0, 31, 32, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            fs::write(&file, changed).expect("written");
            assert!(cache.get(version).is_none(), "byte {at}");
        }
        fs::write(&file, &sealed).expect("written");
        fs::rename(&file, cache.file("other")).expect("renamed");
        assert!(cache.get("other").is_none(), "another version's");
        fs::write(&file, &sealed).expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).expect("set");
        assert!(cache.get(version).is_none(), "anybody could have written it");
        let elsewhere = tempfile::tempdir().expect("a folder");
        let other = Cache::open(elsewhere.path()).expect("a cache");
        fs::write(other.file(version), &sealed).expect("written");
        assert!(other.get(version).is_none(), "another key's");
    }
}
