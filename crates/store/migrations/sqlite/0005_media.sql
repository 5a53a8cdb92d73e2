-- Media: projects, datasets, attached buckets, bindings, tasks, clusters, vectors; the files' records are in the
-- next migration. Times are milliseconds since 1970 UTC, records the wire's objects as JSON text. version grows with
-- every change of a row but not with what is counted beside it: a change names the version that it read.

CREATE TABLE media_projects (
    tenant   TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    record   TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    datasets INTEGER NOT NULL,                   -- how many it has
    PRIMARY KEY (tenant, name)
) STRICT, WITHOUT ROWID;

-- no names the dataset in all tables below, is never given out twice, and is only learned through the tenant.
CREATE TABLE media_datasets (
    no       INTEGER NOT NULL PRIMARY KEY,
    tenant   TEXT    NOT NULL,
    project  TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    record   TEXT    NOT NULL,
    version  INTEGER NOT NULL,
    files    INTEGER NOT NULL,                   -- how many it has
    bytes    INTEGER NOT NULL,                   -- of those files, as their records say
    bindings INTEGER NOT NULL                    -- how many it has
) STRICT;

CREATE UNIQUE INDEX media_datasets_by_name ON media_datasets (tenant, project, name);

CREATE TABLE media_attachments (
    tenant  TEXT NOT NULL,
    bucket  TEXT NOT NULL,
    project TEXT NOT NULL,
    record  TEXT NOT NULL,
    PRIMARY KEY (tenant, bucket)
) STRICT, WITHOUT ROWID;

CREATE INDEX media_attachments_by_project ON media_attachments (tenant, project, bucket);

-- tenant, project and dataset_name are the dataset's own, which never change.
CREATE TABLE media_bindings (
    dataset      INTEGER NOT NULL,
    uri          TEXT    NOT NULL,               -- what it follows
    tenant       TEXT    NOT NULL,
    project      TEXT    NOT NULL,
    dataset_name TEXT    NOT NULL,
    record       TEXT    NOT NULL,
    progress     TEXT    NOT NULL,               -- what the service alone reads
    version      INTEGER NOT NULL,
    PRIMARY KEY (dataset, uri)
) STRICT, WITHOUT ROWID;

CREATE INDEX media_bindings_by_project ON media_bindings (tenant, project, dataset, uri);
CREATE INDEX media_bindings_by_uri ON media_bindings (tenant, uri);

CREATE TABLE media_tasks (
    tenant     TEXT    NOT NULL,
    project    TEXT    NOT NULL,
    id         TEXT    NOT NULL,                 -- sorts by age
    kind       TEXT    NOT NULL,
    status     INTEGER NOT NULL,                 -- 0 running, 1 succeeded, 2 failed
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    record     TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    PRIMARY KEY (tenant, project, id)
) STRICT, WITHOUT ROWID;

-- To forget them, whosever they are.
CREATE INDEX media_tasks_by_end ON media_tasks (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE media_clusters (
    dataset INTEGER NOT NULL,
    kind    INTEGER NOT NULL,                    -- 0 figures, 1 place and date, 2 similar pictures
    id      TEXT    NOT NULL,
    record  TEXT    NOT NULL,
    notes   TEXT    NOT NULL,                    -- what the service alone reads
    version INTEGER NOT NULL,
    PRIMARY KEY (dataset, kind, id)
) STRICT, WITHOUT ROWID;

-- Not clustered on its key: a vector of some kilobytes would not fit beside others into a page of such a table.
CREATE TABLE media_vectors (
    dataset INTEGER NOT NULL,
    kind    INTEGER NOT NULL,                    -- 0 meaning, 1 figure
    file    INTEGER NOT NULL,
    part    TEXT    NOT NULL,                    -- empty for the file itself
    numbers BLOB    NOT NULL                     -- 32-bit floats, little-endian
) STRICT;

CREATE UNIQUE INDEX media_vectors_by_file ON media_vectors (dataset, kind, file, part);
