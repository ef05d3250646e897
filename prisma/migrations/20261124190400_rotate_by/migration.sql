-- Someone who knows a connection's secret may no longer use it (a role change, leaving a team, a share that ends): until when a new version is to take its place.
-- A new version has none, so setting it is what settles this.
ALTER TABLE credentials ADD COLUMN rotate_by timestamptz(3);
ALTER TABLE credentials ADD CONSTRAINT credentials_rotate_by CHECK (rotate_by IS NULL OR kind = 'connection_secret');
