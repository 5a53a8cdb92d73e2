//! A name for standard output that ends as the name of a picture does.

use std::{
    env, fs, io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, symlink},
    path::{Path, PathBuf},
};

/// What it leads to: each process's own standard output.
const STDOUT: &str = "/proc/self/fd/1";

/// The name: a link in a folder of this user's own, where the workers' user may follow it. Made where it is missing.
///
/// # Errors
/// When it cannot be made, or somebody else has put something in its place.
pub(crate) fn outlet() -> io::Result<PathBuf> {
    let user = rustix::process::geteuid().as_raw();
    // Not in the folder for temporary files itself: kernels follow no foreign links there.
    within(&env::temp_dir().join(format!("assay-{user}")), user)
}

fn within(folder: &Path, user: u32) -> io::Result<PathBuf> {
    let made = fs::DirBuilder::new().mode(0o755).create(folder);
    made.or_else(|err| if err.kind() == io::ErrorKind::AlreadyExists { Ok(()) } else { Err(err) })?;
    let known = fs::symlink_metadata(folder)?;
    if !known.is_dir() || known.uid() != user || known.mode() & 0o022 != 0 {
        return Err(io::Error::other(format!("{} is not this user's own folder", folder.display())));
    }
    let link = folder.join("picture.jpg");
    match symlink(STDOUT, &link) {
        Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {}
        other => other?,
    }
    if fs::read_link(&link)? != Path::new(STDOUT) {
        return Err(io::Error::other(format!("{} leads elsewhere", link.display())));
    }
    Ok(link)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn it_is_made_once_and_checked_ever_after() {
        let parent = tempfile::tempdir().expect("a folder");
        let user = parent.path().metadata().expect("known").uid();
        let folder = parent.path().join("own");
        let link = within(&folder, user).expect("made");
        assert_eq!(within(&folder, user).expect("found"), link);
        assert_eq!(fs::read_link(&link).expect("a link"), Path::new(STDOUT));
        assert!(within(&folder, user + 1).is_err(), "somebody else's");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).expect("set");
        assert!(within(&folder, user).is_err(), "anybody's");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("set");
        fs::remove_file(&link).expect("removed");
        symlink("/dev/null", &link).expect("made");
        assert!(within(&folder, user).is_err(), "leads elsewhere");
    }
}
