//! Signed URLs: good on every node, for one thing, until a moment.
//!
//! `{public_url}{transfer_path}/{path}?{parameters}&x-oss-expires={seconds since 1970}&x-oss-signature={mac}`, where
//! the MAC is HMAC-SHA256 over the decoded path and parameters, those that came before it. Names of parameters are
//! the object store's, because clients read the expiry from them.

use std::time::Duration;

use assay_types::{DriveId, FileId, RevisionId, Secret, Timestamp, UploadId};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use form_urlencoded::parse as pairs_of;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::Sha256;

use super::TransferRefused;
use crate::Drive;

/// How long an upload URL is good.
const UPLOAD_LIFETIME: Duration = Duration::from_mins(15);
/// How long a download URL is good unless the client asks otherwise.
pub(crate) const DOWNLOAD_LIFETIME: Duration = Duration::from_mins(15);

const EXPIRES: &str = "x-oss-expires";
const SIGNATURE: &str = "x-oss-signature";
/// The MD5 that a part must have.
pub(super) const CONTENT_MD5: &str = "content-md5";
/// The media type that a download is answered with.
pub(super) const RESPONSE_CONTENT_TYPE: &str = "response-content-type";
/// What is done to a picture.
pub(crate) const PROCESS: &str = "x-oss-process";

/// All but what RFC 3986 calls unreserved, so that nobody on the way has a reason to write it otherwise.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a download URL says beside what it leads to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DownloadOptions<'a> {
    /// How long it is good; `None` for the default of 15 minutes.
    pub(crate) lifetime: Option<Duration>,
    /// Another name to save the file under.
    pub(crate) file_name: Option<&'a str>,
    /// Another media type to answer with.
    pub(crate) content_type: Option<&'a str>,
}

/// Signs URLs and checks them.
#[derive(Clone)]
pub(crate) struct UrlSigner {
    mac: Hmac<Sha256>,
}

/// What a URL says whose signature is right and whose time is not over.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SignedTarget {
    /// The decoded segments of the path.
    path: Vec<String>,
    /// The decoded parameters.
    parameters: Vec<(String, String)>,
}

impl SignedTarget {
    /// The segments of the path, where there are as many.
    pub(crate) fn segments<const N: usize>(&self) -> Option<[&str; N]> {
        let segments: Vec<&str> = self.path.iter().map(String::as_str).collect();
        segments.try_into().ok()
    }

    /// A parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl UrlSigner {
    /// URLs of this installation.
    pub(crate) fn new(secret: &Secret) -> Self {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
            unreachable!("HMAC takes a key of any length")
        };
        mac.update(b"transfer\0");
        Self { mac }
    }

    /// Path and query that are good until `expires_at` (to the second, rounded up).
    fn sign(&self, path: &[&str], parameters: &[(&str, &str)], expires_at: Timestamp) -> String {
        let expires = expires_at.as_millis().div_euclid(1000).saturating_add(1).to_string();
        let mut all = parameters.to_vec();
        all.push((EXPIRES, &expires));
        let signature = URL_SAFE_NO_PAD.encode(self.mac(path.iter().copied(), &all).finalize().into_bytes());
        all.push((SIGNATURE, &signature));
        let encode = |text| utf8_percent_encode(text, ENCODED);
        let mut target = String::new();
        for segment in path {
            target.push('/');
            target.extend(encode(segment));
        }
        for (index, (name, value)) in all.iter().enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            target.extend(encode(name));
            target.push('=');
            target.extend(encode(value));
        }
        target
    }

    /// Opens a target: what follows the transfer path in a request's path and query.
    ///
    /// # Errors
    /// `SignatureDoesNotMatch` for what was not made here, `AccessDenied` for what has expired.
    pub(crate) fn open(&self, target: &str, now: Timestamp) -> Result<SignedTarget, TransferRefused> {
        self.read(target).ok_or_else(unsigned)?.unexpired(now)
    }

    fn read(&self, target: &str) -> Option<SignedTarget> {
        let (path, query) = target.split_once('?')?;
        let path = path.strip_prefix('/')?.split('/');
        let decode =
            |segment| percent_decode_str(segment).decode_utf8().ok().map(std::borrow::Cow::into_owned);
        let path: Vec<String> = path.map(decode).collect::<Option<_>>()?;
        let mut parameters: Vec<(String, String)> =
            pairs_of(query.as_bytes()).map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let (name, signature) = parameters.pop()?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let borrowed: Vec<_> =
            parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mac = self.mac(path.iter().map(String::as_str), &borrowed);
        // In constant time.
        let is_ours = name == SIGNATURE && mac.verify_slice(&signature).is_ok();
        is_ours.then_some(SignedTarget { path, parameters })
    }

    /// Each text with its length before it, so that no two targets are the same bytes.
    fn mac<'a>(
        &self,
        path: impl ExactSizeIterator<Item = &'a str>,
        parameters: &[(&str, &str)],
    ) -> Hmac<Sha256> {
        let mut mac = self.mac.clone();
        let mut put = |bytes: &[u8]| {
            mac.update(&(bytes.len() as u64).to_be_bytes());
            mac.update(bytes);
        };
        put(&(path.len() as u64).to_be_bytes());
        path.for_each(|segment| put(segment.as_bytes()));
        for (name, value) in parameters {
            put(name.as_bytes());
            put(value.as_bytes());
        }
        mac
    }
}

