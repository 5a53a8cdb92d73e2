//! Reads the list of buckets.

use std::fmt;

use super::{BucketError, key::is_bucket_name};

/// Which bucket a URL is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// Whose it is; everybody's when `None`.
    pub(super) tenant: Option<String>,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tenant {
            Some(tenant) => write!(f, "{}@{tenant}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Entries and their URLs, by commas; spaces around them do not count.
pub(super) fn parse(list: &str) -> Result<Vec<(Entry, String)>, BucketError> {
    let mut entries: Vec<(Entry, String)> = Vec::new();
    for item in list.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let refused =
            |why: &str| Err(BucketError::List(format!("{why}; an entry is name=URL or name@tenant=URL")));
        // Without the text in the message: what stands there may be a secret.
        let Some((name, url)) = item.split_once('=') else { return refused("an entry has no '='") };
        let (name, tenant) = match name.split_once('@') {
            Some((_, "")) => return refused("an entry has an empty tenant"),
            Some((name, tenant)) => (name, Some(tenant.to_owned())),
            None => (name, None),
        };
        if !is_bucket_name(name) {
            return refused(&format!("'{name}' cannot name a bucket"));
        }
        let entry = Entry { name: name.to_owned(), tenant };
        if entries.iter().any(|(known, _)| *known == entry) {
            return refused(&format!("'{entry}' is there twice"));
        }
        entries.push((entry, url.to_owned()));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_names_and_urls() {
        let entries = parse(" a=fs:/x , b@t=s3://b?endpoint=http://h&region=r,").expect("a list");
        let read: Vec<_> = entries.iter().map(|(entry, url)| (entry.to_string(), url.as_str())).collect();
        assert_eq!(
            read,
            [("a".to_owned(), "fs:/x"), ("b@t".to_owned(), "s3://b?endpoint=http://h&region=r")]
        );
        assert!(parse("").expect("a list").is_empty());
        for bad in ["a", "=fs:/x", "a@=fs:/x", "a/b=fs:/x", "a=fs:/x,a=fs:/y"] {
            assert!(matches!(parse(bad), Err(BucketError::List(_))), "{bad}");
        }
    }
}
