-- Who leaves together with whom: each removal of a set is planned by the same ground as its preview.
ALTER TABLE removals ADD COLUMN leaving_with uuid[] NOT NULL DEFAULT '{}';
