//! Where files are: the folders above them, as paths and as whether all of them are there.
//!
//! A folder that moves or goes to the recycle bin is one row that changes, so what is below it cannot say where
//! it is; that is worked out when it is read, and kept. What is kept is good for one version of the drive's tree:
//! whoever reads, reads the rows and the version in one snapshot and asks for that version; folders that are not
//! known yet are loaded, in the same snapshot. New folders make no new version, so that a folder is *not* there
//! is never kept.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use assay_types::{DriveId, FileId};

use super::Place;

/// Bytes of places that are kept, about: 16 MiB, some 50,000 folders at usual depths.
const KEPT_BYTES: usize = 16 << 20;

/// The deepest place that is worked out; the service refuses far less. Ends the walk where damaged data has a
/// circle.
const DEPTH_MAX: usize = 1000;

/// A folder's row, as far as places are made of it.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    /// The folder that it is in.
    pub(crate) parent: FileId,
    /// Whether it is a folder and available.
    pub(crate) is_available: bool,
    /// Its name.
    pub(crate) name: String,
    /// Its name, escaped as JSON has it.
    pub(crate) escaped_name: String,
}

/// Places that were worked out, of all drives. Those not used for long give way.
#[derive(Debug, Default)]
pub(crate) struct Trees(Mutex<Kept>);

/// Two generations: what is used again comes over to the young, and when these are many the old ones go.
#[derive(Debug, Default)]
struct Kept {
    young: Generation,
    young_bytes: usize,
    old: Generation,
}

type Generation = HashMap<(DriveId, FileId), (i64, Arc<Place>)>;

impl Kept {
    fn get(&mut self, drive: DriveId, folder: FileId, tree: i64) -> Option<Arc<Place>> {
        let key = (drive, folder);
        if let Some((version, place)) = self.young.get(&key) {
            return (*version == tree).then(|| Arc::clone(place));
        }
        let (version, place) = self.old.remove(&key)?;
        let fresh = (version == tree).then(|| Arc::clone(&place));
        if fresh.is_some() {
            self.put(key, tree, place);
        }
        fresh
    }

    fn put(&mut self, key: (DriveId, FileId), tree: i64, place: Arc<Place>) {
        self.young_bytes += place.bytes();
        if let Some((_, replaced)) = self.young.insert(key, (tree, place)) {
            self.young_bytes = self.young_bytes.saturating_sub(replaced.bytes());
        }
        if self.young_bytes > KEPT_BYTES / 2 {
            self.young_bytes = 0;
            self.old = mem::take(&mut self.young);
        }
    }
}

impl Place {
    /// Directly below the root.
    fn top(tree: i64) -> Self {
        Self { id_path: FileId::ROOT.to_string(), is_live: true, tree, ..Self::default() }
    }

    /// In a folder that is at this place.
    fn inside(&self, id: FileId, folder: &Folder) -> Self {
        let mut ancestors = Vec::with_capacity(self.ancestors.len() + 1);
        ancestors.extend_from_slice(&self.ancestors);
        ancestors.push(id);
        Self {
            ancestors,
            id_path: format!("{}/{id}", self.id_path),
            name_path: format!("{}/{}", self.name_path, folder.name),
            escaped_name_path: format!("{}/{}", self.escaped_name_path, folder.escaped_name),
            is_live: self.is_live && folder.is_available,
            tree: self.tree,
        }
    }

    /// What it takes in memory, about.
    fn bytes(&self) -> usize {
        let shell = size_of::<Self>() + 2 * size_of::<(DriveId, FileId, i64)>();
        let texts = self.id_path.len() + self.name_path.len() + self.escaped_name_path.len();
        shell + texts + self.ancestors.len() * size_of::<FileId>()
    }
}

/// Places for one page: one drive at one version of its tree.
pub(crate) struct Places<'a> {
    trees: &'a Trees,
    drive: DriveId,
    tree: i64,
    seen: HashMap<FileId, Arc<Place>>,
}

impl<'a> Places<'a> {
    /// Places of a drive whose tree has this version.
    pub(crate) fn new(trees: &'a Trees, drive: DriveId, tree: i64) -> Self {
        let seen = HashMap::from([(FileId::ROOT, Arc::new(Place::top(tree)))]);
        Self { trees, drive, tree, seen }
    }

    /// The place of what is in this folder, if it was worked out before.
    pub(crate) fn known(&mut self, folder: FileId) -> Option<Arc<Place>> {
        if let Some(place) = self.seen.get(&folder) {
            return Some(Arc::clone(place));
        }
        let mut kept = self.trees.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.get(self.drive, folder, self.tree)?;
        self.seen.insert(folder, Arc::clone(&place));
        Some(place)
    }

