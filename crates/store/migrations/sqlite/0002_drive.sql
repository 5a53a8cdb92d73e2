-- Drives, and what is in them. Times are milliseconds since 1970 UTC, digests raw bytes, ids the numbers that the
-- server made. Every table of a drive leads with the drive.

CREATE TABLE drives (
    drive       INTEGER NOT NULL PRIMARY KEY,
    tenant      TEXT    NOT NULL,
    domain      TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    drive_type  TEXT    NOT NULL,
    owner_kind  INTEGER NOT NULL,                -- 0 user, 1 group
    owner       TEXT    NOT NULL,
    is_default  INTEGER NOT NULL,
    is_enabled  INTEGER NOT NULL,
    total_bytes INTEGER,                         -- NULL without limit
    used_bytes  INTEGER NOT NULL,
    tree        INTEGER NOT NULL,                -- grows when paths or liveness below a folder change
    last_change INTEGER NOT NULL,                -- the last line of its log of changes
    creator     TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;

CREATE INDEX drives_by_owner ON drives (domain, owner_kind, owner, drive);

-- Files and folders as they are sent, in the order of their ids: a scan reads one stretch of this table and nothing
-- else. What is small comes first, so that a row that is passed over is not read to its end.
CREATE TABLE files (
    drive      INTEGER NOT NULL,
    file       INTEGER NOT NULL,
    parent     INTEGER NOT NULL,
    kind       INTEGER NOT NULL,                 -- 0 file, 1 folder
    state      INTEGER NOT NULL,                 -- 0 available, 1 uploading, 2 trashed, 3 dying, 4 building
    version    INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    content    BLOB,
    head       INTEGER NOT NULL,                 -- bytes of the entry's short form
    name_from  INTEGER NOT NULL,                 -- where its name is
    name_to    INTEGER NOT NULL,
    entry      TEXT    NOT NULL,
    PRIMARY KEY (drive, file)
) STRICT, WITHOUT ROWID;

CREATE INDEX files_by_content ON files (drive, content) WHERE content IS NOT NULL;

-- What is listed and searched by, beside the rows, so that a search reads a tenth of the bytes. Has a number of its
-- own for each row, which the index of names knows it by.
CREATE TABLE file_columns (
    number      INTEGER NOT NULL PRIMARY KEY,
    drive       INTEGER NOT NULL,
    file        INTEGER NOT NULL,
    parent      INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    size_bytes  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    trashed_at  INTEGER NOT NULL,                -- 0 unless it is in the recycle bin
    hidden      INTEGER NOT NULL,
    starred     INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    folded      TEXT,                            -- the name in lower case, where that is another
    extension   TEXT    NOT NULL,
    category    TEXT    NOT NULL,
    mime_type   TEXT    NOT NULL,
    sha1        BLOB,
    has_labels  INTEGER NOT NULL,
    description TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX file_columns_by_file ON file_columns (drive, file);

-- A folder's pages. The kind makes the last one answer what a folder holds without reading the rows.
CREATE INDEX file_columns_in_folder ON file_columns (drive, parent, state, file);
CREATE INDEX file_columns_by_update ON file_columns (drive, parent, state, updated_at, file);
CREATE INDEX file_columns_by_name   ON file_columns (drive, parent, state, name, file);
CREATE INDEX file_columns_by_size   ON file_columns (drive, parent, state, size_bytes, file, kind);

-- The recycle bin.
CREATE INDEX file_columns_trashed ON file_columns (drive, trashed_at, file) WHERE state = 2;

-- A drive's searches by time: both only ever grow at their end. Names and sizes have none: an index that is written
-- all over costs each new file a page of the log.
CREATE INDEX file_columns_updated ON file_columns (drive, updated_at, file) WHERE state = 0;
CREATE INDEX file_columns_created ON file_columns (drive, created_at, file) WHERE state = 0;

-- Which available files have which pieces of names (see the module on grams), by number. Keeps no text: it only
-- proposes, and the name decides.
CREATE VIRTUAL TABLE file_names USING fts5 (
    grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

CREATE TABLE file_labels (
    drive INTEGER NOT NULL,
    label TEXT    NOT NULL,
    file  INTEGER NOT NULL,
    PRIMARY KEY (drive, label, file)
) STRICT, WITHOUT ROWID;

CREATE INDEX file_labels_by_file ON file_labels (drive, file);

CREATE TABLE drive_changes (
    drive      INTEGER NOT NULL,
    seq        INTEGER NOT NULL,
    op         INTEGER NOT NULL,                 -- 0 create, 1 overwrite, 2 delete, 3 update, 4 move, 5 trash,
                                                 -- 6 restore, 7 rename
    file       INTEGER NOT NULL,
    old_parent INTEGER,
    PRIMARY KEY (drive, seq)
) STRICT, WITHOUT ROWID;

-- Earlier contents.
CREATE TABLE revisions (
    drive      INTEGER NOT NULL,
    file       INTEGER NOT NULL,
    revision   INTEGER NOT NULL,
    content    BLOB    NOT NULL,
    size_bytes INTEGER NOT NULL,
    detail     TEXT    NOT NULL,
    PRIMARY KEY (drive, file, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE drive_uploads (
    drive      INTEGER NOT NULL,
    upload     INTEGER NOT NULL,
    file       INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    detail     TEXT    NOT NULL,
    PRIMARY KEY (drive, upload)
) STRICT, WITHOUT ROWID;

CREATE INDEX drive_uploads_by_expiry ON drive_uploads (expires_at);

CREATE TABLE drive_parts (
    drive      INTEGER NOT NULL,
    upload     INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    content    BLOB    NOT NULL,
    size_bytes INTEGER NOT NULL,
    etag       TEXT    NOT NULL,
    PRIMARY KEY (drive, upload, number)
) STRICT, WITHOUT ROWID;

-- What is known about contents, whichever drives have them. A row goes with the content's row in blobs.
CREATE TABLE drive_contents (
    sha256     BLOB    NOT NULL PRIMARY KEY,
    sha1       BLOB    NOT NULL,
    head_sha1  BLOB    NOT NULL,
    crc64      INTEGER NOT NULL,                 -- the bits of the unsigned number
    size_bytes INTEGER NOT NULL,
    engine     TEXT,
    facts      TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX drive_contents_by_sha1 ON drive_contents (sha1, size_bytes);
CREATE INDEX drive_contents_by_head ON drive_contents (head_sha1, size_bytes);

CREATE TABLE drive_tasks (
    task       INTEGER NOT NULL PRIMARY KEY,
    tenant     TEXT    NOT NULL,
    drive      INTEGER NOT NULL,
    state      INTEGER NOT NULL,                 -- 0 running, 1 succeeded, 2 partly succeeded, 3 failed
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    detail     TEXT    NOT NULL
) STRICT;

CREATE INDEX drive_tasks_by_end ON drive_tasks (ended_at) WHERE ended_at IS NOT NULL;
