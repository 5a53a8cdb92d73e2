//! Groups and who administers them, in PostgreSQL.

use std::collections::HashMap;

use assay_types::{DomainId, GroupId, Timestamp, UserId};
use async_trait::async_trait;
use deadpool_postgres::GenericClient;
use tokio_postgres::Row;

use super::{check_changed, check_group, check_user, denied, drive, lock, member};
use crate::{
    Denied, DropDrives, Entity, GroupAdminRow, GroupRow, GroupStore, Membership, OwnerKind, Party,
    StoreError,
    directory::column::{kind_column, party},
    postgres::{
        Postgres,
        fault::{Fault, retried},
        statement::{execute, query, query_opt, text},
    },
    row::{corrupt, limit_column},
};

const COLUMNS: &str = "domain, group_id, name, description, is_root, creator, created_at, updated_at";

#[async_trait]
impl GroupStore for Postgres {
    async fn create_group(&self, group: GroupRow, parent: Option<GroupId>) -> Result<(), StoreError> {
        retried!("make a group", self.create_group_once(&group, parent.as_ref()))
    }

    async fn group(&self, domain: &DomainId, group: &GroupId) -> Result<Option<GroupRow>, StoreError> {
        retried!("read a group", async { find(&self.pool.get().await?, domain, group).await })
    }

    async fn groups(
        &self,
        domain: &DomainId,
        after: Option<&GroupId>,
        limit: usize,
    ) -> Result<Vec<GroupRow>, StoreError> {
        let after = after.map_or("", GroupId::as_str);
        retried!("list groups", async {
            let sql = format!(
                "SELECT {COLUMNS} FROM user_groups WHERE domain = $1 AND group_id > $2
                 ORDER BY group_id LIMIT $3"
            );
            let client = self.pool.get().await?;
            let rows = query(&client, &sql, &[&domain.as_str(), &after, &limit_column(limit)]).await?;
            rows.iter().map(read).collect::<Result<_, Fault>>()
        })
    }

    async fn root_groups(&self, domain: &DomainId) -> Result<Vec<GroupRow>, StoreError> {
        retried!("list groups of all", async {
            let sql = format!(
                "SELECT {COLUMNS} FROM user_groups WHERE domain = $1 AND is_root ORDER BY group_id LIMIT 16"
            );
            let rows = query(&self.pool.get().await?, &sql, &[&domain.as_str()]).await?;
            rows.iter().map(read).collect::<Result<_, Fault>>()
        })
    }

    async fn groups_named(
        &self,
        domain: &DomainId,
        groups: &[GroupId],
    ) -> Result<Vec<Option<GroupRow>>, StoreError> {
        let ids: Vec<_> = groups.iter().map(GroupId::as_str).collect();
        retried!("read groups", async {
            let sql = format!("SELECT {COLUMNS} FROM user_groups WHERE domain = $1 AND group_id = ANY($2)");
            let rows = query(&self.pool.get().await?, &sql, &[&domain.as_str(), &ids]).await?;
            let found = rows.iter().map(|row| read(row).map(|group| (group.id.clone(), group)));
            let found = found.collect::<Result<HashMap<_, _>, Fault>>()?;
            Ok::<_, Fault>(groups.iter().map(|group| found.get(group).cloned()).collect())
        })
    }

    async fn replace_group(&self, row: GroupRow, read: Timestamp) -> Result<(), StoreError> {
        retried!("change a group", self.replace_group_once(&row, read))
    }

    async fn delete_group(
        &self,
        domain: &DomainId,
        group: &GroupId,
        drop: &DropDrives,
    ) -> Result<(), StoreError> {
        retried!("remove a group", self.delete_group_once(domain, group, drop))
    }

    async fn add_member(
        &self,
        domain: &DomainId,
        group: &GroupId,
        member: &Party,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        retried!("add to a group", async {
            let mut client = self.pool.get().await?;
            let transaction = client.transaction().await?;
            lock(&transaction, domain).await?;
            member::insert(&transaction, domain, group, member, now).await?;
            Ok::<_, Fault>(transaction.commit().await?)
        })
    }

