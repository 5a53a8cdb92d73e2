//! Who is in which group.

use assay_types::{DomainId, GroupId, Timestamp, UserId};
use rusqlite::Connection;

use super::{check_group, check_user, denied};
use crate::{
    Denied, Entity, GROUP_DEPTH_MAX, Membership, OwnerKind, Party,
    directory::column::{kind_column, party},
    row::{attempt, corrupt, limit_column},
    sqlite::{fault::Fault, rights},
};

const TABLE: &str = "group_members";

/// Puts somebody into a group.
pub(super) fn insert(
    connection: &Connection,
    domain: &DomainId,
    group: &GroupId,
    member: &Party,
    now: Timestamp,
) -> Result<(), Fault> {
    check_group(connection, domain, group.as_str())?;
    match member {
        Party::User(user) => check_user(connection, domain, user.as_str())?,
        Party::Group(inner) => {
            check_group(connection, domain, inner.as_str())?;
            check_tree(connection, domain, group, inner)?;
        }
    }
    let sql = "INSERT INTO group_members (domain, group_id, kind, member, added_at)
               VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    let values = (domain.as_str(), group.as_str(), kind_column(member.kind()), member.id(), now.as_millis());
    match connection.prepare_cached(sql)?.execute(values)? {
        1 => Ok(()),
        _ => Err(denied(Denied::Exists(Entity::Member))),
    }
}

/// Refuses a group that would be in itself, or too deep.
fn check_tree(
    connection: &Connection,
    domain: &DomainId,
    group: &GroupId,
    inner: &GroupId,
) -> Result<(), Fault> {
    let above = lineage(connection, domain, group)?;
    if above.contains(inner) {
        return Err(denied(Denied::Cycle));
    }
    let sql = "WITH RECURSIVE below (id, depth) AS (
                   SELECT ?2, 1
                   UNION ALL
                   SELECT m.member, below.depth + 1 FROM group_members m JOIN below
                   ON m.domain = ?1 AND m.group_id = below.id AND m.kind = 1 WHERE below.depth < ?3)
               SELECT max(depth) FROM below";
    let values = (domain.as_str(), inner.as_str(), GROUP_DEPTH_MAX);
    let below: u32 = connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
    let depth = u32::try_from(above.len()).unwrap_or(u32::MAX).saturating_add(below);
    if depth > GROUP_DEPTH_MAX { Err(denied(Denied::Depth)) } else { Ok(()) }
}

/// A group and those that it is in, the nearest first.
pub(super) fn lineage(
    connection: &Connection,
    domain: &DomainId,
    group: &GroupId,
) -> Result<Vec<GroupId>, Fault> {
    // The depth is bounded here too, so that rows that somebody else wrote cannot make it run for ever.
    let sql = "WITH RECURSIVE above (id, depth) AS (
                   SELECT ?2, 0
                   UNION ALL
                   SELECT m.group_id, above.depth + 1 FROM group_members m JOIN above
                   ON m.domain = ?1 AND m.kind = 1 AND m.member = above.id WHERE above.depth < ?3)
               SELECT id FROM above ORDER BY depth";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement
        .query_map((domain.as_str(), group.as_str(), GROUP_DEPTH_MAX), |row| row.get::<_, String>(0))?;
    rows.map(|id| Ok(id?.try_into().map_err(|error| corrupt(TABLE, &error))?)).collect()
}

/// All groups that a user is in, the nearest first.
pub(super) fn of_user(
    connection: &Connection,
    domain: &DomainId,
    user: &UserId,
) -> Result<Vec<Membership>, Fault> {
    let sql = "WITH RECURSIVE above (id, depth) AS (
                   SELECT group_id, 0 FROM group_members WHERE domain = ?1 AND kind = 0 AND member = ?2
                   UNION
                   SELECT m.group_id, above.depth + 1 FROM group_members m JOIN above
                   ON m.domain = ?1 AND m.kind = 1 AND m.member = above.id WHERE above.depth < ?3)
               SELECT id, min(depth) AS depth FROM above GROUP BY id ORDER BY depth, id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map((domain.as_str(), user.as_str(), GROUP_DEPTH_MAX), |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
    })?;
    rows.map(|row| {
        let (id, depth) = row?;
        let group = id.try_into().map_err(|error| corrupt(TABLE, &error))?;
        Ok(Membership { group, depth: attempt(TABLE, depth)? })
    })
    .collect()
}

/// Whether groups are in a group.
pub(super) fn has_groups(connection: &Connection, domain: &DomainId, group: &GroupId) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM group_members WHERE domain = ?1 AND group_id = ?2 AND kind = 1";
    Ok(connection.prepare_cached(sql)?.exists((domain.as_str(), group.as_str()))?)
}

pub(super) fn list(
    connection: &Connection,
    domain: &DomainId,
    group: &GroupId,
    kind: Option<OwnerKind>,
    after: Option<&Party>,
    limit: usize,
) -> Result<Vec<Party>, Fault> {
    let (after_kind, after_id) = after.map_or((-1, ""), |party| (kind_column(party.kind()), party.id()));
    let (first, last) = kind.map_or((0, 1), |kind| (kind_column(kind), kind_column(kind)));
    let sql = "SELECT kind, member FROM group_members
               WHERE domain = ?1 AND group_id = ?2 AND (kind, member) > (?3, ?4) AND kind BETWEEN ?5 AND ?6
               ORDER BY kind, member LIMIT ?7";
    let mut statement = connection.prepare_cached(sql)?;
    let values = (domain.as_str(), group.as_str(), after_kind, after_id, first, last, limit_column(limit));
    let rows = statement.query_and_then(values, |row| Ok(party(TABLE, row.get(0)?, row.get(1)?)?))?;
    rows.collect()
}

/// Takes somebody out of all groups.
pub(super) fn leave_all(connection: &Connection, domain: &DomainId, member: &Party) -> Result<(), Fault> {
    let sql = "DELETE FROM group_members WHERE domain = ?1 AND kind = ?2 AND member = ?3";
    connection.prepare_cached(sql)?.execute((domain.as_str(), kind_column(member.kind()), member.id()))?;
    Ok(())
}

/// Takes somebody who is gone out of all groups, and all that they administered from them.
pub(super) fn forget(connection: &Connection, domain: &DomainId, party: &Party) -> Result<(), Fault> {
    leave_all(connection, domain, party)?;
    let sql = "DELETE FROM group_admins WHERE domain = ?1 AND kind = ?2 AND identity = ?3";
    connection.prepare_cached(sql)?.execute((domain.as_str(), kind_column(party.kind()), party.id()))?;
    rights::forget(connection, domain, party)
}
