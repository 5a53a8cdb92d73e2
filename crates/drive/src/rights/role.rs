//! The roles that can be given on a file, and what each allows.

use crate::Actions;

/// Sees that it is there, and what is in it.
const META_VIEWER: Actions = Actions::VISIBLE.with(Actions::LIST);
/// Looks at it.
const VIEWER: Actions = META_VIEWER.with(Actions::PREVIEW);
/// Takes it away: onto a disk, or as a copy into another drive.
const DOWNLOADER: Actions = VIEWER.with(Actions::DOWNLOAD).with(Actions::COPY);
/// Puts things into it, without looking at what others put there.
const UPLOADER: Actions = META_VIEWER.with(Actions::CREATE);
/// Works with it.
const EDITOR: Actions = DOWNLOADER
    .with(Actions::CREATE)
    .with(Actions::UPDATE)
    .with(Actions::MOVE)
    .with(Actions::DELETE)
    .with(Actions::SHARELINK);

const ROLES: [(&str, Actions); 13] = [
    ("SystemFileOwner", Actions::ALL),
    ("SystemFileEditor", EDITOR),
    ("SystemFileEditorWithoutDelete", EDITOR.without(Actions::DELETE)),
    ("SystemFileEditorWithoutShareLink", EDITOR.without(Actions::SHARELINK)),
    ("SystemFileDownloader", DOWNLOADER),
    ("SystemFileDownloaderWithShareLink", DOWNLOADER.with(Actions::SHARELINK)),
    ("SystemFileUploader", UPLOADER),
    ("SystemFileUploaderWithShareLink", UPLOADER.with(Actions::SHARELINK)),
    ("SystemFileUploaderAndViewer", UPLOADER.with(VIEWER)),
    ("SystemFileUploaderAndDownloader", UPLOADER.with(DOWNLOADER)),
    ("SystemFileUploaderAndDownloaderWithShareLink", UPLOADER.with(DOWNLOADER).with(Actions::SHARELINK)),
    ("SystemFileViewer", VIEWER),
    ("SystemFileMetaViewer", META_VIEWER),
];

/// What custom roles are called, before the actions' numbers in three hex digits.
const CUSTOM: &str = "Custom-";

/// What a role allows; `None` for a role that there is not.
pub(super) fn actions_of(role: &str) -> Option<Actions> {
    match role.strip_prefix(CUSTOM) {
        Some(_) => custom_actions(role),
        None => ROLES.iter().find(|(name, _)| *name == role).map(|(_, actions)| *actions),
    }
}

/// The role that allows just what an `action_list` names, and that the thing is seen; `Err` is the name that is
/// none of an action.
pub(super) fn custom_role(names: &[String]) -> Result<String, &str> {
    let mut actions = Actions::VISIBLE;
    for name in names {
        let known = Actions::NAMES.iter().find(|(_, known)| known == name);
        actions = actions.with(known.ok_or(name.as_str())?.0);
    }
    Ok(format!("{CUSTOM}{:03x}", actions.bits()))
}

/// What a custom role allows; `None` for every other role.
pub(super) fn custom_actions(role: &str) -> Option<Actions> {
    let digits = role.strip_prefix(CUSTOM)?;
    let actions = Actions::from_bits(u16::from_str_radix(digits, 16).ok()?)?;
    // One role, one name; and none that gives what only an owner may.
    let is_canonical = format!("{:03x}", actions.bits()) == digits;
    let is_allowed = actions.contains(Actions::VISIBLE) && !actions.contains(Actions::GRANT);
    (is_canonical && is_allowed).then_some(actions)
}

/// The names of actions, in the order of their numbers.
pub(super) fn action_names(actions: Actions) -> Vec<String> {
    let named = Actions::NAMES.iter().filter(|(action, _)| actions.contains(*action));
    named.map(|(_, name)| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_role_shows_the_thing_and_one_lets_others_in() {
        for (role, actions) in ROLES {
            assert!(actions.contains(Actions::VISIBLE), "{role}");
            assert_eq!(actions.contains(Actions::GRANT), role == "SystemFileOwner", "{role}");
            assert_eq!(actions_of(role), Some(actions));
        }
    }

    #[test]
    fn roles_differ_by_what_their_names_say() {
        let of = |role: &str| actions_of(role).expect("a role");
        assert_eq!(of("SystemFileEditor").without(of("SystemFileEditorWithoutDelete")), Actions::DELETE);
        assert!(!of("SystemFileUploader").contains(Actions::DOWNLOAD));
        assert!(!of("SystemFileViewer").contains(Actions::DOWNLOAD));
        assert!(!of("SystemFileMetaViewer").contains(Actions::PREVIEW));
    }

    #[test]
    fn texts_that_are_no_roles() {
        for text in [
            "",
            "Owner",
            "Custom-",
            "Custom-000",
            "Custom-7ff",
            "Custom-0x1",
            "Custom-00f ",
            "Custom-00F",
            "Custom-+0f",
            "Custom-fff",
        ] {
            assert_eq!(actions_of(text), None, "{text}");
        }
        assert_eq!(custom_role(&["FILE.EAT".to_owned()]), Err("FILE.EAT"));
        assert_eq!(custom_role(&[]).as_deref(), Ok("Custom-001"));
    }

    proptest! {
        #[test]
        fn custom_roles_allow_what_they_were_made_of(picked in prop::collection::btree_set(0..Actions::NAMES.len(), 0..11)) {
            let names: Vec<_> = picked.iter().map(|at| Actions::NAMES[*at].1.to_owned()).collect();
            let role = custom_role(&names).expect("a role");
            let actions = actions_of(&role).expect("actions");
            for (at, (action, _)) in Actions::NAMES.iter().enumerate() {
                prop_assert_eq!(actions.contains(*action), picked.contains(&at) || *action == Actions::VISIBLE);
            }
            let names = action_names(actions);
            prop_assert_eq!(custom_role(&names), Ok(role));
        }
    }
}