    async fn remove_member(
        &self,
        domain: &DomainId,
        group: &GroupId,
        member: &Party,
    ) -> Result<bool, StoreError> {
        retried!("take out of a group", async {
            let sql = "DELETE FROM group_members
                       WHERE domain = $1 AND group_id = $2 AND kind = $3 AND member = $4";
            let client = self.pool.get().await?;
            let kind = kind_column(member.kind());
            let deleted =
                execute(&client, sql, &[&domain.as_str(), &group.as_str(), &kind, &member.id()]).await?;
            Ok::<_, Fault>(deleted == 1)
        })
    }

    async fn members(
        &self,
        domain: &DomainId,
        group: &GroupId,
        kind: Option<OwnerKind>,
        after: Option<&Party>,
        limit: usize,
    ) -> Result<Vec<Party>, StoreError> {
        retried!("list a group", async {
            member::list(&self.pool.get().await?, domain, group, kind, after, limit).await
        })
    }

    async fn memberships(&self, domain: &DomainId, user: &UserId) -> Result<Vec<Membership>, StoreError> {
        retried!("find a user's groups", async {
            member::of_user(&self.pool.get().await?, domain, user).await
        })
    }

    async fn lineage(&self, domain: &DomainId, group: &GroupId) -> Result<Vec<GroupId>, StoreError> {
        retried!("find a group's groups", async {
            let client = self.pool.get().await?;
            match find(&client, domain, group).await? {
                Some(_) => member::lineage(&client, domain, group).await,
                None => Ok(Vec::new()),
            }
        })
    }

    async fn add_group_admin(&self, domain: &DomainId, row: GroupAdminRow) -> Result<(), StoreError> {
        retried!("assign a role", self.add_group_admin_once(domain, &row))
    }

    async fn remove_group_admin(
        &self,
        domain: &DomainId,
        group: &GroupId,
        identity: &Party,
    ) -> Result<bool, StoreError> {
        retried!("take a role back", async {
            let sql = "DELETE FROM group_admins
                       WHERE domain = $1 AND group_id = $2 AND kind = $3 AND identity = $4";
            let client = self.pool.get().await?;
            let kind = kind_column(identity.kind());
            let deleted =
                execute(&client, sql, &[&domain.as_str(), &group.as_str(), &kind, &identity.id()]).await?;
            Ok::<_, Fault>(deleted == 1)
        })
    }

    async fn group_admins(
        &self,
        domain: &DomainId,
        group: &GroupId,
        after: Option<&Party>,
        limit: usize,
    ) -> Result<Vec<GroupAdminRow>, StoreError> {
        let (kind, id) = after.map_or((-1, ""), |party| (kind_column(party.kind()), party.id()));
        retried!("list a group's administrators", async {
            let sql = "SELECT group_id, kind, identity, creator, created_at FROM group_admins
                       WHERE domain = $1 AND group_id = $2 AND (kind, identity) > ($3, $4)
                       ORDER BY kind, identity LIMIT $5";
            let client = self.pool.get().await?;
            let rows =
                query(&client, sql, &[&domain.as_str(), &group.as_str(), &kind, &id, &limit_column(limit)])
                    .await?;
            rows.iter().map(read_admin).collect::<Result<_, Fault>>()
        })
    }

    async fn administered(
        &self,
        domain: &DomainId,
        identities: &[Party],
    ) -> Result<Vec<GroupAdminRow>, StoreError> {
        let kinds: Vec<_> = identities.iter().map(|party| kind_column(party.kind())).collect();
        let ids: Vec<_> = identities.iter().map(Party::id).collect();
        retried!("list what somebody administers", async {
            let sql = "SELECT group_id, kind, identity, creator, created_at FROM group_admins
                       WHERE domain = $1
                           AND (kind, identity) IN (SELECT * FROM unnest($2::smallint[], $3::text[]))
                       ORDER BY group_id, kind, identity LIMIT 1000";
            let rows = query(&self.pool.get().await?, sql, &[&domain.as_str(), &kinds, &ids]).await?;
            rows.iter().map(read_admin).collect::<Result<_, Fault>>()
        })
    }
}

