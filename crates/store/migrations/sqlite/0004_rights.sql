-- Who may do what with a file that is not theirs. Times are milliseconds since 1970 UTC.

-- role: what is allowed, by a name that the service knows. The root of a drive is file 0.
CREATE TABLE file_permissions (
    drive      INTEGER NOT NULL,
    file       INTEGER NOT NULL,
    kind       INTEGER NOT NULL,                 -- 0 user, 1 group
    grantee    TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    domain     TEXT    NOT NULL,
    expires_at INTEGER,                          -- NULL for never
    disinherit INTEGER NOT NULL,
    creator    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (drive, file, kind, grantee, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX file_permissions_by_grantee ON file_permissions (domain, kind, grantee, drive, file, role);

-- Led by the link's id and not by the tenant: a visitor has nothing else. files and creatable are the files'
-- numbers with commas between.
CREATE TABLE share_links (
    share_id            TEXT    NOT NULL PRIMARY KEY,
    tenant              TEXT    NOT NULL,
    domain              TEXT    NOT NULL,
    drive               INTEGER NOT NULL,
    creator             TEXT    NOT NULL,
    of_domain           INTEGER NOT NULL,        -- made by a key, for the domain
    files               TEXT,                    -- NULL for the whole drive
    creatable           TEXT    NOT NULL,
    version             INTEGER NOT NULL,
    name                TEXT    NOT NULL,
    folded_name         TEXT    NOT NULL,        -- in lower case, for queries
    description         TEXT    NOT NULL,
    password            TEXT    NOT NULL,        -- empty for none
    expires_at          INTEGER NOT NULL,        -- 0 for never, as queries have it
    enabled             INTEGER NOT NULL,
    generation          INTEGER NOT NULL,
    disable_preview     INTEGER NOT NULL,
    disable_download    INTEGER NOT NULL,
    disable_save        INTEGER NOT NULL,
    require_login       INTEGER NOT NULL,
    office_editable     INTEGER NOT NULL,
    preview_limit       INTEGER NOT NULL,        -- 0 without limit
    download_limit      INTEGER NOT NULL,
    save_limit          INTEGER NOT NULL,
    access_count        INTEGER NOT NULL,
    preview_count       INTEGER NOT NULL,
    download_count      INTEGER NOT NULL,
    save_count          INTEGER NOT NULL,
    video_preview_count INTEGER NOT NULL,
    report_count        INTEGER NOT NULL,
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX share_links_by_age ON share_links (domain, created_at, share_id);
CREATE INDEX share_links_by_creator ON share_links (domain, creator, created_at, share_id);
CREATE INDEX share_links_by_drive ON share_links (drive);
