//! Reads `ASSAY_BLOBS_URL` and the URLs of `ASSAY_BUCKETS`: the place, and nothing that is not understood.

use std::path::PathBuf;

use url::Url;

use crate::BlobError;

/// A place where contents can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// `fs:PATH`
    Folder(PathBuf),
    /// `s3://bucket?…`
    S3(Bucket),
    /// `oss://bucket?…`
    Oss(Bucket),
}

/// A bucket, and how to get at it. Keys come from the environment, never from the URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bucket {
    /// Its name.
    pub(crate) name: String,
    /// The server, as `http://…` or `https://…`; absent for AWS's own.
    pub(crate) endpoint: Option<String>,
    /// The region that requests are signed for; absent: `AWS_REGION`.
    pub(crate) region: Option<String>,
    /// What every key starts with.
    pub(crate) prefix: Option<String>,
}

/// Reads the URL of a place.
pub(crate) fn parse(text: &str) -> Result<Place, BlobError> {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    match scheme {
        Some("fs") => folder(text),
        Some("s3") => {
            let bucket = bucket(text, &["endpoint", "region", "prefix"])?;
            Ok(Place::S3(bucket))
        }
        Some("oss") => {
            let bucket = bucket(text, &["endpoint", "prefix"])?;
            if bucket.endpoint.is_none() {
                return Err(refused("oss:// needs an endpoint: oss://bucket?endpoint=https://…"));
            }
            Ok(Place::Oss(bucket))
        }
        _ => Err(refused("it starts with fs:, s3:// or oss://")),
    }
}

fn folder(text: &str) -> Result<Place, BlobError> {
    let path = text.trim_start_matches("fs:");
    // fs:///srv/blobs is the absolute path in URL dress; fs://srv would name a host.
    let path = match path.strip_prefix("//") {
        Some(path) if path.starts_with('/') => path,
        Some(_) => return Err(refused("a folder is fs:PATH or fs:///PATH, without a host")),
        None => path,
    };
    if path.is_empty() {
        return Err(refused("fs: names no folder"));
    }
    Ok(Place::Folder(PathBuf::from(path)))
}

fn bucket(text: &str, known: &[&str]) -> Result<Bucket, BlobError> {
    let url = Url::parse(text).map_err(|error| refused(format_args!("not a URL: {error}")))?;
    let name = url.host_str().filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| refused("it names no bucket"))?.to_owned();
    if !url.username().is_empty() || url.password().is_some() || url.port().is_some() {
        // Without the URL in the message: what stands there may be a secret.
        return Err(refused("keys come from the environment and the port goes into the endpoint"));
    }
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(refused("only a bucket is named; for a folder in it use prefix="));
    }
    let mut bucket = Bucket { name, endpoint: None, region: None, prefix: None };
    for (parameter, value) in url.query_pairs() {
        if !known.contains(&&*parameter) {
            let known = known.join(", ");
            return Err(refused(format_args!("unknown parameter '{parameter}'; there are {known}")));
        }
        let field = match &*parameter {
            "endpoint" => &mut bucket.endpoint,
            "region" => &mut bucket.region,
            _ => &mut bucket.prefix,
        };
        if value.is_empty() || field.replace(value.into_owned()).is_some() {
            return Err(refused(format_args!("parameter '{parameter}' needs one value")));
        }
    }
    if let Some(endpoint) = &bucket.endpoint {
        let usable = Url::parse(endpoint)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.username().is_empty());
        if !usable {
            return Err(refused("the endpoint is an http:// or https:// URL"));
        }
    }
    Ok(bucket)
}

fn refused(why: impl std::fmt::Display) -> BlobError {
    BlobError::Url(why.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folders() {
        for (text, path) in
            [("fs:blobs", "blobs"), ("fs:/srv/blobs", "/srv/blobs"), ("fs:///srv/blobs", "/srv/blobs")]
        {
            assert_eq!(parse(text).unwrap(), Place::Folder(path.into()));
        }
    }

    #[test]
    fn buckets() {
        let place = parse("s3://b.1?endpoint=http://127.0.0.1:9000&region=r&prefix=a/b").unwrap();
        assert_eq!(
            place,
            Place::S3(Bucket {
                name: "b.1".to_owned(),
                endpoint: Some("http://127.0.0.1:9000".to_owned()),
                region: Some("r".to_owned()),
                prefix: Some("a/b".to_owned()),
            })
        );
        assert!(matches!(parse("oss://b?endpoint=https://oss.example"), Ok(Place::Oss(_))));
        assert!(matches!(parse("s3://b"), Ok(Place::S3(_))));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "",
            "blobs",
            "fs:",
            "fs://host/path",
            "ftp://b",
            "s3:",
            "s3://",
            "s3:///b",
            "s3://b/path",
            "s3://b#f",
            "s3://key:secret@b",
            "s3://b:9000",
            "s3://b?endpont=http://a",
            "s3://b?region=a&region=b",
            "s3://b?region=",
            "s3://b?endpoint=a",
            "s3://b?endpoint=ftp://a",
            "oss://b",
            "oss://b?endpoint=https://a&region=r",
        ] {
            assert!(matches!(parse(text), Err(BlobError::Url(_))), "{text}");
        }
    }

    #[test]
    fn a_refusal_does_not_repeat_a_secret() {
        let error = parse("s3://key:hunter2@b").unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(fs|s3|oss)?:?/{0,3}\\PC{0,40}") {
            let _ = parse(&text);
        }
    }
}
