//! Users, in PostgreSQL.

use deadpool_postgres::GenericClient;

use super::denied;
use crate::{
    Denied, Entity, UserRow,
    directory::column::role_column,
    postgres::{
        fault::Fault,
        statement::{execute, text},
    },
};

pub(super) async fn insert(client: &impl GenericClient, row: &UserRow) -> Result<(), Fault> {
    let sql =
        "INSERT INTO users (domain, user_id, user_name, nick_name, email, phone, avatar, description, role,
                   is_enabled, user_data, creator, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";
    let inserted = execute(
        client,
        sql,
        &[
            &row.domain.as_str(),
            &row.id.as_str(),
            &text(&row.user_name),
            &text(&row.nick_name),
            &text(&row.email),
            &text(&row.phone),
            &text(&row.avatar),
            &text(&row.description),
            &role_column(row.role),
            &row.is_enabled,
            &text(&row.user_data),
            &text(&row.creator),
            &row.created_at.as_millis(),
            &row.updated_at.as_millis(),
        ],
    )
    .await?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::User))) }
}
