//! The standard security handler (ISO 32000-2, 7.6.4) with the empty password, which every reader tries first.

use aes::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _, block_padding::NoPadding};
use md5::{Digest as _, Md5};
use sha2::{Sha256, Sha384, Sha512};

use super::objects::{Found, Object};

const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e,
    0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cipher {
    Identity,
    Rc4,
    Aes,
    /// With one key for all objects.
    Aes256,
}

/// The key of a document, and what is encrypted how.
pub(super) struct Crypt {
    key: Vec<u8>,
    streams: Cipher,
    strings: Cipher,
}

impl Crypt {
    /// Opens the document; `None` when it wants a password, or a handler that is not the standard one.
    pub(super) fn new(encryption: &Object, found: &[Found<'_>]) -> Option<Self> {
        let encryption = match encryption {
            Object::Reference(number) => &found.iter().rfind(|item| item.number == *number)?.object,
            direct => direct,
        };
        if !encryption.is("Filter", "Standard") {
            return None;
        }
        let version = encryption.number("V")?;
        let revision = encryption.number("R")?;
        let (streams, strings) = match version {
            1 | 2 => (Cipher::Rc4, Cipher::Rc4),
            4 | 5 => (cipher(encryption, "StmF"), cipher(encryption, "StrF")),
            _ => return None,
        };
        let owner = encryption.get("O")?.string()?;
        let user = encryption.get("U")?.string()?;
        let key = if version == 5 {
            key_256(encryption, user, revision)?
        } else {
            let bits = if version == 1 {
                40
            } else {
                encryption
                    .number("Length")
                    .filter(|bits| (40..=128).contains(bits))
                    .unwrap_or(if version == 4 { 128 } else { 40 })
            };
            let identity = found.iter().find_map(|item| {
                item.object.list("ID").first().and_then(|id| id.string().map(<[u8]>::to_vec))
            });
            let identity = identity.unwrap_or_default();
            key_128(encryption, owner, user, &identity, revision, bits / 8)?
        };
        Some(Self { key, streams, strings })
    }

    pub(super) fn decrypt(&self, bytes: &[u8], number: u32, generation: u32, is_stream: bool) -> Vec<u8> {
        let cipher = if is_stream { self.streams } else { self.strings };
        if cipher == Cipher::Identity {
            return bytes.to_vec();
        }
        if cipher == Cipher::Aes256 {
            return aes_256(&self.key, bytes);
        }
        let mut hash = Md5::new();
        hash.update(&self.key);
        hash.update(number.to_le_bytes().get(..3).unwrap_or_default());
        hash.update(generation.to_le_bytes().get(..2).unwrap_or_default());
        if cipher == Cipher::Aes {
            hash.update(b"sAlT");
        }
        let key = hash.finalize();
        let key = key.get(..(self.key.len() + 5).min(16)).unwrap_or_default();
        if cipher == Cipher::Aes { aes_128(key, bytes) } else { rc4(key, bytes) }
    }
}

/// The cipher that a crypt filter names.
fn cipher(encryption: &Object, key: &str) -> Cipher {
    let Some(Object::Name(name)) = encryption.get(key) else { return Cipher::Identity };
    let name = String::from_utf8_lossy(name);
    match encryption.get("CF").and_then(|filters| filters.get(&name)) {
        Some(filter) if filter.is("CFM", "V2") => Cipher::Rc4,
        Some(filter) if filter.is("CFM", "AESV2") => Cipher::Aes,
        Some(filter) if filter.is("CFM", "AESV3") => Cipher::Aes256,
        _ => Cipher::Identity,
    }
}

/// Algorithms 2, 4, 5 and 6.
fn key_128(
    encryption: &Object,
    owner: &[u8],
    user: &[u8],
    identity: &[u8],
    revision: usize,
    key_bytes: usize,
) -> Option<Vec<u8>> {
    let Some(Object::Number(permissions)) = encryption.get("P") else { return None };
    let mut hash = Md5::new();
    hash.update(PADDING);
    hash.update(owner.get(..32)?);
    // A number of 32 bits, which some write without its sign.
    hash.update(permissions.to_le_bytes().get(..4)?);
    hash.update(identity);
    let plain_metadata = revision >= 4 && encryption.get("EncryptMetadata") == Some(&Object::Other);
    let mut candidates = vec![hash.clone()];
    if plain_metadata {
        // Whether it says true or false is not read: one of both fits.
        hash.update([0xff; 4]);
        candidates.push(hash);
    }
    candidates.into_iter().find_map(|hash| {
        let mut key = hash.finalize().to_vec();
        if revision >= 3 {
            for _ in 0..50 {
                key = Md5::digest(key.get(..key_bytes)?).to_vec();
            }
        }
        key.truncate(key_bytes);
        let expected = if revision >= 3 {
            let mut hash = Md5::new();
            hash.update(PADDING);
            hash.update(identity);
            (0..20_u8).fold(hash.finalize().to_vec(), |text, round| {
                let turned: Vec<u8> = key.iter().map(|byte| byte ^ round).collect();
                rc4(&turned, &text)
            })
        } else {
            rc4(&key, &PADDING)
        };
        user.starts_with(expected.get(..16)?).then_some(key)
    })
}

/// Algorithm 2.A for the empty password.
fn key_256(encryption: &Object, user: &[u8], revision: usize) -> Option<Vec<u8>> {
    let (check, salts) = user.split_at_checked(32)?;
    let (validation, key_salt) = (salts.get(..8)?, salts.get(8..16)?);
    if hash_256(validation, revision) != check {
        return None;
    }
    let mut key = encryption.get("UE")?.string()?.get(..32)?.to_vec();
    let iv = [0_u8; 16];
    let decryptor =
        cbc::Decryptor::<aes::Aes256>::new_from_slices(&hash_256(key_salt, revision), &iv).ok()?;
    decryptor.decrypt_padded::<NoPadding>(&mut key).ok()?;
    Some(key)
}

/// Algorithm 2.B for the empty password.
fn hash_256(salt: &[u8], revision: usize) -> Vec<u8> {
    let mut key = Sha256::digest(salt).to_vec();
    if revision < 6 {
        return key;
    }
    for round in 0_u32..1000 {
        let mut text = key.repeat(64);
        let (Some(cipher_key), Some(iv)) = (key.get(..16), key.get(16..32)) else { break };
        let Ok(encryptor) = cbc::Encryptor::<aes::Aes128>::new_from_slices(cipher_key, iv) else { break };
        let len = text.len();
        if encryptor.encrypt_padded::<NoPadding>(&mut text, len).is_err() {
            break;
        }
        let sum: u32 = text.iter().take(16).map(|&byte| u32::from(byte)).sum();
        key = match sum % 3 {
            0 => Sha256::digest(&text).to_vec(),
            1 => Sha384::digest(&text).to_vec(),
            _ => Sha512::digest(&text).to_vec(),
        };
        let last = text.last().copied().unwrap_or_default();
        if round >= 63 && u32::from(last) <= round - 31 {
            break;
        }
    }
    key.truncate(32);
    key
}

fn aes_128(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let Some((iv, text)) = bytes.split_at_checked(16) else { return Vec::new() };
    let mut text = text.get(..text.len() / 16 * 16).unwrap_or_default().to_vec();
    let Ok(decryptor) = cbc::Decryptor::<aes::Aes128>::new_from_slices(key, iv) else { return Vec::new() };
    unpadded(decryptor.decrypt_padded::<NoPadding>(&mut text).map(<[u8]>::to_vec).unwrap_or_default())
}

fn aes_256(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let Some((iv, text)) = bytes.split_at_checked(16) else { return Vec::new() };
    let mut text = text.get(..text.len() / 16 * 16).unwrap_or_default().to_vec();
    let Ok(decryptor) = cbc::Decryptor::<aes::Aes256>::new_from_slices(key, iv) else { return Vec::new() };
    unpadded(decryptor.decrypt_padded::<NoPadding>(&mut text).map(<[u8]>::to_vec).unwrap_or_default())
}

/// Takes the padding away, if it is one.
fn unpadded(mut text: Vec<u8>) -> Vec<u8> {
    if let Some(&count @ 1..=16) = text.last() {
        text.truncate(text.len().saturating_sub(usize::from(count)));
    }
    text
}

fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let at = |state: &[u8], index: u8| state.get(usize::from(index)).copied().unwrap_or_default();
    let mut other = 0_u8;
    for index in 0..=255_u8 {
        let letter = key.get(usize::from(index) % key.len().max(1)).copied().unwrap_or_default();
        other = other.wrapping_add(at(&state, index)).wrapping_add(letter);
        state.swap(usize::from(index), usize::from(other));
    }
    let (mut index, mut other) = (0_u8, 0_u8);
    bytes
        .iter()
        .map(|byte| {
            index = index.wrapping_add(1);
            other = other.wrapping_add(at(&state, index));
            state.swap(usize::from(index), usize::from(other));
            byte ^ at(&state, at(&state, index).wrapping_add(at(&state, other)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rc4_is_that_of_the_first_test_vector() {
        assert_eq!(rc4(b"Key", b"Plaintext"), [0xbb, 0xf3, 0x16, 0xe8, 0xd9, 0x40, 0xaf, 0x0a, 0xd3]);
    }
}
