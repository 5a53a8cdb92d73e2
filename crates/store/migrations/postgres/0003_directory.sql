-- Who there is: domains, their users and groups, and how users sign in. Times are milliseconds since 1970 UTC.
-- updated_at grows with every change of a row, also within a millisecond: a change names the one that it read.

CREATE TABLE domains (
    domain      text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant      text COLLATE "C" NOT NULL,
    parent      text COLLATE "C",                -- NULL for the tenant's first
    name        text COLLATE "C" NOT NULL,
    description text             NOT NULL,
    init_drive  boolean          NOT NULL,       -- whether a new user gets a drive
    init_bytes  bigint,                          -- of this size; NULL without limit
    size_quota  bigint,                          -- bytes of all drives; NULL without limit
    user_quota  bigint,                          -- users; NULL without limit
    detail      text             NOT NULL,       -- what the service alone reads, JSON text
    created_at  bigint           NOT NULL,
    updated_at  bigint           NOT NULL
);

CREATE INDEX domains_by_tenant ON domains (tenant, domain);

CREATE TABLE users (
    domain       text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C" NOT NULL,
    user_name    text COLLATE "C" NOT NULL,
    nick_name    text COLLATE "C" NOT NULL,
    email        text COLLATE "C" NOT NULL,
    phone        text COLLATE "C" NOT NULL,
    avatar       text             NOT NULL,
    description  text             NOT NULL,
    role         smallint         NOT NULL,      -- 0 user, 1 admin, 2 superadmin
    is_enabled   boolean          NOT NULL,
    user_data    text             NOT NULL,      -- what clients keep with a user, JSON text
    creator      text             NOT NULL,
    created_at   bigint           NOT NULL,
    updated_at   bigint           NOT NULL,
    login_at     bigint,
    refreshed_at bigint,
    PRIMARY KEY (domain, user_id)
);

-- Not "groups", which is a word of SQL.
CREATE TABLE user_groups (
    domain      text COLLATE "C" NOT NULL,
    group_id    text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL,
    description text             NOT NULL,
    is_root     boolean          NOT NULL,
    creator     text             NOT NULL,
    created_at  bigint           NOT NULL,
    updated_at  bigint           NOT NULL,
    PRIMARY KEY (domain, group_id)
);

CREATE TABLE group_members (
    domain   text COLLATE "C" NOT NULL,
    group_id text COLLATE "C" NOT NULL,
    kind     smallint         NOT NULL,          -- 0 user, 1 group
    member   text COLLATE "C" NOT NULL,
    added_at bigint           NOT NULL,
    PRIMARY KEY (domain, group_id, kind, member)
);

CREATE INDEX group_members_by_member ON group_members (domain, kind, member, group_id);
-- A group is in one group at most: groups are trees.
CREATE UNIQUE INDEX group_parents ON group_members (domain, member) WHERE kind = 1;

CREATE TABLE group_admins (
    domain     text COLLATE "C" NOT NULL,
    group_id   text COLLATE "C" NOT NULL,
    kind       smallint         NOT NULL,        -- 0 user, 1 group
    identity   text COLLATE "C" NOT NULL,
    creator    text             NOT NULL,
    created_at bigint           NOT NULL,
    PRIMARY KEY (domain, group_id, kind, identity)
);

CREATE INDEX group_admins_by_identity ON group_admins (domain, kind, identity, group_id);

-- By what a user is known elsewhere.
CREATE TABLE account_links (
    domain       text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,      -- mobile, email, ldap and so on
    identity     text COLLATE "C" NOT NULL,
    extra        text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C" NOT NULL,
    display_name text             NOT NULL,
    created_at   bigint           NOT NULL,
    PRIMARY KEY (domain, kind, identity, extra)
);

CREATE INDEX account_links_by_user ON account_links (domain, user_id);

-- Texts by which somebody acts as a user; only their hashes are here. Those of one sign-in share its session.
CREATE TABLE user_tokens (
    token_sha256 bytea            NOT NULL PRIMARY KEY,
    kind         smallint         NOT NULL,      -- 0 access, 1 refresh, 2 authorization code
    session      bigint           NOT NULL,
    tenant       text COLLATE "C" NOT NULL,
    domain       text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C" NOT NULL,
    client       text COLLATE "C" NOT NULL,      -- the access key that it was given to, or empty
    redirect_uri text             NOT NULL,      -- of a code
    label        text             NOT NULL,
    created_at   bigint           NOT NULL,
    expires_at   bigint           NOT NULL,
    used_at      bigint,                         -- of a code or refresh token, which serve once
    revoked_at   bigint
);

CREATE INDEX user_tokens_by_user ON user_tokens (domain, user_id, session);
CREATE INDEX user_tokens_by_session ON user_tokens (session);
CREATE INDEX user_tokens_by_expiry ON user_tokens (expires_at);

CREATE INDEX drives_by_domain ON drives (domain, drive);
CREATE UNIQUE INDEX drives_by_default ON drives (domain, owner_kind, owner) WHERE is_default;
