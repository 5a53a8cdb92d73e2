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
