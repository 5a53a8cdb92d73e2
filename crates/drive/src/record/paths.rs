//! The paths of a file, as far as the caller may see the folders on it.

use assay_store::{Found, Scope};

/// `id_path` and `name_path`, in JSON's escapes. Who may see only a part of the drive gets them from the highest
/// folder that it may see: the names above are none of its business.
pub(super) fn visible(found: &Found, scope: &Scope) -> (String, String) {
    let Scope::Under(tops) = scope else { return found.escaped_paths() };
    if tops.contains(&assay_types::FileId::ROOT) {
        return found.escaped_paths();
    }
    let ancestors = &found.place.ancestors;
    let first = ancestors.iter().position(|id| tops.contains(id)).unwrap_or(ancestors.len());
    let mut id_path = String::new();
    for id in ancestors.iter().skip(first) {
        id_path.push_str(&id.to_string());
        id_path.push('/');
    }
    id_path.push_str(&found.row.id.to_string());
    // The text before the first slash is empty, and no name has a slash in it.
    let mut name_path = String::new();
    for name in found.place.escaped_name_path.split('/').skip(first + 1) {
        name_path.push('/');
        name_path.push_str(name);
    }
    name_path.push('/');
    name_path.push_str(found.row.entry.escaped_name());
    (id_path, name_path)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use assay_store::{FileRow, Place};
    use assay_types::{Entry, FileId};

    use super::*;

    #[test]
    fn a_path_begins_where_the_caller_may_look() {
        let place = Place {
            ancestors: vec![FileId(1), FileId(2)],
            id_path: "root/0000000000000001/0000000000000002".into(),
            name_path: "/a/b".into(),
            escaped_name_path: "/a/b".into(),
            ..Place::default()
        };
        let entry = Entry { text: r#"{"name":"c""#.into(), head: 1, name: 9..10 };
        let row = FileRow { id: FileId(3), parent: FileId(2), entry, ..FileRow::default() };
        let found = Found { row, place: Arc::new(place) };
        let path = |tops: &[i64]| visible(&found, &Scope::Under(tops.iter().copied().map(FileId).collect()));
        let text = |ids: &str, names: &str| (ids.to_owned(), names.to_owned());
        let (one, two, three) = ("0000000000000001", "0000000000000002", "0000000000000003");
        assert_eq!(path(&[0]), text(&format!("root/{one}/{two}/{three}"), "/a/b/c"));
        assert_eq!(path(&[1]), text(&format!("{one}/{two}/{three}"), "/a/b/c"));
        assert_eq!(path(&[2, 3]), text(&format!("{two}/{three}"), "/b/c"));
        assert_eq!(path(&[3]), text(three, "/c"));
        assert_eq!(visible(&found, &Scope::Whole), path(&[0]));
    }
}
