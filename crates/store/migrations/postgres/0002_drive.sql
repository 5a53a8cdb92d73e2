-- Drives, and what is in them. Times are milliseconds since 1970 UTC, digests raw bytes, ids the numbers that the
-- server made. Every table of a drive leads with the drive.

CREATE TABLE drives (
    drive       bigint           NOT NULL PRIMARY KEY,
    tenant      text COLLATE "C" NOT NULL,
    domain      text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL,
    description text             NOT NULL,
    drive_type  text             NOT NULL,
    owner_kind  smallint         NOT NULL,       -- 0 user, 1 group
    owner       text COLLATE "C" NOT NULL,
    is_default  boolean          NOT NULL,
    is_enabled  boolean          NOT NULL,
    total_bytes bigint,                          -- NULL without limit
    used_bytes  bigint           NOT NULL,
    tree        bigint           NOT NULL,       -- grows when paths or liveness below a folder change
    last_change bigint           NOT NULL,       -- the last line of its log of changes
    creator     text             NOT NULL,
    created_at  bigint           NOT NULL,
    updated_at  bigint           NOT NULL
);

CREATE INDEX drives_by_owner ON drives (domain, owner_kind, owner, drive);

-- What clients get, ready to be sent. Apart from the columns that are searched, so that a change of one entry
-- touches no index.
CREATE TABLE files (
    drive      bigint   NOT NULL,
    file       bigint   NOT NULL,
    parent     bigint   NOT NULL,                -- 0 is the root, which has no row
    kind       smallint NOT NULL,                -- 0 file, 1 folder
    state      smallint NOT NULL,                -- 0 available, 1 uploading, 2 trashed, 3 dying, 4 building
    version    bigint   NOT NULL,                -- counts its changes
    content    bytea,
    size_bytes bigint   NOT NULL,
    revision   bigint   NOT NULL,                -- 0 while there is none
    head       bigint   NOT NULL,                -- bytes of the entry's short form
    name_from  bigint   NOT NULL,                -- where the name is in the entry, in bytes
    name_to    bigint   NOT NULL,
    entry      text     NOT NULL,
    PRIMARY KEY (drive, file)
) WITH (fillfactor = 90);

CREATE INDEX files_by_content ON files (drive, content) WHERE content IS NOT NULL;

-- What listings and queries look at. Never read back as a whole.
CREATE TABLE file_columns (
    drive       bigint           NOT NULL,
    file        bigint           NOT NULL,
    parent      bigint           NOT NULL,
    kind        smallint         NOT NULL,
    state       smallint         NOT NULL,
    size_bytes  bigint           NOT NULL,
    name        text COLLATE "C" NOT NULL,
    folded      text COLLATE "C",                -- the name in lower case, where that is another
    extension   text COLLATE "C" NOT NULL,
    category    text COLLATE "C" NOT NULL,
    mime_type   text COLLATE "C" NOT NULL,
    description text COLLATE "C" NOT NULL,
    labels      text[] COLLATE "C" NOT NULL,
    sha1        bytea,
    hidden      smallint         NOT NULL,
    starred     smallint         NOT NULL,
    created_at  bigint           NOT NULL,
    updated_at  bigint           NOT NULL,
    trashed_at  bigint           NOT NULL,       -- 0 unless it is in the recycle bin
    PRIMARY KEY (drive, file)
);

-- A folder's pages.
CREATE INDEX file_columns_in_folder ON file_columns (drive, parent, state, file);
CREATE INDEX file_columns_by_update ON file_columns (drive, parent, state, updated_at, file);
CREATE INDEX file_columns_by_name   ON file_columns (drive, parent, state, name, file);
CREATE INDEX file_columns_by_size   ON file_columns (drive, parent, state, size_bytes, file);

-- The recycle bin.
CREATE INDEX file_columns_trashed ON file_columns (drive, trashed_at, file) WHERE state = 2;

-- A drive's searches by time: both grow at their end.
CREATE INDEX file_columns_updated ON file_columns (drive, updated_at, file) WHERE state = 0;
CREATE INDEX file_columns_created ON file_columns (drive, created_at, file) WHERE state = 0;

-- Pieces of the names and the labels of available files, as numbers that the drive is part of. Only a filter: the
-- columns are the truth. A table of its own, because its index is the dearest and names seldom change.
CREATE TABLE file_terms (
    drive bigint    NOT NULL,
    file  bigint    NOT NULL,
    terms integer[] NOT NULL,
    PRIMARY KEY (drive, file)
);

CREATE INDEX file_terms_by_term ON file_terms USING gin (terms);

-- The log of changes: no number is left out, and none is seen before all that are smaller.
CREATE TABLE drive_changes (
    drive      bigint   NOT NULL,
    seq        bigint   NOT NULL,
    op         smallint NOT NULL,                -- see ChangeOp, in its order
    file       bigint   NOT NULL,
    old_parent bigint,
    PRIMARY KEY (drive, seq)
);

-- Earlier contents; the current one is in its file's row.
CREATE TABLE revisions (
    drive      bigint NOT NULL,
    file       bigint NOT NULL,
    revision   bigint NOT NULL,
    content    bytea  NOT NULL,
    size_bytes bigint NOT NULL,
    detail     text   NOT NULL,
    PRIMARY KEY (drive, file, revision)
);

CREATE TABLE drive_uploads (
    drive      bigint NOT NULL,
    upload     bigint NOT NULL,
    file       bigint NOT NULL,
    expires_at bigint NOT NULL,
    detail     text   NOT NULL,
    PRIMARY KEY (drive, upload)
);

CREATE INDEX drive_uploads_by_expiry ON drive_uploads (expires_at);

CREATE TABLE drive_parts (
    drive      bigint  NOT NULL,
    upload     bigint  NOT NULL,
    number     integer NOT NULL,
    content    bytea   NOT NULL,
    size_bytes bigint  NOT NULL,
    etag       text    NOT NULL,
    PRIMARY KEY (drive, upload, number)
);

-- Facts about contents, whoever has them; they go when the content goes.
CREATE TABLE drive_contents (
    sha256     bytea  NOT NULL PRIMARY KEY,
    sha1       bytea  NOT NULL,
    head_sha1  bytea  NOT NULL,                  -- of the first 1024 bytes
    crc64      bigint NOT NULL,                  -- its 64 bits as a signed number
    size_bytes bigint NOT NULL,
    engine     text,
    facts      text
);

CREATE INDEX drive_contents_by_sha1 ON drive_contents (sha1, size_bytes);
CREATE INDEX drive_contents_by_head ON drive_contents (head_sha1, size_bytes);

-- Found by its own id, which is all that clients have.
CREATE TABLE drive_tasks (
    task       bigint           NOT NULL PRIMARY KEY,
    tenant     text COLLATE "C" NOT NULL,
    drive      bigint           NOT NULL,
    state      smallint         NOT NULL,        -- 0 running, 1 succeeded, 2 partly, 3 failed
    started_at bigint           NOT NULL,
    ended_at   bigint,
    detail     text             NOT NULL
);

CREATE INDEX drive_tasks_by_end ON drive_tasks (ended_at) WHERE ended_at IS NOT NULL;
