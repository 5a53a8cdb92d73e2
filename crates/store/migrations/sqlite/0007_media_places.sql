-- Files near a place: found by their latitude first.
CREATE INDEX IF NOT EXISTS media_columns_by_latitude
    ON media_columns (dataset, latitude, longitude) WHERE latitude IS NOT NULL;