impl SignedTarget {
    fn unexpired(self, now: Timestamp) -> Result<Self, TransferRefused> {
        let expires =
            self.parameter(EXPIRES).and_then(|text| text.parse::<i64>().ok()).ok_or_else(unsigned)?;
        if now.as_millis() >= expires.saturating_mul(1000) {
            // Clients look for both words before they ask for another URL.
            return Err(TransferRefused {
                status: 403,
                code: "AccessDenied",
                message: "Request has expired.".to_owned(),
            });
        }
        Ok(self)
    }
}

fn unsigned() -> TransferRefused {
    TransferRefused {
        status: 403,
        code: "SignatureDoesNotMatch",
        message: "The signature of the URL is not the one that it needs.".to_owned(),
    }
}

impl Drive {
    /// A URL that leads to one revision of a file, as long as the file is live and not blocked.
    pub(crate) fn download_url(
        &self,
        drive: DriveId,
        file: FileId,
        revision: RevisionId,
        options: DownloadOptions<'_>,
    ) -> String {
        let (drive, file, revision) = (drive.to_string(), file.to_string(), revision.to_string());
        let mut path = vec!["download", &drive, &file, &revision];
        path.extend(options.file_name);
        let content_type = options.content_type.map(|content_type| (RESPONSE_CONTENT_TYPE, content_type));
        self.signed_url(&path, content_type.as_slice(), options.lifetime.unwrap_or(DOWNLOAD_LIFETIME))
    }

    /// A URL that leads to a thumbnail of one revision of a picture, made as `process` says
    /// (`image/resize,w_160`…).
    pub(crate) fn thumbnail_url(
        &self,
        drive: DriveId,
        file: FileId,
        revision: RevisionId,
        process: &str,
        lifetime: Option<Duration>,
    ) -> String {
        let (drive, file, revision) = (drive.to_string(), file.to_string(), revision.to_string());
        let path = ["thumbnail", &drive, &file, &revision];
        self.signed_url(&path, &[(PROCESS, process)], lifetime.unwrap_or(DOWNLOAD_LIFETIME))
    }

    /// A URL that takes one part of an upload.
    pub(super) fn upload_url(
        &self,
        drive: DriveId,
        upload: UploadId,
        part: u32,
        content_md5: Option<&str>,
    ) -> String {
        let (drive, upload, part) = (drive.to_string(), upload.to_string(), part.to_string());
        let content_md5 = content_md5.map(|md5| (CONTENT_MD5, md5));
        self.signed_url(&["upload", &drive, &upload, &part], content_md5.as_slice(), UPLOAD_LIFETIME)
    }

