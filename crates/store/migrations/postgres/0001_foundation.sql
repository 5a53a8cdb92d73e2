-- Times are milliseconds since 1970 UTC, digests raw bytes, reports and policies JSON text. Keys compare
-- byte by byte (COLLATE "C"), as in the other dialect and on every node whatever its locale.
-- Plain SQL: no sequence, no trigger, no extension, no foreign key; the verbs count references.

-- Led by the key's id and not by the tenant: a request names its key, and the key names the tenant.
CREATE TABLE access_keys (
    id              text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant          text COLLATE "C" NOT NULL,
    kind            smallint         NOT NULL,   -- 0 access key, 1 temporary key, 2 API key
    sealed_secret   bytea            NOT NULL,
    token_sha256    bytea,
    policy          text             NOT NULL,
    label           text             NOT NULL,
    created_at      bigint           NOT NULL,
    expires_at      bigint,
    daily_allowance bigint,
    revoked_at      bigint
);

-- A bearer key is found by its hash; the token of a temporary key is checked, never searched.
CREATE UNIQUE INDEX access_keys_by_token ON access_keys (token_sha256) WHERE kind = 2;

-- One row a key: the first call of a new day replaces the day before.
CREATE TABLE key_calls (
    key_id text COLLATE "C" NOT NULL PRIMARY KEY,
    day    bigint           NOT NULL,
    calls  bigint           NOT NULL
);

CREATE TABLE nonces (
    key_id     text COLLATE "C" NOT NULL,
    nonce      bytea            NOT NULL,        -- bytes: a client may send what no text may hold
    expires_at bigint           NOT NULL,
    PRIMARY KEY (key_id, nonce)
);

CREATE INDEX nonces_by_expiry ON nonces (expires_at);

-- Contents that exist. touched_at: last reserved, idle since, or dying since, whichever was last.
CREATE TABLE blobs (
    sha256     bytea   NOT NULL PRIMARY KEY,
    size_bytes bigint,                           -- unknown until the content is reserved
    refs       bigint  NOT NULL,
    dying      boolean NOT NULL,
    touched_at bigint  NOT NULL
);

CREATE INDEX blobs_idle ON blobs (touched_at) WHERE refs = 0;

-- due_at is when the job may be claimed: its start time while it waits, the end of the lease while it
-- is worked on. So a lost worker's job becomes claimable without anybody noticing the loss.
CREATE TABLE jobs (
    id       bigint           NOT NULL PRIMARY KEY,
    kind     text COLLATE "C" NOT NULL,
    payload  text             NOT NULL,
    priority smallint         NOT NULL,
    due_at   bigint           NOT NULL,
    attempt  bigint           NOT NULL,          -- attempts begun
    leased   boolean          NOT NULL
);

CREATE INDEX jobs_by_turn ON jobs (kind, priority DESC, id, due_at);

CREATE TABLE dead_jobs (
    id       bigint           NOT NULL PRIMARY KEY,
    kind     text COLLATE "C" NOT NULL,
    payload  text             NOT NULL,
    priority smallint         NOT NULL,
    attempts bigint           NOT NULL,
    error    text             NOT NULL,
    died_at  bigint           NOT NULL
);

CREATE INDEX dead_jobs_by_age ON dead_jobs (died_at, id);

CREATE TABLE uploads (
    tenant         text COLLATE "C" NOT NULL,
    oss_key        text COLLATE "C" NOT NULL,
    hash_key       text COLLATE "C" NOT NULL,    -- what the client said, not what arrived
    content_sha256 bytea,                        -- what arrived; the three are set together
    content_md5    bytea,
    size_bytes     bigint,
    expires_at     bigint           NOT NULL,
    PRIMARY KEY (tenant, oss_key)
);

CREATE INDEX uploads_by_sha256 ON uploads (tenant, content_sha256, expires_at, oss_key)
    WHERE content_sha256 IS NOT NULL;
CREATE INDEX uploads_by_md5 ON uploads (tenant, content_md5, expires_at, oss_key)
    WHERE content_md5 IS NOT NULL;
CREATE INDEX uploads_by_expiry ON uploads (expires_at);

-- A verdict is shared by all tenants, so it leads with its content. It lives as long as the longest
-- detection that leads to it: expires_at is the latest expiry among them, and only ever grows.
CREATE TABLE verdicts (
    content    bytea            NOT NULL,
    engine     text COLLATE "C" NOT NULL,
    options    text COLLATE "C" NOT NULL,
    id         bigint           NOT NULL,        -- names its reports
    members    bigint           NOT NULL,
    expires_at bigint           NOT NULL,
    PRIMARY KEY (content, engine, options)
);

CREATE INDEX verdicts_by_expiry ON verdicts (expires_at);

-- Report 0 is about the submitted file, 1..=members are about its members, in their order. Apart from
-- the verdicts, so that prolonging a verdict does not rewrite its reports, and a page of members is
-- one range.
CREATE TABLE verdict_reports (
    content bytea  NOT NULL,
    verdict bigint NOT NULL,
    seq     bigint NOT NULL,
    report  text   NOT NULL,
    PRIMARY KEY (content, verdict, seq)
);

CREATE TABLE detections (
    tenant       text COLLATE "C" NOT NULL,
    hash_key     text COLLATE "C" NOT NULL,
    state        smallint         NOT NULL,      -- 0 pending, 1 final, 2 failed
    remote       boolean          NOT NULL,      -- its job fetches the content
    content      bytea,                          -- NULL until it is fetched
    engine       text COLLATE "C" NOT NULL,
    options      text COLLATE "C" NOT NULL,
    job_id       bigint,                         -- while pending
    failure      text,                           -- when failed
    submitted_at bigint           NOT NULL,
    expires_at   bigint,                         -- unless pending
    PRIMARY KEY (tenant, hash_key)
);

CREATE INDEX detections_by_expiry ON detections (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE tenant_totals (
    tenant      text COLLATE "C" NOT NULL PRIMARY KEY,
    submissions bigint           NOT NULL
);
