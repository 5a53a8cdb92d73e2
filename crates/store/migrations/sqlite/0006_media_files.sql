-- The files of datasets: their records as they are sent, and what they are found by. no goes up with every new file
-- and names it in all tables; times are nanoseconds since 1970 UTC.

CREATE TABLE media_files (
    no      INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    entry   TEXT    NOT NULL                     -- the record, JSON
) STRICT;

-- A column for every scalar at a record's top level, texts cut to 512 bytes; a dataset's are one stretch, in the order
-- of their numbers.
CREATE TABLE media_columns (
    dataset     INTEGER NOT NULL,
    no          INTEGER NOT NULL,
    place       TEXT    NOT NULL,                -- its URI
    fingerprint TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,                -- what counts against the dataset's limit
    terms       INTEGER NOT NULL,                -- tells its terms from others
    latitude    REAL,
    longitude   REAL,
    "AccessControlAllowOrigin"              TEXT,
    "AccessControlRequestMethod"            TEXT,
    "Album"                                 TEXT,
    "AlbumArtist"                           TEXT,
    "Artist"                                TEXT,
    "Bitrate"                               INTEGER,
    "CacheControl"                          TEXT,
    "Composer"                              TEXT,
    "ContentDisposition"                    TEXT,
    "ContentEncoding"                       TEXT,
    "ContentLanguage"                       TEXT,
    "ContentMd5"                            TEXT,
    "ContentType"                           TEXT,
    "CreateTime"                            INTEGER,
    "CustomId"                              TEXT,
    "Duration"                              REAL,
    "ETag"                                  TEXT,
    "EXIF"                                  TEXT,
    "FigureCount"                           INTEGER,
    "FileAccessTime"                        INTEGER,
    "FileCreateTime"                        INTEGER,
    "FileHash"                              TEXT,
    "FileModifiedTime"                      INTEGER,
    "Filename"                              TEXT,
    "FormatLongName"                        TEXT,
    "FormatName"                            TEXT,
    "ImageHeight"                           INTEGER,
    "ImageWidth"                            INTEGER,
    "Language"                              TEXT,
    "LatLong"                               TEXT,
    "MediaType"                             TEXT,
    "OCRTexts"                              TEXT,
    "OSSCRC64"                              TEXT,
    "OSSExpiration"                         INTEGER,
    "OSSObjectType"                         TEXT,
    "OSSStorageClass"                       TEXT,
    "OSSTaggingCount"                       INTEGER,
    "OSSURI"                                TEXT,
    "OSSVersionId"                          TEXT,
    "ObjectACL"                             TEXT,
    "ObjectId"                              TEXT,
    "ObjectStatus"                          TEXT,
    "ObjectType"                            TEXT,
    "Orientation"                           INTEGER,
    "OwnerId"                               TEXT,
    "PageCount"                             INTEGER,
    "Performer"                             TEXT,
    "ProduceTime"                           INTEGER,
    "ProgramCount"                          INTEGER,
    "Reason"                                TEXT,
    "ServerSideDataEncryption"              TEXT,
    "ServerSideEncryption"                  TEXT,
    "ServerSideEncryptionCustomerAlgorithm" TEXT,
    "ServerSideEncryptionKeyId"             TEXT,
    "Size"                                  INTEGER,
    "StartTime"                             REAL,
    "StreamCount"                           INTEGER,
    "Timezone"                              TEXT,
    "Title"                                 TEXT,
    "TravelClusterId"                       TEXT,
    "URI"                                   TEXT,
    "UpdateTime"                            INTEGER,
    "VideoHeight"                           INTEGER,
    "VideoWidth"                            INTEGER,
    PRIMARY KEY (dataset, no)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX media_columns_by_place ON media_columns (dataset, place);

-- What files are mostly sorted and grouped by. Each more costs every new file a page of the log.
CREATE INDEX media_columns_by_size         ON media_columns (dataset, "Size");
CREATE INDEX media_columns_by_filename     ON media_columns (dataset, "Filename");
CREATE INDEX media_columns_by_produced     ON media_columns (dataset, "ProduceTime");
CREATE INDEX media_columns_by_modified     ON media_columns (dataset, "FileModifiedTime");
CREATE INDEX media_columns_by_media_type   ON media_columns (dataset, "MediaType");
CREATE INDEX media_columns_by_content_type ON media_columns (dataset, "ContentType");

-- Which files have which terms, by number. Keeps no text: it only proposes, and the record decides.
CREATE VIRTUAL TABLE media_terms USING fts5 (
    terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- The terms of texts that came with files and are not in their records: 8 bytes each.
CREATE TABLE media_texts (
    no    INTEGER NOT NULL PRIMARY KEY,
    terms BLOB    NOT NULL
) STRICT;
