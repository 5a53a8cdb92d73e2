//! Between columns and the directory's types, the same in both dialects.

use super::{OwnerKind, Party, Role, TokenKind};
use crate::{StoreError, row::corrupt};

/// A role as a column.
pub(crate) fn role_column(role: Role) -> i16 {
    match role {
        Role::User => 0,
        Role::Admin => 1,
        Role::Superadmin => 2,
    }
}

/// A column as a role.
pub(crate) fn role(column: i16) -> Result<Role, StoreError> {
    match column {
        0 => Ok(Role::User),
        1 => Ok(Role::Admin),
        2 => Ok(Role::Superadmin),
        other => Err(corrupt("users", &format_args!("unknown role {other}"))),
    }
}

/// User or group as a column.
pub(crate) fn kind_column(kind: OwnerKind) -> i16 {
    match kind {
        OwnerKind::User => 0,
        OwnerKind::Group => 1,
    }
}

/// A column as user or group.
pub(crate) fn kind(table: &'static str, column: i16) -> Result<OwnerKind, StoreError> {
    match column {
        0 => Ok(OwnerKind::User),
        1 => Ok(OwnerKind::Group),
        other => Err(corrupt(table, &format_args!("neither user nor group: {other}"))),
    }
}

/// Two columns as a user or a group.
pub(crate) fn party(table: &'static str, kind_column: i16, id: String) -> Result<Party, StoreError> {
    let unreadable = |error| corrupt(table, &error);
    Ok(match kind(table, kind_column)? {
        OwnerKind::User => Party::User(id.try_into().map_err(unreadable)?),
        OwnerKind::Group => Party::Group(id.try_into().map_err(unreadable)?),
    })
}

/// A token's purpose as a column.
pub(crate) fn token_kind_column(kind: TokenKind) -> i16 {
    match kind {
        TokenKind::Access => 0,
        TokenKind::Refresh => 1,
        TokenKind::Code => 2,
    }
}

/// A column as a token's purpose.
pub(crate) fn token_kind(column: i16) -> Result<TokenKind, StoreError> {
    match column {
        0 => Ok(TokenKind::Access),
        1 => Ok(TokenKind::Refresh),
        2 => Ok(TokenKind::Code),
        other => Err(corrupt("user_tokens", &format_args!("unknown kind {other}"))),
    }
}

/// The SQL for a part of a name, to be compared with `lower(name)`, which both dialects do for ASCII alone.
pub(crate) fn folded(part: &str) -> String {
    part.to_ascii_lowercase()
}
