-- Times are milliseconds since 1970 UTC, digests raw bytes, reports and policies JSON text.
-- Tables whose rows are found by a composite key are clustered on it (WITHOUT ROWID).

-- Led by the key's id and not by the tenant: a request names its key, and the key names the tenant.
CREATE TABLE access_keys (
    id              TEXT    NOT NULL PRIMARY KEY,
    tenant          TEXT    NOT NULL,
    kind            INTEGER NOT NULL,            -- 0 access key, 1 temporary key, 2 API key
    sealed_secret   BLOB    NOT NULL,
    token_sha256    BLOB,
    policy          TEXT    NOT NULL,
    label           TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    daily_allowance INTEGER,
    revoked_at      INTEGER
) STRICT, WITHOUT ROWID;

-- A bearer key is found by its hash; the token of a temporary key is checked, never searched.
CREATE UNIQUE INDEX access_keys_by_token ON access_keys (token_sha256) WHERE kind = 2;

-- One row a key: the first call of a new day replaces the day before.
CREATE TABLE key_calls (
    key_id TEXT    NOT NULL PRIMARY KEY,
    day    INTEGER NOT NULL,
    calls  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Contents that exist. touched_at: last reserved, idle since, or dying since, whichever was last.
CREATE TABLE blobs (
    sha256     BLOB    NOT NULL PRIMARY KEY,
    size_bytes INTEGER,                          -- unknown until the content is reserved
    refs       INTEGER NOT NULL,
    dying      INTEGER NOT NULL,
    touched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX blobs_idle ON blobs (touched_at) WHERE refs = 0;

-- due_at is when the job may be claimed: its start time while it waits, the end of the lease while it
-- is worked on. So a lost worker's job becomes claimable without anybody noticing the loss.
CREATE TABLE jobs (
    id       INTEGER NOT NULL PRIMARY KEY,
    kind     TEXT    NOT NULL,
    payload  TEXT    NOT NULL,
    priority INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,                   -- attempts begun
    leased   INTEGER NOT NULL
) STRICT;

CREATE INDEX jobs_by_turn ON jobs (kind, priority DESC, id, due_at);

CREATE TABLE dead_jobs (
    id       INTEGER NOT NULL PRIMARY KEY,
    kind     TEXT    NOT NULL,
    payload  TEXT    NOT NULL,
    priority INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    error    TEXT    NOT NULL,
    died_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX dead_jobs_by_age ON dead_jobs (died_at, id);

CREATE TABLE uploads (
    tenant         TEXT    NOT NULL,
    oss_key        TEXT    NOT NULL,
    hash_key       TEXT    NOT NULL,             -- what the client said, not what arrived
    content_sha256 BLOB,                         -- what arrived; the three are set together
    content_md5    BLOB,
    size_bytes     INTEGER,
    expires_at     INTEGER NOT NULL,
    PRIMARY KEY (tenant, oss_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX uploads_by_sha256 ON uploads (tenant, content_sha256, expires_at, oss_key)
    WHERE content_sha256 IS NOT NULL;
CREATE INDEX uploads_by_md5 ON uploads (tenant, content_md5, expires_at, oss_key)
    WHERE content_md5 IS NOT NULL;
CREATE INDEX uploads_by_expiry ON uploads (expires_at);

-- A verdict is shared by all tenants, so it leads with its content. It lives as long as the longest
-- detection that leads to it: expires_at is the latest expiry among them, and only ever grows.
CREATE TABLE verdicts (
    content    BLOB    NOT NULL,
    engine     TEXT    NOT NULL,
    options    TEXT    NOT NULL,
    id         INTEGER NOT NULL,                 -- names its reports
    members    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (content, engine, options)
) STRICT, WITHOUT ROWID;

CREATE INDEX verdicts_by_expiry ON verdicts (expires_at);

-- Report 0 is about the submitted file, 1..=members are about its members, in their order. Apart from
-- the verdicts, so that prolonging a verdict does not rewrite its reports, and a page of members is
-- one range.
CREATE TABLE verdict_reports (
    content BLOB    NOT NULL,
    verdict INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    report  TEXT    NOT NULL,
    PRIMARY KEY (content, verdict, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE detections (
    tenant       TEXT    NOT NULL,
    hash_key     TEXT    NOT NULL,
    state        INTEGER NOT NULL,               -- 0 pending, 1 final, 2 failed
    remote       INTEGER NOT NULL,               -- 1 when its job fetches the content
    content      BLOB,                           -- NULL until it is fetched
    engine       TEXT    NOT NULL,
    options      TEXT    NOT NULL,
    job_id       INTEGER,                        -- while pending
    failure      TEXT,                           -- when failed
    submitted_at INTEGER NOT NULL,
    expires_at   INTEGER,                        -- unless pending
    PRIMARY KEY (tenant, hash_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX detections_by_expiry ON detections (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE tenant_totals (
    tenant      TEXT    NOT NULL PRIMARY KEY,
    submissions INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
