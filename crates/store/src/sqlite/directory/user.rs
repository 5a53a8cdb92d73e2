//! Users, in SQLite.

use rusqlite::{Connection, params};

use super::denied;
use crate::{Denied, Entity, UserRow, directory::column::role_column, sqlite::fault::Fault};

pub(super) fn insert(connection: &Connection, row: &UserRow) -> Result<(), Fault> {
    let sql =
        "INSERT INTO users (domain, user_id, user_name, nick_name, email, phone, avatar, description, role,
                   is_enabled, user_data, creator, created_at, updated_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING";
    let inserted = connection.prepare_cached(sql)?.execute(params![
        row.domain.as_str(),
        row.id.as_str(),
        row.user_name,
        row.nick_name,
        row.email,
        row.phone,
        row.avatar,
        row.description,
        role_column(row.role),
        row.is_enabled,
        row.user_data,
        row.creator,
        row.created_at.as_millis(),
        row.updated_at.as_millis(),
    ])?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::User))) }
}
