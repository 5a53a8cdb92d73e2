-- The files of datasets: their records as they are sent, and what they are found by. no goes up with every new file
-- and names it in all tables; times are nanoseconds since 1970 UTC.

CREATE TABLE media_files (
    no      bigint NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    entry   text   NOT NULL                      -- the record, JSON
);

CREATE SEQUENCE media_file_numbers;

-- A column for every scalar at a record's top level, texts cut to 512 bytes.
CREATE TABLE media_columns (
    dataset     bigint NOT NULL,
    no          bigint NOT NULL,
    place       text COLLATE "C" NOT NULL,       -- its URI
    fingerprint text   NOT NULL,
    version     bigint NOT NULL,
    bytes       bigint NOT NULL,                 -- what counts against the dataset's limit
    terms       bigint NOT NULL,                 -- tells its terms from others
    latitude    double precision,
    longitude   double precision,
    "AccessControlAllowOrigin"              text COLLATE "C",
    "AccessControlRequestMethod"            text COLLATE "C",
    "Album"                                 text COLLATE "C",
    "AlbumArtist"                           text COLLATE "C",
    "Artist"                                text COLLATE "C",
    "Bitrate"                               bigint,
    "CacheControl"                          text COLLATE "C",
    "Composer"                              text COLLATE "C",
    "ContentDisposition"                    text COLLATE "C",
    "ContentEncoding"                       text COLLATE "C",
    "ContentLanguage"                       text COLLATE "C",
    "ContentMd5"                            text COLLATE "C",
    "ContentType"                           text COLLATE "C",
    "CreateTime"                            bigint,
    "CustomId"                              text COLLATE "C",
    "Duration"                              double precision,
    "ETag"                                  text COLLATE "C",
    "EXIF"                                  text COLLATE "C",
    "FigureCount"                           bigint,
    "FileAccessTime"                        bigint,
    "FileCreateTime"                        bigint,
    "FileHash"                              text COLLATE "C",
    "FileModifiedTime"                      bigint,
    "Filename"                              text COLLATE "C",
    "FormatLongName"                        text COLLATE "C",
    "FormatName"                            text COLLATE "C",
    "ImageHeight"                           bigint,
    "ImageWidth"                            bigint,
    "Language"                              text COLLATE "C",
    "LatLong"                               text COLLATE "C",
    "MediaType"                             text COLLATE "C",
    "OCRTexts"                              text COLLATE "C",
    "OSSCRC64"                              text COLLATE "C",
    "OSSExpiration"                         bigint,
    "OSSObjectType"                         text COLLATE "C",
    "OSSStorageClass"                       text COLLATE "C",
    "OSSTaggingCount"                       bigint,
    "OSSURI"                                text COLLATE "C",
    "OSSVersionId"                          text COLLATE "C",
    "ObjectACL"                             text COLLATE "C",
    "ObjectId"                              text COLLATE "C",
    "ObjectStatus"                          text COLLATE "C",
    "ObjectType"                            text COLLATE "C",
    "Orientation"                           bigint,
    "OwnerId"                               text COLLATE "C",
    "PageCount"                             bigint,
    "Performer"                             text COLLATE "C",
    "ProduceTime"                           bigint,
    "ProgramCount"                          bigint,
    "Reason"                                text COLLATE "C",
    "ServerSideDataEncryption"              text COLLATE "C",
    "ServerSideEncryption"                  text COLLATE "C",
    "ServerSideEncryptionCustomerAlgorithm" text COLLATE "C",
    "ServerSideEncryptionKeyId"             text COLLATE "C",
    "Size"                                  bigint,
    "StartTime"                             double precision,
    "StreamCount"                           bigint,
    "Timezone"                              text COLLATE "C",
    "Title"                                 text COLLATE "C",
    "TravelClusterId"                       text COLLATE "C",
    "URI"                                   text COLLATE "C",
    "UpdateTime"                            bigint,
    "VideoHeight"                           bigint,
    "VideoWidth"                            bigint,
    PRIMARY KEY (dataset, no)
);

CREATE UNIQUE INDEX media_columns_by_place ON media_columns (dataset, place);

-- What files are mostly sorted and grouped by.
CREATE INDEX media_columns_by_size         ON media_columns (dataset, "Size");
CREATE INDEX media_columns_by_filename     ON media_columns (dataset, "Filename");
CREATE INDEX media_columns_by_produced     ON media_columns (dataset, "ProduceTime");
CREATE INDEX media_columns_by_modified     ON media_columns (dataset, "FileModifiedTime");
CREATE INDEX media_columns_by_media_type   ON media_columns (dataset, "MediaType");
CREATE INDEX media_columns_by_content_type ON media_columns (dataset, "ContentType");

-- Which files have which terms. It only proposes, and the record decides.
CREATE TABLE media_terms (
    no    bigint   NOT NULL PRIMARY KEY,
    terms bigint[] NOT NULL
);

CREATE INDEX media_terms_by_term ON media_terms USING gin (terms);

-- The terms of texts that came with files and are not in their records: 8 bytes each.
CREATE TABLE media_texts (
    no    bigint NOT NULL PRIMARY KEY,
    terms bytea  NOT NULL
);
