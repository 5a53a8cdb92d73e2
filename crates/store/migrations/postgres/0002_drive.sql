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
