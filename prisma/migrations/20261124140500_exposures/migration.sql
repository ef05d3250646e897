-- Who could have revealed which version of a connection's secret, from when to when. The rule is that of rules/access (`reveal`: access `manage`, ceiling
-- `member`), set-based; a test holds both together. A suspension does not end it: what someone could have copied before, they may have.

CREATE UNIQUE INDEX one_open_exposure ON exposures (organization_id, credential_id, member_id, how) WHERE until IS NULL;

CREATE FUNCTION could_reveal(connection_ids uuid[]) RETURNS TABLE (connection_id uuid, member_id uuid) LANGUAGE sql STABLE AS $$
  SELECT DISTINCT found.connection_id, m.id FROM (
    SELECT r.id AS connection_id, r.owner_id AS member_id FROM resources r
      WHERE r.organization_id = (SELECT current_organization()) AND r.id = ANY(connection_ids) AND r.archived_at IS NULL AND r.owner_id IS NOT NULL
    UNION ALL
    SELECT r.id, tm.member_id FROM resources r
      JOIN team_members tm ON tm.organization_id = r.organization_id AND tm.team_id IN (r.owner_team_id, r.team_id) AND tm.role = 'maintainer'
      JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id AND t.archived_at IS NULL
      WHERE r.organization_id = (SELECT current_organization()) AND r.id = ANY(connection_ids) AND r.archived_at IS NULL
    UNION ALL
    SELECT r.id, s.member_id FROM resources r
      JOIN shares s ON s.organization_id = r.organization_id AND s.resource_id = r.id AND s.level = 'manage' AND s.member_id IS NOT NULL
      WHERE r.organization_id = (SELECT current_organization()) AND r.id = ANY(connection_ids) AND r.archived_at IS NULL
    UNION ALL
    SELECT r.id, tm.member_id FROM resources r
      JOIN shares s ON s.organization_id = r.organization_id AND s.resource_id = r.id AND s.level = 'manage'
      JOIN team_members tm ON tm.organization_id = s.organization_id AND tm.team_id = s.team_id
      JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id AND t.archived_at IS NULL
      WHERE r.organization_id = (SELECT current_organization()) AND r.id = ANY(connection_ids) AND r.archived_at IS NULL
  ) found
  JOIN members m ON m.organization_id = (SELECT current_organization()) AND m.id = found.member_id
    AND m.role IN ('member', 'admin') AND m.status IN ('active', 'suspended')
$$;

-- Call it after the change, in its transaction. Two changes at once meet at the connections' rows, and the second sees what the first did.
CREATE FUNCTION sync_exposures(connection_ids uuid[], now_is timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE org uuid := current_organization();
BEGIN
  PERFORM FROM connections WHERE organization_id = org AND resource_id = ANY(connection_ids) ORDER BY resource_id FOR NO KEY UPDATE;
  UPDATE exposures e SET until = now_is
    FROM credentials c
    WHERE c.organization_id = org AND c.connection_id = ANY(connection_ids)
      AND e.organization_id = org AND e.credential_id = c.id AND e.how = 'could_reveal' AND e.until IS NULL
      AND (c.revoked_at IS NOT NULL OR NOT EXISTS (SELECT FROM could_reveal(connection_ids) r WHERE r.connection_id = c.connection_id AND r.member_id = e.member_id));
  INSERT INTO exposures (organization_id, credential_id, member_id, how, "from")
    SELECT org, c.id, r.member_id, 'could_reveal', now_is
    FROM could_reveal(connection_ids) r JOIN credentials c ON c.organization_id = org AND c.connection_id = r.connection_id AND c.revoked_at IS NULL
    ON CONFLICT (organization_id, credential_id, member_id, how) WHERE until IS NULL DO NOTHING;
END $$;

-- The connections whose secret a member could reveal, or is written down as being able to.
CREATE FUNCTION connections_of_member(who uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(DISTINCT r.id), '{}') FROM resources r
  WHERE r.organization_id = (SELECT current_organization()) AND r.kind = 'connection' AND (
    r.owner_id = who
    OR r.owner_team_id IN (SELECT team_id FROM team_members WHERE organization_id = (SELECT current_organization()) AND member_id = who)
    OR r.team_id IN (SELECT team_id FROM team_members WHERE organization_id = (SELECT current_organization()) AND member_id = who)
    OR r.id IN (SELECT resource_id FROM shares WHERE organization_id = (SELECT current_organization()) AND member_id = who)
    OR r.id IN (SELECT s.resource_id FROM shares s JOIN team_members tm ON tm.organization_id = s.organization_id AND tm.team_id = s.team_id
                WHERE s.organization_id = (SELECT current_organization()) AND tm.member_id = who)
    OR r.id IN (SELECT c.connection_id FROM exposures e JOIN credentials c ON c.organization_id = e.organization_id AND c.id = e.credential_id
                WHERE e.organization_id = (SELECT current_organization()) AND e.member_id = who AND e.until IS NULL))
$$;

CREATE FUNCTION connections_of_team(which uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(r.id), '{}') FROM resources r
  WHERE r.organization_id = (SELECT current_organization()) AND r.kind = 'connection' AND (
    r.owner_team_id = which OR r.team_id = which
    OR r.id IN (SELECT resource_id FROM shares WHERE organization_id = (SELECT current_organization()) AND team_id = which))
$$;

-- What a sign-in may see beyond one organization: in which of their own organizations a session of that person has opened the door.
CREATE POLICY own_doors ON session_organizations FOR SELECT
  USING ((SELECT current_person()) IS NOT NULL AND member_id IN (SELECT id FROM members WHERE person_id = (SELECT current_person())));
