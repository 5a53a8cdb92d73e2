//! Who is in which group.

use assay_types::{DomainId, GroupId, Timestamp, UserId};
use deadpool_postgres::GenericClient;

use super::{check_group, check_user, denied};
use crate::{
    Denied, Entity, GROUP_DEPTH_MAX, Membership, OwnerKind, Party,
    directory::column::{kind_column, party},
    postgres::{
        fault::Fault,
        rights,
        statement::{execute, query, query_opt},
    },
    row::{attempt, corrupt, limit_column},
};

const TABLE: &str = "group_members";

/// The bound of recursion, as a column.
fn depth_column() -> i32 {
    i32::try_from(GROUP_DEPTH_MAX).unwrap_or(i32::MAX)
}

/// Puts somebody into a group. The domain is locked.
pub(super) async fn insert(
    client: &impl GenericClient,
    domain: &DomainId,
    group: &GroupId,
    member: &Party,
    now: Timestamp,
) -> Result<(), Fault> {
    check_group(client, domain, group.as_str()).await?;
    match member {
        Party::User(user) => check_user(client, domain, user.as_str()).await?,
        Party::Group(inner) => {
            check_group(client, domain, inner.as_str()).await?;
            check_tree(client, domain, group, inner).await?;
        }
    }
    let sql = "INSERT INTO group_members (domain, group_id, kind, member, added_at)
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let kind = kind_column(member.kind());
    let inserted =
        execute(client, sql, &[&domain.as_str(), &group.as_str(), &kind, &member.id(), &now.as_millis()])
            .await?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::Member))) }
}

/// Refuses a group that would be in itself, or too deep.
async fn check_tree(
    client: &impl GenericClient,
    domain: &DomainId,
    group: &GroupId,
    inner: &GroupId,
) -> Result<(), Fault> {
    let above = lineage(client, domain, group).await?;
    if above.contains(inner) {
        return Err(denied(Denied::Cycle));
    }
    let sql = "WITH RECURSIVE below (id, depth) AS (
                   SELECT $2::text COLLATE \"C\", 1
                   UNION ALL
                   SELECT m.member, below.depth + 1 FROM group_members m JOIN below
                   ON m.domain = $1 AND m.group_id = below.id AND m.kind = 1 WHERE below.depth < $3)
               SELECT max(depth) FROM below";
    let row = query_opt(client, sql, &[&domain.as_str(), &inner.as_str(), &depth_column()]).await?;
    let below: i32 = row.ok_or(Fault::Conflict)?.try_get(0)?;
    let above = i32::try_from(above.len()).unwrap_or(i32::MAX);
    if above.saturating_add(below) > depth_column() { Err(denied(Denied::Depth)) } else { Ok(()) }
}

/// A group and those that it is in, the nearest first.
pub(super) async fn lineage(
    client: &impl GenericClient,
    domain: &DomainId,
    group: &GroupId,
) -> Result<Vec<GroupId>, Fault> {
    // The depth is bounded here too, so that rows that somebody else wrote cannot make it run for ever.
    let sql = "WITH RECURSIVE above (id, depth) AS (
                   SELECT $2::text COLLATE \"C\", 0
                   UNION ALL
                   SELECT m.group_id, above.depth + 1 FROM group_members m JOIN above
                   ON m.domain = $1 AND m.kind = 1 AND m.member = above.id WHERE above.depth < $3)
               SELECT id FROM above ORDER BY depth";
    let rows = query(client, sql, &[&domain.as_str(), &group.as_str(), &depth_column()]).await?;
    rows.iter()
        .map(|row| Ok(row.try_get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?))
        .collect()
}

/// All groups that a user is in, the nearest first.
pub(super) async fn of_user(
    client: &impl GenericClient,
    domain: &DomainId,
    user: &UserId,
) -> Result<Vec<Membership>, Fault> {
    let sql = "WITH RECURSIVE above (id, depth) AS (
                   SELECT group_id, 0 FROM group_members WHERE domain = $1 AND kind = 0 AND member = $2
                   UNION
                   SELECT m.group_id, above.depth + 1 FROM group_members m JOIN above
                   ON m.domain = $1 AND m.kind = 1 AND m.member = above.id WHERE above.depth < $3)
               SELECT id, min(depth)::bigint AS nearest FROM above GROUP BY id ORDER BY nearest, id";
    let rows = query(client, sql, &[&domain.as_str(), &user.as_str(), &depth_column()]).await?;
    rows.iter()
        .map(|row| {
            let group = row.try_get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?;
            Ok(Membership { group, depth: attempt(TABLE, row.try_get(1)?)? })
        })
        .collect()
}

/// Whether groups are in a group.
pub(super) async fn has_groups(
    client: &impl GenericClient,
    domain: &DomainId,
    group: &GroupId,
) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM group_members WHERE domain = $1 AND group_id = $2 AND kind = 1 LIMIT 1";
    Ok(query_opt(client, sql, &[&domain.as_str(), &group.as_str()]).await?.is_some())
}

pub(super) async fn list(
    client: &impl GenericClient,
    domain: &DomainId,
    group: &GroupId,
    kind: Option<OwnerKind>,
    after: Option<&Party>,
    limit: usize,
) -> Result<Vec<Party>, Fault> {
    let (after_kind, after_id) = after.map_or((-1, ""), |party| (kind_column(party.kind()), party.id()));
    let (first, last) = kind.map_or((0, 1), |kind| (kind_column(kind), kind_column(kind)));
    let sql = "SELECT kind, member FROM group_members
               WHERE domain = $1 AND group_id = $2 AND (kind, member) > ($3, $4) AND kind BETWEEN $5 AND $6
               ORDER BY kind, member LIMIT $7";
    let rows = query(
        client,
        sql,
        &[&domain.as_str(), &group.as_str(), &after_kind, &after_id, &first, &last, &limit_column(limit)],
    )
    .await?;
    rows.iter().map(|row| Ok(party(TABLE, row.try_get(0)?, row.try_get(1)?)?)).collect()
}

/// Takes somebody out of all groups.
pub(super) async fn leave_all(
    client: &impl GenericClient,
    domain: &DomainId,
    member: &Party,
) -> Result<(), Fault> {
    let sql = "DELETE FROM group_members WHERE domain = $1 AND kind = $2 AND member = $3";
    execute(client, sql, &[&domain.as_str(), &kind_column(member.kind()), &member.id()]).await.map(drop)
}

/// Takes somebody who is gone out of all groups, and all that they administered from them.
pub(super) async fn forget(
    client: &impl GenericClient,
    domain: &DomainId,
    party: &Party,
) -> Result<(), Fault> {
    leave_all(client, domain, party).await?;
    let sql = "DELETE FROM group_admins WHERE domain = $1 AND kind = $2 AND identity = $3";
    execute(client, sql, &[&domain.as_str(), &kind_column(party.kind()), &party.id()]).await?;
    rights::forget(client, domain, party).await
}
