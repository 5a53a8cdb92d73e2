//! Secrets at rest: XChaCha20-Poly1305 under the key of one file that only the server's user can read.
//!
//! The server needs the secret itself to verify a signature, so it cannot be hashed; it is sealed, so that
//! a copy of the database alone opens nothing. The id of the key that the secret belongs to is the
//! associated data: a sealed secret moved to another row does not open there.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use assay_types::{AccessKeyId, Secret};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::AccessError;

const KEY_BYTES: usize = 32;
/// XChaCha's nonce is long enough to be drawn at random for every secret.
const NONCE_BYTES: usize = 24;
/// First byte of every sealed secret: how it is sealed.
const VERSION: u8 = 1;
/// Bits of a file's mode that give somebody other than the owner any access.
const OTHERS: u32 = 0o077;
/// A key file holds 64 hex digits and perhaps a line end; more is some other file.
const MAX_FILE_BYTES: u64 = 128;

/// The key that secrets are sealed under. Wiped when dropped.
pub struct SealingKey {
    cipher: XChaCha20Poly1305,
    key: Zeroizing<[u8; KEY_BYTES]>,
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

impl SealingKey {
    /// Reads the key from this file, or makes the file (mode 0600, complete or not at all) when there is
    /// none. Blocks on file I/O: for the start of a program.
    ///
    /// # Errors
    /// [`AccessError::KeyFile`] when others may read the file, or it does not hold a key.
    pub fn open_or_create(path: &Path) -> Result<Self, AccessError> {
        match Self::open(path) {
            Err(AccessError::KeyFile { .. }) if !path.exists() => {
                create(path)?;
                // Another process may have won: what counts is what the file says now.
                Self::open(path)
            }
            opened => opened,
        }
    }

    /// Reads the key from this file.
    ///
    /// # Errors
    /// [`AccessError::KeyFile`] when it is missing, others may read it, or it does not hold a key.
    pub fn open(path: &Path) -> Result<Self, AccessError> {
        let refuse = |problem: String| AccessError::KeyFile { path: path.to_owned(), problem };
        let file = File::open(path).map_err(|error| refuse(error.to_string()))?;
        // The open file is asked, not the path: nobody can swap it between the question and the reading.
        let metadata = file.metadata().map_err(|error| refuse(error.to_string()))?;
        if !metadata.is_file() {
            return Err(refuse("is not a file".to_owned()));
        }
        if metadata.mode() & OTHERS != 0 {
            return Err(refuse(format!(
                "has mode {:04o}, so that others may read it; make it 0600, and replace the keys if somebody did",
                metadata.mode() & 0o7777
            )));
        }
        let mut text = Zeroizing::new(String::new());
        file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).map_err(|error| refuse(error.to_string()))?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        hex::decode_to_slice(text.trim_end(), &mut *key)
            .map_err(|_| refuse("does not hold a key: expected 64 hex digits".to_owned()))?;
        Ok(Self::from_bytes(&key))
    }

    /// A key from its bytes: for tests and for those that keep it elsewhere.
    pub fn from_bytes(key: &[u8; KEY_BYTES]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.into()), key: Zeroizing::new(*key) }
    }

    /// A secret of this installation for one purpose: the same on every node that has this key file, and
    /// of no use for any other purpose. HMAC-SHA256 of the purpose under the key, as hex.
    pub fn derive(&self, purpose: &str) -> Secret {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&*self.key) else {
            unreachable!("HMAC takes a key of any length")
        };
        mac.update(purpose.as_bytes());
        Secret::new(hex::encode(mac.finalize().into_bytes()))
    }

    /// Seals the secret of the key `id`.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn seal(&self, id: &AccessKeyId, secret: &Secret) -> Result<Vec<u8>, AccessError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: secret.expose().as_bytes(), aad: id.as_str().as_bytes() };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| AccessError::InvalidKey("the secret is too long to be sealed"))?;
        let mut bytes = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        bytes.push(VERSION);
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&sealed);
        Ok(bytes)
    }

    /// Opens the sealed secret of the key `id`.
    ///
    /// # Errors
    /// [`AccessError::Unsealable`] when this key did not seal it for this id, or it was altered.
    pub fn unseal(&self, id: &AccessKeyId, sealed: &[u8]) -> Result<Secret, AccessError> {
        self.try_unseal(id, sealed).ok_or_else(|| AccessError::Unsealable(id.clone()))
    }

    fn try_unseal(&self, id: &AccessKeyId, sealed: &[u8]) -> Option<Secret> {
        let (&version, rest) = sealed.split_first()?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>()?;
        if version != VERSION {
            return None;
        }
        let payload = Payload { msg: ciphertext, aad: id.as_str().as_bytes() };
        let bytes = self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?;
        // On failure the bytes are wiped by `Zeroizing`, on success by `Secret`.
        String::from_utf8(bytes)
            .map(Secret::new)
            .map_err(|error| drop(Zeroizing::new(error.into_bytes())))
            .ok()
    }
}