impl Postgres {
    async fn create_group_once(&self, group: &GroupRow, parent: Option<&GroupId>) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        lock(&transaction, &group.domain).await?;
        insert(&transaction, group).await?;
        if let Some(parent) = parent {
            let member = Party::Group(group.id.clone());
            member::insert(&transaction, &group.domain, parent, &member, group.created_at).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn replace_group_once(&self, row: &GroupRow, read: Timestamp) -> Result<(), Fault> {
        let sql = "UPDATE user_groups SET name = $4, description = $5, updated_at = greatest($6, $3 + 1)
                   WHERE domain = $1 AND group_id = $2 AND updated_at = $3";
        let client = self.pool.get().await?;
        let changed = execute(
            &client,
            sql,
            &[
                &row.domain.as_str(),
                &row.id.as_str(),
                &read.as_millis(),
                &text(&row.name),
                &text(&row.description),
                &row.updated_at.as_millis(),
            ],
        )
        .await?;
        let exists = changed == 1 || find(&client, &row.domain, &row.id).await?.is_some();
        check_changed(changed, exists, Entity::Group)
    }

    async fn delete_group_once(
        &self,
        domain: &DomainId,
        group: &GroupId,
        drop: &DropDrives,
    ) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        lock(&transaction, domain).await?;
        check_group(&transaction, domain, group.as_str()).await?;
        if member::has_groups(&transaction, domain, group).await? {
            return Err(denied(Denied::NotEmpty));
        }
        for table in ["group_members", "group_admins", "user_groups"] {
            let sql = format!("DELETE FROM {table} WHERE domain = $1 AND group_id = $2");
            execute(&transaction, &sql, &[&domain.as_str(), &group.as_str()]).await?;
        }
        member::forget(&transaction, domain, &Party::Group(group.clone())).await?;
        drive::delete_all(&transaction, domain, Some((OwnerKind::Group, group.as_str())), drop).await?;
        Ok(transaction.commit().await?)
    }

    async fn add_group_admin_once(&self, domain: &DomainId, row: &GroupAdminRow) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        lock(&transaction, domain).await?;
        check_group(&transaction, domain, row.group.as_str()).await?;
        match &row.identity {
            Party::User(user) => check_user(&transaction, domain, user.as_str()).await?,
            Party::Group(group) => check_group(&transaction, domain, group.as_str()).await?,
        }
        let sql = "INSERT INTO group_admins (domain, group_id, kind, identity, creator, created_at)
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
        let inserted = execute(
            &transaction,
            sql,
            &[
                &domain.as_str(),
                &row.group.as_str(),
                &kind_column(row.identity.kind()),
                &row.identity.id(),
                &text(&row.creator),
                &row.created_at.as_millis(),
            ],
        )
        .await?;
        if inserted == 0 {
            return Err(denied(Denied::Exists(Entity::Assignment)));
        }
        Ok(transaction.commit().await?)
    }
}

async fn insert(client: &impl GenericClient, row: &GroupRow) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO user_groups ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"
    );
    let inserted = execute(
        client,
        &sql,
        &[
            &row.domain.as_str(),
            &row.id.as_str(),
            &text(&row.name),
            &text(&row.description),
            &row.is_root,
            &text(&row.creator),
            &row.created_at.as_millis(),
            &row.updated_at.as_millis(),
        ],
    )
    .await?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::Group))) }
}

async fn find(
    client: &impl GenericClient,
    domain: &DomainId,
    group: &GroupId,
) -> Result<Option<GroupRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM user_groups WHERE domain = $1 AND group_id = $2");
    query_opt(client, &sql, &[&domain.as_str(), &group.as_str()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<GroupRow, Fault> {
    const TABLE: &str = "user_groups";
    Ok(GroupRow {
        domain: row.try_get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        id: row.try_get::<_, String>(1)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        name: row.try_get(2)?,
        description: row.try_get(3)?,
        is_root: row.try_get(4)?,
        creator: row.try_get(5)?,
        created_at: Timestamp(row.try_get(6)?),
        updated_at: Timestamp(row.try_get(7)?),
    })
}

fn read_admin(row: &Row) -> Result<GroupAdminRow, Fault> {
    const TABLE: &str = "group_admins";
    Ok(GroupAdminRow {
        group: row.try_get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        identity: party(TABLE, row.try_get(1)?, row.try_get(2)?)?,
        creator: row.try_get(3)?,
        created_at: Timestamp(row.try_get(4)?),
    })
}
