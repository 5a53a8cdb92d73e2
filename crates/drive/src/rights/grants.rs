//! What somebody may do in a drive, by file: the evaluation, which knows no store.

use std::collections::BTreeMap;

use assay_store::{Found, Membership, Party, PermissionRow, Scope};
use assay_types::{FileId, GroupId, UserId};

use super::role::actions_of;
use crate::Actions;

/// What somebody may do in a drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rights {
    /// The same everywhere.
    Everywhere(Actions),
    /// On these files and folders and all that is below them.
    Below(BTreeMap<FileId, Actions>),
}

impl Rights {
    /// Nothing, nowhere.
    pub(crate) fn none() -> Self {
        Self::Below(BTreeMap::new())
    }

    /// Whether they allow anything.
    pub(crate) fn are_none(&self) -> bool {
        match self {
            Self::Everywhere(actions) => actions.is_empty(),
            Self::Below(tops) => tops.values().all(|actions| actions.is_empty()),
        }
    }

    /// On a file: what is allowed on it, and on each folder that it is in.
    pub(crate) fn actions(&self, found: &Found) -> Actions {
        match self {
            Self::Everywhere(actions) => *actions,
            Self::Below(tops) => {
                let on = |file: &FileId| tops.get(file).copied().unwrap_or_default();
                let above = found.place.ancestors.iter().map(on);
                above.fold(self.root_actions().with(on(&found.row.id)), Actions::with)
            }
        }
    }

    /// At the top of the drive.
    pub(crate) fn root_actions(&self) -> Actions {
        match self {
            Self::Everywhere(actions) => *actions,
            Self::Below(tops) => tops.get(&FileId::ROOT).copied().unwrap_or_default(),
        }
    }

    /// Where they allow this; `None` for nowhere.
    pub(crate) fn scope(&self, needed: Actions) -> Option<Scope> {
        if self.root_actions().contains(needed) {
            return Some(Scope::Whole);
        }
        let Self::Below(tops) = self else { return None };
        // What is allowed on the whole drive adds to what is allowed on a part of it.
        let everywhere = self.root_actions();
        let fit = tops.iter().filter(|(_, actions)| actions.with(everywhere).contains(needed));
        let tops: Vec<_> = fit.map(|(file, _)| *file).collect();
        (!tops.is_empty()).then_some(Scope::Under(tops))
    }
}

/// Who somebody is, as permissions have it: a user, and the groups that it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    user: UserId,
    /// Groups, each with whether the user itself is in it and not only through another.
    groups: BTreeMap<GroupId, bool>,
}

impl Person {
    /// A user of these groups.
    pub(crate) fn new(user: UserId, memberships: Vec<Membership>) -> Self {
        let mut groups = BTreeMap::new();
        for membership in memberships {
            *groups.entry(membership.group).or_default() |= membership.depth == 0;
        }
        Self { user, groups }
    }

    /// Everybody whose permissions may be this person's.
    pub(crate) fn parties(&self) -> Vec<Party> {
        let groups = self.groups.keys().cloned().map(Party::Group);
        groups.chain([Party::User(self.user.clone())]).collect()
    }

    /// Whether the person is in a group, itself or through others.
    pub(crate) fn is_in(&self, group: &str) -> bool {
        self.groups.keys().any(|own| own.as_str() == group)
    }

    /// Whether a permission is this person's.
    pub(crate) fn holds(&self, row: &PermissionRow) -> bool {
        match &row.key.grantee {
            Party::User(user) => *user == self.user,
            Party::Group(group) => {
                self.groups.get(group).is_some_and(|is_direct| *is_direct || !row.disinherit_sub_group)
            }
        }
    }

    /// What the person may do by those of these permissions that are the person's. Expired ones are not among
    /// them; a role that this program does not know allows nothing.
    pub(crate) fn rights(&self, rows: &[PermissionRow]) -> Rights {
        let mut tops = BTreeMap::<FileId, Actions>::new();
        for row in rows.iter().filter(|row| self.holds(row)) {
            let actions = actions_of(&row.key.role).unwrap_or_default();
            let top = tops.entry(row.key.file).or_default();
            *top = top.with(actions);
        }
        tops.retain(|_, actions| !actions.is_empty());
        Rights::Below(tops)
    }
}
