//! The files under the paths that a command names, one after the other.

use std::{
    io,
    path::{Path, PathBuf},
};

/// All files under the given paths, folders sorted. Links are followed where they were named, not inside folders; what
/// is neither file nor folder is skipped there too. A folder is read when its turn comes, so the first file is there
/// at once, however many there are.
pub(super) struct Walk {
    waiting: Vec<Place>,
}

/// A path, and whether somebody named it.
struct Place {
    path: PathBuf,
    named: bool,
}

/// What is there.
enum Kind {
    File,
    /// A folder, with what is in it, the last first.
    Folder(Vec<PathBuf>),
    Other,
}

impl Walk {
    pub(super) fn of(paths: &[PathBuf]) -> Self {
        Self { waiting: paths.iter().rev().map(|path| Place { path: path.clone(), named: true }).collect() }
    }
}

impl Iterator for Walk {
    /// A file, or what cannot be looked at and why.
    type Item = Result<PathBuf, (PathBuf, io::Error)>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(Place { path, named }) = self.waiting.pop() {
            match kind(&path, named) {
                Ok(Kind::File) => return Some(Ok(path)),
                Ok(Kind::Folder(inside)) => {
                    self.waiting.extend(inside.into_iter().map(|path| Place { path, named: false }));
                }
                Ok(Kind::Other) if named => {
                    return Some(Err((path, io::Error::other("is neither a file nor a folder"))));
                }
                Ok(Kind::Other) => {}
                Err(err) => return Some(Err((path, err))),
            }
        }
        None
    }
}

fn kind(path: &Path, follow: bool) -> io::Result<Kind> {
    let metadata = if follow { path.metadata() } else { path.symlink_metadata() }?;
    if metadata.is_dir() {
        let mut inside: Vec<_> =
            path.read_dir()?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        inside.sort_by(|a, b| b.cmp(a));
        Ok(Kind::Folder(inside))
    } else if metadata.is_file() {
        Ok(Kind::File)
    } else {
        Ok(Kind::Other)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use super::*;

    #[test]
    fn files_come_in_order_and_links_inside_are_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("b/deep")).expect("made");
        for file in ["a", "b/2", "b/deep/x", "b/1", "c"] {
            fs::write(folder.path().join(file), file).expect("written");
        }
        symlink(folder.path(), folder.path().join("b/loop")).expect("a link");
        symlink(folder.path().join("a"), folder.path().join("d")).expect("a link");
        let named = [folder.path().to_owned(), folder.path().join("d"), folder.path().join("nowhere")];
        let found: Vec<_> = Walk::of(&named)
            .map(|item| match item {
                Ok(path) => path.strip_prefix(folder.path()).expect("inside").display().to_string(),
                Err((path, _)) => format!("not {}", path.file_name().expect("a name").display()),
            })
            .collect();
        assert_eq!(found, ["a", "b/1", "b/2", "b/deep/x", "c", "d", "not nowhere"]);
    }
}