    fn signed_url(&self, path: &[&str], parameters: &[(&str, &str)], lifetime: Duration) -> String {
        let target = self.urls.sign(path, parameters, self.parts.clock.now() + lifetime);
        format!("{}{}{target}", self.config.public_url, self.config.transfer_path)
    }

    /// Opens a signed URL; `target` is the request's path and query.
    pub(crate) fn open_url(&self, target: &str) -> Result<SignedTarget, TransferRefused> {
        let target = target.strip_prefix(&self.config.transfer_path).ok_or_else(unsigned)?;
        self.urls.open(target, self.parts.clock.now())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);
    const LATER: Timestamp = Timestamp(1_800_000_900_000);

    fn signer(secret: &str) -> UrlSigner {
        UrlSigner::new(&Secret::new(secret.to_owned()))
    }

    #[test]
    fn a_url_is_good_until_its_moment_and_with_its_secret() {
        let signer = signer("s");
        let target = signer.sign(&["upload", "1", "2"], &[], LATER);
        assert!(target.starts_with("/upload/1/2?x-oss-expires=1800000901&x-oss-signature="), "{target}");
        let opened = signer.open(&target, NOW).expect("good");
        assert_eq!(opened.segments(), Some(["upload", "1", "2"]));
        assert_eq!(opened.segments::<2>(), None);
        let refused = signer.open(&target, LATER + Duration::from_secs(1)).expect_err("over");
        assert_eq!((refused.status, refused.code), (403, "AccessDenied"));
        assert!(refused.message.contains("expired"));
        let refused = self::signer("t").open(&target, NOW).expect_err("another secret");
        assert_eq!((refused.status, refused.code), (403, "SignatureDoesNotMatch"));
    }

    #[test]
    fn a_url_that_was_encoded_otherwise_is_the_same() {
        let signer = signer("s");
        let target = signer.sign(&["download", "a b+c"], &[("p", "x/y z")], LATER);
        let other = target.replace("a%20b%2Bc", "a%20b+c").replace("x%2Fy%20z", "x/y+z");
        assert_ne!(other, target);
        assert_eq!(signer.open(&other, NOW), signer.open(&target, NOW));
    }

    #[test]
    fn parameters_cannot_be_added_or_moved() {
        let signer = signer("s");
        let target = signer.sign(&["download", "1"], &[("a", "b")], LATER);
        let (path, query) = target.split_once('?').expect("a query");
        for other in [
            format!("{path}?c=d&{query}"),
            format!("{path}?{query}&c=d"),
            format!("{path}/?{query}"),
            format!("{path}/a?{}", query.replacen("a=b&", "", 1)),
            query.replacen("a=b&", "", 1),
            String::new(),
        ] {
            assert_eq!(signer.open(&other, NOW).expect_err(&other).code, "SignatureDoesNotMatch");
        }
    }

    proptest! {
        #[test]
        fn what_was_signed_opens(path in proptest::collection::vec(any::<String>(), 1..5), name: String, value: String) {
            let signer = signer("s");
            let segments: Vec<&str> = path.iter().map(String::as_str).collect();
            let target = signer.sign(&segments, &[(&name, &value)], LATER);
            let opened = signer.open(&target, NOW).expect("good");
            prop_assert_eq!(&opened.path, &path);
            prop_assert_eq!(opened.parameter(&name), Some(value.as_str()));
        }

        #[test]
        fn nothing_that_was_altered_opens(at in any::<prop::sample::Index>(), with in "[!-~]") {
            let signer = signer("s");
            let target = signer.sign(&["upload", "12", "34", "5"], &[("content-md5", "abc")], LATER);
            let at = at.index(target.len());
            let mut altered = target.clone();
            altered.replace_range(at..=at, &with);
            let same = signer.read(&target);
            let read = signer.read(&altered);
            // The last digit of the signature carries bits that mean nothing, and they are refused too.
            prop_assert!(altered == target || read.is_none() || read == same, "{}", altered);
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            prop_assert!(signer("s").open(&text, NOW).is_err());
        }
    }
}
