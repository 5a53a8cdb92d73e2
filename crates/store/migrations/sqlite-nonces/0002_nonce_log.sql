-- Memory knows every nonce; the file is what memory is filled from at the next start, so it is only written at
-- its end. A row holds the first eight bytes of the SHA-256 of each nonce in it, as big-endian integers. The nonces of the
-- schema before are let go: they are good for minutes, and their hash cannot be made here.
DROP TABLE nonces;

CREATE TABLE nonces (
    expires_at INTEGER NOT NULL,
    digests    BLOB    NOT NULL,
    PRIMARY KEY (expires_at, digests)
) STRICT, WITHOUT ROWID;