    /// The place of what is in this folder. Asks `load` for the folder and those above it, until it comes to one
    /// that is known; `None` for one that is not there, and then nothing below it is live.
    pub(crate) fn of<E>(
        &mut self,
        folder: FileId,
        mut load: impl FnMut(FileId) -> Result<Option<Folder>, E>,
    ) -> Result<Arc<Place>, E> {
        let mut below = Vec::new();
        let mut at = folder;
        let (mut place, is_whole) = loop {
            if let Some(place) = self.known(at) {
                break (place, true);
            }
            let row = if below.len() < DEPTH_MAX { load(at)? } else { None };
            let Some(row) = row else {
                break (Arc::new(Place { is_live: false, ..Place::top(self.tree) }), false);
            };
            let parent = row.parent;
            below.push((at, row));
            at = parent;
        };
        if below.is_empty() {
            // Known, or not there.
            self.seen.insert(folder, Arc::clone(&place));
        }
        for (id, row) in below.into_iter().rev() {
            place = Arc::new(place.inside(id, &row));
            self.seen.insert(id, Arc::clone(&place));
            if is_whole {
                let mut kept = self.trees.0.lock().unwrap_or_else(PoisonError::into_inner);
                kept.put((self.drive, id), self.tree, Arc::clone(&place));
            }
        }
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    const DRIVE: DriveId = DriveId(1);

    fn folder(parent: i64, name: &str) -> Folder {
        let escaped_name = name.replace('"', "\\\"");
        Folder { parent: FileId(parent), is_available: true, name: name.to_owned(), escaped_name }
    }

    /// Resolves, and says which folders were loaded.
    fn place(trees: &Trees, tree: i64, folders: &HashMap<i64, Folder>, id: i64) -> (Arc<Place>, Vec<i64>) {
        let mut loaded = Vec::new();
        let load = |id: FileId| -> Result<_, Infallible> {
            loaded.push(id.0);
            Ok(folders.get(&id.0).cloned())
        };
        let Ok(place) = Places::new(trees, DRIVE, tree).of(FileId(id), load);
        (place, loaded)
    }

    #[test]
    fn paths_lead_from_the_root_down() {
        let trees = Trees::default();
        let folders = HashMap::from([(1, folder(0, "a")), (2, folder(1, "\"b\""))]);
        let (inner, loaded) = place(&trees, 7, &folders, 2);
        assert_eq!(inner.ancestors, [FileId(1), FileId(2)]);
        assert_eq!(inner.id_path, "root/0000000000000001/0000000000000002");
        assert_eq!(
            (inner.name_path.as_str(), inner.escaped_name_path.as_str()),
            ("/a/\"b\"", "/a/\\\"b\\\"")
        );
        assert!(inner.is_live);
        assert_eq!(loaded, [2, 1]);
        assert_eq!(place(&trees, 7, &folders, 1).1, Vec::<i64>::new(), "kept on the way");
        assert_eq!(place(&trees, 7, &folders, 0).0.id_path, "root");
    }

    #[test]
    fn another_version_is_another_tree() {
        let trees = Trees::default();
        let mut folders = HashMap::from([(1, folder(0, "a"))]);
        place(&trees, 7, &folders, 1);
        folders.insert(1, folder(0, "b"));
        assert_eq!(place(&trees, 7, &folders, 1).0.name_path, "/a");
        assert_eq!(place(&trees, 8, &folders, 1).0.name_path, "/b");
        folders.insert(1, folder(0, "c"));
        assert_eq!(place(&trees, 8, &folders, 1).0.name_path, "/b", "kept anew");
    }

    #[test]
    fn what_is_not_there_is_not_kept() {
        let trees = Trees::default();
        let mut folders = HashMap::from([(2, folder(1, "b"))]);
        assert!(!place(&trees, 7, &folders, 2).0.is_live);
        assert!(!place(&trees, 7, &folders, 3).0.is_live);
        folders.insert(1, folder(0, "a"));
        assert!(place(&trees, 7, &folders, 2).0.is_live);
    }

    #[test]
    fn a_folder_that_is_not_available_hides_what_is_below() {
        let trees = Trees::default();
        let trashed = Folder { is_available: false, ..folder(0, "a") };
        let folders = HashMap::from([(1, trashed), (2, folder(1, "b"))]);
        let (inner, _) = place(&trees, 7, &folders, 2);
        assert!(!inner.is_live);
        assert_eq!(inner.name_path, "/a/b");
    }

    #[test]
    fn a_circle_ends() {
        let folders = HashMap::from([(1, folder(2, "a")), (2, folder(1, "b"))]);
        assert!(!place(&Trees::default(), 7, &folders, 1).0.is_live);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let trees = Trees::default();
        let long = "x".repeat(1000);
        let folders: HashMap<_, _> = (1..20_000).map(|id| (id, folder(0, &long))).collect();
        for id in 1..20_000 {
            place(&trees, 7, &folders, id);
            // One that is used all the time stays.
            assert!(place(&trees, 7, &folders, 1).1.is_empty());
        }
        let kept = trees.0.lock().unwrap();
        let bytes: usize = kept.young.values().chain(kept.old.values()).map(|(_, place)| place.bytes()).sum();
        assert!(bytes <= KEPT_BYTES + 4096, "{bytes}");
    }
}
