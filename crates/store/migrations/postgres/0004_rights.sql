-- Who may do what with a file that is not theirs. Times are milliseconds since 1970 UTC.

-- role: what is allowed, by a name that the service knows. The root of a drive is file 0.
CREATE TABLE file_permissions (
    drive      bigint           NOT NULL,
    file       bigint           NOT NULL,
    kind       smallint         NOT NULL,        -- 0 user, 1 group
    grantee    text COLLATE "C" NOT NULL,
    role       text COLLATE "C" NOT NULL,
    domain     text COLLATE "C" NOT NULL,
    expires_at bigint,                           -- NULL for never
    disinherit boolean          NOT NULL,
    creator    text             NOT NULL,
    created_at bigint           NOT NULL,
    PRIMARY KEY (drive, file, kind, grantee, role)
);

CREATE INDEX file_permissions_by_grantee ON file_permissions (domain, kind, grantee, drive, file, role);

-- Led by the link's id and not by the tenant: a visitor has nothing else. files and creatable are the files'
-- numbers with commas between.
CREATE TABLE share_links (
    share_id            text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant              text COLLATE "C" NOT NULL,
    domain              text COLLATE "C" NOT NULL,
    drive               bigint           NOT NULL,
    creator             text COLLATE "C" NOT NULL,
    of_domain           boolean          NOT NULL, -- made by a key, for the domain
    files               text,                      -- NULL for the whole drive
    creatable           text             NOT NULL,
    version             bigint           NOT NULL,
    name                text COLLATE "C" NOT NULL,
    folded_name         text COLLATE "C" NOT NULL, -- in lower case, for queries
    description         text COLLATE "C" NOT NULL,
    password            text             NOT NULL, -- empty for none
    expires_at          bigint           NOT NULL, -- 0 for never, as queries have it
    enabled             smallint         NOT NULL,
    generation          bigint           NOT NULL,
    disable_preview     boolean          NOT NULL,
    disable_download    boolean          NOT NULL,
    disable_save        boolean          NOT NULL,
    require_login       boolean          NOT NULL,
    office_editable     boolean          NOT NULL,
    preview_limit       bigint           NOT NULL, -- 0 without limit
    download_limit      bigint           NOT NULL,
    save_limit          bigint           NOT NULL,
    access_count        bigint           NOT NULL,
    preview_count       bigint           NOT NULL,
    download_count      bigint           NOT NULL,
    save_count          bigint           NOT NULL,
    video_preview_count bigint           NOT NULL,
    report_count        bigint           NOT NULL,
    created_at          bigint           NOT NULL,
    updated_at          bigint           NOT NULL
);

CREATE INDEX share_links_by_age ON share_links (domain, created_at, share_id);
CREATE INDEX share_links_by_creator ON share_links (domain, creator, created_at, share_id);
CREATE INDEX share_links_by_drive ON share_links (drive);
