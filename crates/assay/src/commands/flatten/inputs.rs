//! The photos: files as they are named, and the pictures inside folders, in the order in which people count.

use std::{
    cmp::Ordering,
    io,
    path::{Path, PathBuf},
};

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Input {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its path inside the folder that was named, or its name.
    pub(super) relative: PathBuf,
}

/// How the names of pictures end. Others in a folder are no photos; a file that is named is always tried.
const ENDINGS: [&str; 12] =
    ["jpg", "jpeg", "jpe", "jfif", "png", "webp", "tif", "tiff", "bmp", "gif", "heic", "heif"];

/// All photos under the given paths. Links are followed where they are named, not inside folders; what a folder has
/// hidden (names that begin with a dot) is left alone.
pub(super) fn list(paths: &[PathBuf], mut failed: impl FnMut(&Path, anyhow::Error)) -> Vec<Input> {
    let mut inputs = Vec::new();
    for path in paths {
        match path.metadata() {
            Ok(metadata) if metadata.is_file() => {
                let relative = path.file_name().map(PathBuf::from).unwrap_or_default();
                inputs.push(Input { path: path.clone(), relative });
            }
            Ok(metadata) if metadata.is_dir() => walk(path, Path::new(""), &mut inputs, &mut failed),
            Ok(_) => failed(path, anyhow::anyhow!("is neither a file nor a folder")),
            Err(err) => failed(path, err.into()),
        }
    }
    inputs
}

fn walk(
    folder: &Path,
    relative: &Path,
    inputs: &mut Vec<Input>,
    failed: &mut impl FnMut(&Path, anyhow::Error),
) {
    let entries = folder.read_dir().and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(err) => return failed(folder, err.into()),
    };
    entries.sort_by(|a, b| natural(&a.file_name().to_string_lossy(), &b.file_name().to_string_lossy()));
    for entry in entries {
        let (path, relative) = (entry.path(), relative.join(entry.file_name()));
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&path, &relative, inputs, failed),
            Ok(kind) if kind.is_file() && is_picture(&path) => inputs.push(Input { path, relative }),
            Ok(_) => {}
            Err(err) => failed(&path, err.into()),
        }
    }
}

fn is_picture(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Numbers by their value, everything else by its letters whatever their case: page 2 comes before page 10.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while !left.is_empty() && !right.is_empty() {
        let (from_left, from_right) = (digits(left), digits(right));
        let order = if from_left.is_empty() || from_right.is_empty() {
            let first = |text: &str| text.chars().next().map(|first| first.to_lowercase().to_string());
            first(left).cmp(&first(right))
        } else {
            let value = |digits: &str| {
                let value = digits.trim_start_matches('0');
                (value.len(), value.to_owned())
            };
            value(from_left).cmp(&value(from_right))
        };
        if order != Ordering::Equal {
            return order;
        }
        let rest = |text: &str, digits: &str| {
            let skip =
                if digits.is_empty() { text.chars().next().map_or(0, char::len_utf8) } else { digits.len() };
            text.len() - skip
        };
        left = &left[left.len() - rest(left, from_left)..];
        right = &right[right.len() - rest(right, from_right)..];
    }
    // What differs in leading zeros or case only still has an order.
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// The digits that a text begins with.
fn digits(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_count() {
        let ordered =
            ["a.jpg", "IMG_2.jpg", "img_2b.jpg", "IMG_10.jpg", "img_010b.jpg", "页1.png", "页12.png"];
        let mut shuffled = ordered;
        shuffled.reverse();
        shuffled.sort_by(|a, b| natural(a, b));
        assert_eq!(shuffled, ordered);
        assert_eq!(natural("p01", "p1"), Ordering::Less);
        assert_eq!(natural("", "a"), Ordering::Less);
        assert_eq!(natural("12345678901234567890123", "12345678901234567890124"), Ordering::Less);
    }

    #[test]
    fn folders_give_their_pictures_and_files_what_they_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("deep/.hidden")).expect("folders");
        for name in ["page10.JPG", "page2.jpg", "notes.txt", "deep/x.png", "deep/.hidden/y.png", "odd"] {
            std::fs::write(path(name), b"").expect("a file");
        }
        let mut failures = Vec::new();
        let paths = [folder.path().to_owned(), path("odd"), path("missing")];
        let found = list(&paths, |path, _| failures.push(path.to_owned()));
        let names: Vec<_> = found.iter().map(|input| input.relative.to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["deep/x.png", "page2.jpg", "page10.JPG", "odd"]);
        assert_eq!(failures, [path("missing")]);
    }
}
