//! The schemes, and the hashes and keyed hashes they are made of.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use sm3::Sm3;

/// A hash of 32 bytes that ACS3 and ACS4 can be used with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SM3, GB/T 32905.
    Sm3,
}

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `ACS3-HMAC-…`: SAS, IMM and IQS by default.
    Acs3(Hash),
    /// `ACS4-HMAC-…`: PDS, opt-in.
    Acs4(Hash),
    /// `acs KEY:SIGNATURE` with HMAC-SHA1: PDS by default.
    Roa,
    /// `Signature` in the query, HMAC-SHA1: old clients of SAS and IMM.
    Rpc,
}

impl Scheme {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Acs3(Hash::Sha256),
        Self::Acs3(Hash::Sm3),
        Self::Acs4(Hash::Sha256),
        Self::Acs4(Hash::Sm3),
        Self::Roa,
        Self::Rpc,
    ];

    /// The name: what `Authorization` starts with for ACS3 and ACS4; fit for a log or a metric.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acs3(Hash::Sha256) => "ACS3-HMAC-SHA256",
            Self::Acs3(Hash::Sm3) => "ACS3-HMAC-SM3",
            Self::Acs4(Hash::Sha256) => "ACS4-HMAC-SHA256",
            Self::Acs4(Hash::Sm3) => "ACS4-HMAC-SM3",
            Self::Roa => "ROA-HMAC-SHA1",
            Self::Rpc => "RPC-HMAC-SHA1",
        }
    }
}

impl Hash {
    /// The hash of `data`, as lower-case hex.
    pub(crate) fn hex(self, data: &[u8]) -> String {
        match self {
            Self::Sha256 => hex::encode(Sha256::digest(data)),
            Self::Sm3 => hex::encode(Sm3::digest(data)),
        }
    }

    /// HMAC of `data` under `key`.
    pub(crate) fn hmac(self, key: &[u8], data: &[u8]) -> [u8; 32] {
        match self {
            Self::Sha256 => {
                let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
                mac.update(data);
                mac.finalize().into_bytes().into()
            }
            Self::Sm3 => {
                let mut mac = Hmac::<Sm3>::new_from_slice(key).expect("HMAC takes keys of any length");
                mac.update(data);
                mac.finalize().into_bytes().into()
            }
        }
    }
}

/// HMAC-SHA1 of `data` under `key`.
pub(crate) fn hmac_sha1(key: &[u8], data: &[u8]) -> [u8; 20] {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(data);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        // GB/T 32905-2016, example 1; RFC 2202 and RFC 4231, test case 2.
        assert_eq!(Hash::Sm3.hex(b"abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
        assert_eq!(
            hex::encode(hmac_sha1(b"Jefe", b"what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        assert_eq!(
            hex::encode(Hash::Sha256.hmac(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