/// Makes the key file: written under another name, made durable, then linked, which never replaces a file
/// that is already there.
fn create(path: &Path) -> Result<(), AccessError> {
    let refuse =
        |error: io::Error| AccessError::KeyFile { path: path.to_owned(), problem: error.to_string() };
    let key = Secret::random(KEY_BYTES)?;
    let mut suffix = [0; 8];
    getrandom::fill(&mut suffix)?;
    let temporary = PathBuf::from(format!("{}.{}.new", path.display(), hex::encode(suffix)));
    let written = write_new(&temporary, &key).and_then(|()| match fs::hard_link(&temporary, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    let removed = fs::remove_file(&temporary);
    written.and(removed).and_then(|()| sync_parent(path)).map_err(refuse)
}

fn write_new(path: &Path, key: &Secret) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key.expose().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// Makes the file's name durable too: secrets sealed under a key that is lost are lost with it.
fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn derived_secrets_depend_on_key_and_purpose() {
        let key = SealingKey::from_bytes(&[7; KEY_BYTES]);
        assert_eq!(key.derive("a"), SealingKey::from_bytes(&[7; KEY_BYTES]).derive("a"));
        assert_ne!(key.derive("a"), key.derive("b"));
        assert_ne!(key.derive("a"), SealingKey::from_bytes(&[8; KEY_BYTES]).derive("a"));
    }

    fn id(text: &str) -> AccessKeyId {
        text.parse().expect("an id")
    }

    #[test]
    fn a_key_file_is_made_once_and_only_for_its_owner() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("seal.key");
        let first = SealingKey::open_or_create(&path).expect("made");
        let sealed = first.seal(&id("LTAI1"), &Secret::new("s3cret".to_owned())).expect("sealed");
        assert_eq!(fs::metadata(&path).expect("metadata").permissions().mode() & 0o777, 0o600);
        let again = SealingKey::open_or_create(&path).expect("opened");
        assert_eq!(again.unseal(&id("LTAI1"), &sealed).expect("opens").expose(), "s3cret");
        let left: Vec<_> = fs::read_dir(dir.path()).expect("listed").collect();
        assert_eq!(left.len(), 1, "the temporary file is gone");
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("seal.key");
        SealingKey::open_or_create(&path).expect("made");
        for mode in [0o640, 0o604, 0o660, 0o610] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("chmod");
            let error = SealingKey::open_or_create(&path).expect_err("refused").to_string();
            assert!(error.contains("make it 0600"), "{error}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).expect("chmod");
        SealingKey::open_or_create(&path).expect("read-only is fine");
    }

    #[test]
    fn a_file_that_holds_no_key_is_refused_and_kept() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("seal.key");
        for content in [String::new(), "abc".to_owned(), "z".repeat(64), "a".repeat(66), "a".repeat(4096)] {
            fs::write(&path, &content).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("chmod");
            assert!(SealingKey::open_or_create(&path).is_err(), "{} digits", content.len());
            assert_eq!(fs::read_to_string(&path).expect("kept"), content);
        }
    }

    #[test]
    fn of_many_starts_at_once_all_get_the_same_key() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("seal.key");
        let keys: Vec<SealingKey> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..8).map(|_| scope.spawn(|| SealingKey::open_or_create(&path).expect("a key"))).collect();
            starts.into_iter().map(|start| start.join().expect("no panic")).collect()
        });
        let sealed = keys[0].seal(&id("a"), &Secret::new("x".to_owned())).expect("sealed");
        for key in &keys {
            key.unseal(&id("a"), &sealed).expect("the same key");
        }
    }

    #[test]
    fn a_secret_opens_only_for_its_id_and_key() {
        let key = SealingKey::from_bytes(&[7; 32]);
        let sealed = key.seal(&id("LTAI1"), &Secret::new("s3cret".to_owned())).expect("sealed");
        assert!(key.unseal(&id("LTAI2"), &sealed).is_err());
        assert!(SealingKey::from_bytes(&[8; 32]).unseal(&id("LTAI1"), &sealed).is_err());
        assert_ne!(sealed, key.seal(&id("LTAI1"), &Secret::new("s3cret".to_owned())).expect("sealed"));
        assert!(!sealed.windows(6).any(|window| window == b"s3cret"));
    }

    proptest! {
        #[test]
        fn no_altered_secret_opens(text in ".{0,40}", at in any::<prop::sample::Index>(), flip in 1_u8..) {
            let key = SealingKey::from_bytes(&[7; 32]);
            let mut sealed = key.seal(&id("LTAI1"), &Secret::new(text.clone())).expect("sealed");
            let opened = key.unseal(&id("LTAI1"), &sealed).expect("opens");
            prop_assert_eq!(opened.expose(), text.as_str());
            let at = at.index(sealed.len());
            sealed[at] ^= flip;
            prop_assert!(key.unseal(&id("LTAI1"), &sealed).is_err());
            sealed.truncate(at);
            prop_assert!(key.unseal(&id("LTAI1"), &sealed).is_err());
        }
    }
}
