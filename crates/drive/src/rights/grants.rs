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

#[cfg(test)]
mod tests {
    //! The evaluation against a slow one that follows the definitions word by word.

    use std::sync::Arc;

    use assay_store::{FileRow, PermissionKey, Place};
    use assay_types::{DriveId, Timestamp};
    use proptest::prelude::*;

    use super::*;

    const USERS: usize = 3;
    const GROUPS: usize = 5;
    const ROLES: [&str; 6] = [
        "SystemFileViewer",
        "SystemFileUploader",
        "SystemFileOwner",
        "Custom-001",
        "Custom-100",
        "SystemFileOfTheFuture",
    ];

    /// A drive and a domain in numbers. Node 0 is the root; a node's parent comes before it. A group may be in one
    /// that comes before it.
    #[derive(Debug, Clone)]
    struct World {
        parents: Vec<usize>,
        group_parents: Vec<Option<usize>>,
        /// For each user: whether it is in each group itself.
        members: Vec<Vec<bool>>,
        grants: Vec<Grant>,
    }

    #[derive(Debug, Clone)]
    struct Grant {
        node: usize,
        /// A user, or `USERS` + a group.
        to: usize,
        role: usize,
        disinherit: bool,
    }

    prop_compose! {
        fn worlds()(
            parents in prop::collection::vec(any::<prop::sample::Index>(), 1..25),
            group_parents in prop::collection::vec(prop::option::of(any::<prop::sample::Index>()), GROUPS),
            members in prop::collection::vec(prop::collection::vec(any::<bool>(), GROUPS), USERS),
            grants in prop::collection::vec(
                (any::<prop::sample::Index>(), 0..USERS + GROUPS, 0..ROLES.len(), any::<bool>()), 0..12),
        ) -> World {
            let nodes = parents.len() + 1;
            World {
                parents: parents.iter().enumerate().map(|(at, parent)| parent.index(at + 1)).collect(),
                group_parents: group_parents
                    .iter()
                    .enumerate()
                    .map(|(at, parent)| parent.filter(|_| at > 0).map(|parent| parent.index(at.max(1))))
                    .collect(),
                members,
                grants: grants
                    .into_iter()
                    .map(|(node, to, role, disinherit)| Grant { node: node.index(nodes), to, role, disinherit })
                    .collect(),
            }
        }
    }

    impl World {
        fn parent(&self, node: usize) -> Option<usize> {
            node.checked_sub(1).map(|at| self.parents[at])
        }

        /// Whether a user is in a group, or in one that is in it.
        fn is_in(&self, user: usize, group: usize) -> bool {
            let below = (0..GROUPS).filter(|other| self.group_parents[*other] == Some(group));
            self.members[user][group] || below.into_iter().any(|other| self.is_in(user, other))
        }

        fn may(&self, user: usize, node: usize, action: Actions) -> bool {
            let here = self.grants.iter().filter(|grant| grant.node == node).any(|grant| {
                let is_to = match grant.to.checked_sub(USERS) {
                    None => grant.to == user,
                    Some(group) if grant.disinherit => self.members[user][group],
                    Some(group) => self.is_in(user, group),
                };
                is_to && actions_of(ROLES[grant.role]).is_some_and(|actions| actions.contains(action))
            });
            here || self.parent(node).is_some_and(|parent| self.may(user, parent, action))
        }

        fn found(&self, node: usize) -> Found {
            let mut ancestors = Vec::new();
            let mut at = self.parent(node);
            while let Some(folder) = at.filter(|folder| *folder != 0) {
                ancestors.insert(0, id(folder));
                at = self.parent(folder);
            }
            let place = Place { ancestors, ..Place::default() };
            Found { row: FileRow { id: id(node), ..FileRow::default() }, place: Arc::new(place) }
        }

        fn person(&self, user: usize) -> Person {
            let mut memberships = Vec::new();
            for group in (0..GROUPS).filter(|group| self.members[user][*group]) {
                let (mut at, mut depth) = (Some(group), 0);
                while let Some(above) = at {
                    memberships.push(Membership { group: group_id(above), depth });
                    (at, depth) = (self.group_parents[above], depth + 1);
                }
            }
            Person::new(user_id(user), memberships)
        }

        fn rows(&self) -> Vec<PermissionRow> {
            let row = |grant: &Grant| PermissionRow {
                key: PermissionKey {
                    drive: DriveId(1),
                    file: id(grant.node),
                    grantee: match grant.to.checked_sub(USERS) {
                        None => Party::User(user_id(grant.to)),
                        Some(group) => Party::Group(group_id(group)),
                    },
                    role: ROLES[grant.role].to_owned(),
                },
                domain: "d".parse().expect("an id"),
                expires_at: None,
                disinherit_sub_group: grant.disinherit,
                creator: String::new(),
                created_at: Timestamp(0),
            };
            self.grants.iter().map(row).collect()
        }
    }

    fn id(node: usize) -> FileId {
        FileId(i64::try_from(node).expect("small"))
    }

    // A user and a group of one name are two.
    fn user_id(user: usize) -> UserId {
        format!("x{user}").parse().expect("an id")
    }

    fn group_id(group: usize) -> GroupId {
        format!("x{group}").parse().expect("an id")
    }

    proptest! {
        #[test]
        fn rights_are_what_the_definition_says(world in worlds()) {
            let rows = world.rows();
            for user in 0..USERS {
                let rights = world.person(user).rights(&rows);
                for (action, name) in Actions::NAMES.into_iter().chain([(Actions::GRANT, "grant")]) {
                    let scope = rights.scope(action);
                    prop_assert_eq!(rights.root_actions().contains(action), world.may(user, 0, action));
                    for node in 1..=world.parents.len() {
                        let found = world.found(node);
                        let may = world.may(user, node, action);
                        prop_assert_eq!(rights.actions(&found).contains(action), may, "{} {} {}", user, name, node);
                        let is_in_scope = match &scope {
                            None => false,
                            Some(Scope::Whole) => true,
                            Some(Scope::Under(tops)) => found.is_under(tops),
                        };
                        prop_assert_eq!(is_in_scope, may, "scope: {} {} {}", user, name, node);
                    }
                }
            }
        }

        #[test]
        fn a_scope_of_several_actions_is_never_too_large(world in worlds(), bits in 1..1_u16 << 11) {
            let needed = Actions::from_bits(bits).expect("actions");
            let rights = world.person(0).rights(&world.rows());
            let Some(scope) = rights.scope(needed) else { return Ok(()) };
            for node in 1..=world.parents.len() {
                let found = world.found(node);
                let is_in_scope = match &scope {
                    Scope::Whole => true,
                    Scope::Under(tops) => found.is_under(tops),
                };
                prop_assert!(!is_in_scope || rights.actions(&found).contains(needed));
            }
        }
    }
}
