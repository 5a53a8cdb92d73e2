-- Media: projects, datasets, attached buckets, bindings, tasks, clusters, vectors; the files' records are in the
-- next migration. Times are milliseconds since 1970 UTC, records the wire's objects as JSON text. version grows with
-- every change of a row but not with what is counted beside it: a change names the version that it read.

CREATE TABLE media_projects (
    tenant   text COLLATE "C" NOT NULL,
    name     text COLLATE "C" NOT NULL,
    record   text             NOT NULL,
    version  bigint           NOT NULL,
    datasets bigint           NOT NULL,          -- how many it has
    PRIMARY KEY (tenant, name)
);

-- no names the dataset in all tables below, is never given out twice, and is only learned through the tenant.
CREATE TABLE media_datasets (
    no       bigint           NOT NULL PRIMARY KEY,
    tenant   text COLLATE "C" NOT NULL,
    project  text COLLATE "C" NOT NULL,
    name     text COLLATE "C" NOT NULL,
    record   text             NOT NULL,
    version  bigint           NOT NULL,
    files    bigint           NOT NULL,          -- how many it has
    bytes    bigint           NOT NULL,          -- of those files, as their records say
    bindings bigint           NOT NULL           -- how many it has
);

CREATE UNIQUE INDEX media_datasets_by_name ON media_datasets (tenant, project, name);

CREATE TABLE media_attachments (
    tenant  text COLLATE "C" NOT NULL,
    bucket  text COLLATE "C" NOT NULL,
    project text COLLATE "C" NOT NULL,
    record  text             NOT NULL,
    PRIMARY KEY (tenant, bucket)
);

CREATE INDEX media_attachments_by_project ON media_attachments (tenant, project, bucket);

-- tenant, project and dataset_name are the dataset's own, which never change.
CREATE TABLE media_bindings (
    dataset      bigint           NOT NULL,
    uri          text COLLATE "C" NOT NULL,      -- what it follows
    tenant       text COLLATE "C" NOT NULL,
    project      text COLLATE "C" NOT NULL,
    dataset_name text COLLATE "C" NOT NULL,
    record       text             NOT NULL,
    progress     text             NOT NULL,      -- what the service alone reads
    version      bigint           NOT NULL,
    PRIMARY KEY (dataset, uri)
);

CREATE INDEX media_bindings_by_project ON media_bindings (tenant, project, dataset, uri);
CREATE INDEX media_bindings_by_uri ON media_bindings (tenant, uri);

CREATE TABLE media_tasks (
    tenant     text COLLATE "C" NOT NULL,
    project    text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,        -- sorts by age
    kind       text COLLATE "C" NOT NULL,
    status     smallint         NOT NULL,        -- 0 running, 1 succeeded, 2 failed
    started_at bigint           NOT NULL,
    ended_at   bigint,
    record     text             NOT NULL,
    version    bigint           NOT NULL,
    PRIMARY KEY (tenant, project, id)
);

-- To forget them, whosever they are.
CREATE INDEX media_tasks_by_end ON media_tasks (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE media_clusters (
    dataset bigint           NOT NULL,
    kind    smallint         NOT NULL,           -- 0 figures, 1 place and date, 2 similar pictures
    id      text COLLATE "C" NOT NULL,
    record  text             NOT NULL,
    notes   text             NOT NULL,           -- what the service alone reads
    version bigint           NOT NULL,
    PRIMARY KEY (dataset, kind, id)
);

CREATE TABLE media_vectors (
    dataset bigint           NOT NULL,
    kind    smallint         NOT NULL,           -- 0 meaning, 1 figure
    file    bigint           NOT NULL,
    part    text COLLATE "C" NOT NULL,           -- empty for the file itself
    numbers bytea            NOT NULL,           -- 32-bit floats, little-endian
    PRIMARY KEY (dataset, kind, file, part)
);
