-- Who there is: domains, their users and groups, and how users sign in. Times are milliseconds since 1970 UTC.
-- updated_at grows with every change of a row, also within a millisecond: a change names the one that it read.

CREATE TABLE domains (
    domain      TEXT    NOT NULL PRIMARY KEY,
    tenant      TEXT    NOT NULL,
    parent      TEXT,                            -- NULL for the tenant's first
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    init_drive  INTEGER NOT NULL,                -- whether a new user gets a drive
    init_bytes  INTEGER,                         -- of this size; NULL without limit
    size_quota  INTEGER,                         -- bytes of all drives; NULL without limit
    user_quota  INTEGER,                         -- users; NULL without limit
    detail      TEXT    NOT NULL,                -- what the service alone reads, JSON text
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX domains_by_tenant ON domains (tenant, domain);

CREATE TABLE users (
    domain       TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    user_name    TEXT    NOT NULL,
    nick_name    TEXT    NOT NULL,
    email        TEXT    NOT NULL,
    phone        TEXT    NOT NULL,
    avatar       TEXT    NOT NULL,
    description  TEXT    NOT NULL,
    role         INTEGER NOT NULL,               -- 0 user, 1 admin, 2 superadmin
    is_enabled   INTEGER NOT NULL,
    user_data    TEXT    NOT NULL,               -- what clients keep with a user, JSON text
    creator      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    login_at     INTEGER,
    refreshed_at INTEGER,
    PRIMARY KEY (domain, user_id)
) STRICT, WITHOUT ROWID;

-- Not "groups", which is a word of SQL.
CREATE TABLE user_groups (
    domain      TEXT    NOT NULL,
    group_id    TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    is_root     INTEGER NOT NULL,
    creator     TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (domain, group_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
    domain   TEXT    NOT NULL,
    group_id TEXT    NOT NULL,
    kind     INTEGER NOT NULL,                   -- 0 user, 1 group
    member   TEXT    NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (domain, group_id, kind, member)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_members_by_member ON group_members (domain, kind, member, group_id);
-- A group is in one group at most: groups are trees.
CREATE UNIQUE INDEX group_parents ON group_members (domain, member) WHERE kind = 1;

CREATE TABLE group_admins (
    domain     TEXT    NOT NULL,
    group_id   TEXT    NOT NULL,
    kind       INTEGER NOT NULL,                 -- 0 user, 1 group
    identity   TEXT    NOT NULL,
    creator    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (domain, group_id, kind, identity)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_admins_by_identity ON group_admins (domain, kind, identity, group_id);

-- By what a user is known elsewhere.
CREATE TABLE account_links (
    domain       TEXT    NOT NULL,
    kind         TEXT    NOT NULL,               -- mobile, email, ldap and so on
    identity     TEXT    NOT NULL,
    extra        TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    display_name TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (domain, kind, identity, extra)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_links_by_user ON account_links (domain, user_id);

-- Texts by which somebody acts as a user; only their hashes are here. Those of one sign-in share its session.
CREATE TABLE user_tokens (
    token_sha256 BLOB    NOT NULL PRIMARY KEY,
    kind         INTEGER NOT NULL,               -- 0 access, 1 refresh, 2 authorization code
    session      INTEGER NOT NULL,
    tenant       TEXT    NOT NULL,
    domain       TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    client       TEXT    NOT NULL,               -- the access key that it was given to, or empty
    redirect_uri TEXT    NOT NULL,               -- of a code
    label        TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER,                        -- of a code or refresh token, which serve once
    revoked_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX user_tokens_by_user ON user_tokens (domain, user_id, session);
CREATE INDEX user_tokens_by_session ON user_tokens (session);
CREATE INDEX user_tokens_by_expiry ON user_tokens (expires_at);

CREATE INDEX drives_by_domain ON drives (domain, drive);
CREATE UNIQUE INDEX drives_by_default ON drives (domain, owner_kind, owner) WHERE is_default;
