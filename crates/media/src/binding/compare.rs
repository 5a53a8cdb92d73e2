//! A place's listing beside a dataset's URIs: what is new or changed, what is gone.

use assay_store::MediaUri;

use crate::source::{SourceObject, SourcePage};

/// What a step found, and how far it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Not in the dataset, or there with another fingerprint.
    pub(super) index: Vec<String>,
    /// In the dataset, and not in the place any more.
    pub(super) gone: Vec<String>,
    /// Everything up to this URI is compared; `None` when nothing could be.
    pub(super) uri_after: Option<String>,
    /// Whether the page is used up, so that the listing goes on at its `next`.
    pub(super) page_done: bool,
    /// Whether that was all.
    pub(super) all_done: bool,
}

/// Compares a page of the place with a page of the dataset, both in byte order of URIs and after the same URI,
/// `after`, as far as both reach. `known_is_last` says that the dataset has no more of the place after `known`.
pub(super) fn compare(
    page: &SourcePage,
    known: &[MediaUri],
    known_is_last: bool,
    after: Option<&str>,
) -> Difference {
    let page_end = page.next.as_ref().map(|_| page.objects.last());
    if page_end == Some(None) {
        // Nothing to compare, and more to follow.
        return Difference { uri_after: after.map(str::to_owned), page_done: true, ..Difference::default() };
    }
    let page_end = page_end.flatten().map(|object| object.uri.as_str());
    let known_end = known.last().filter(|_| !known_is_last).map(|known| known.uri.as_str());
    // Up to where both are known; all of it where neither goes on.
    let end = match (page_end, known_end) {
        (Some(page), Some(known)) => Some(page.min(known)),
        (page, known) => page.or(known),
    };
    let within = |uri: &str| end.is_none_or(|end| uri <= end);
    let is_new = |uri: &str| after.is_none_or(|after| uri > after);
    let mut objects =
        page.objects.iter().filter(|object| is_new(&object.uri) && within(&object.uri)).peekable();
    let mut difference = Difference {
        uri_after: end.map(str::to_owned),
        page_done: page_end.is_some() && end == page_end,
        all_done: end.is_none(),
        ..Difference::default()
    };
    for known in known.iter().filter(|known| within(&known.uri)) {
        while let Some(object) = objects.next_if(|object| object.uri < known.uri) {
            difference.index.push(object.uri.clone());
        }
        match objects.next_if(|object| object.uri == known.uri) {
            Some(SourceObject { fingerprint, .. }) if *fingerprint == known.fingerprint => {}
            Some(object) => difference.index.push(object.uri.clone()),
            None => difference.gone.push(known.uri.clone()),
        }
    }
    difference.index.extend(objects.map(|object| object.uri.clone()));
    difference
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn list(place: &BTreeMap<String, String>, after: Option<&str>, limit: usize) -> SourcePage {
        let objects: Vec<_> = place
            .iter()
            .filter(|(uri, _)| after.is_none_or(|after| uri.as_str() > after))
            .take(limit)
            .map(|(uri, fingerprint)| SourceObject {
                uri: uri.clone(),
                fingerprint: fingerprint.clone(),
                size_bytes: 0,
            })
            .collect();
        let next = (objects.len() == limit).then(|| objects.last().map(|last| last.uri.clone())).flatten();
        SourcePage { objects, next }
    }

    fn maps() -> impl Strategy<Value = BTreeMap<String, String>> {
        prop::collection::btree_map("[a-d]{1,3}", "[12]", 0..20)
    }

    proptest! {
        /// However the pages are cut, the whole walk finds exactly the difference.
        #[test]
        fn a_walk_finds_the_difference(
            place in maps(),
            dataset in maps(),
            place_page in 1_usize..5,
            known_page in 1_usize..5,
        ) {
            let (mut index, mut gone) = (BTreeSet::new(), BTreeSet::new());
            let (mut source_after, mut uri_after) = (None::<String>, None::<String>);
            for step in 0.. {
                prop_assert!(step < 200, "it does not end");
                let page = list(&place, source_after.as_deref(), place_page);
                let known: Vec<_> = list(&dataset, uri_after.as_deref(), known_page)
                    .objects
                    .into_iter()
                    .map(|object| MediaUri { uri: object.uri, fingerprint: object.fingerprint })
                    .collect();
                let found = compare(&page, &known, known.len() < known_page, uri_after.as_deref());
                for uri in found.index {
                    prop_assert!(index.insert(uri), "twice");
                }
                for uri in found.gone {
                    prop_assert!(gone.insert(uri), "twice");
                }
                if found.all_done {
                    break;
                }
                uri_after = found.uri_after;
                if found.page_done {
                    source_after = page.next;
                }
            }
            let changed: BTreeSet<_> =
                place.iter().filter(|(uri, print)| dataset.get(*uri) != Some(print)).map(|(uri, _)| uri.clone()).collect();
            let missing: BTreeSet<_> =
                dataset.keys().filter(|uri| !place.contains_key(*uri)).cloned().collect();
            prop_assert_eq!(index, changed);
            prop_assert_eq!(gone, missing);
        }
    }

    #[test]
    fn an_empty_page_with_more_to_follow_decides_nothing() {
        let page = SourcePage { objects: Vec::new(), next: Some("n".to_owned()) };
        let known = [MediaUri { uri: "b".to_owned(), fingerprint: "1".to_owned() }];
        let found = compare(&page, &known, true, Some("a"));
        assert!(found.gone.is_empty() && found.page_done && !found.all_done);
        assert_eq!(found.uri_after.as_deref(), Some("a"));
    }
}
