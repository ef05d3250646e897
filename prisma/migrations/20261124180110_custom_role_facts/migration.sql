-- The facts for access decisions know custom roles: they are looked up for those who hold one.

CREATE FUNCTION custom_role_facts(org uuid, custom_role uuid) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT json_build_object('id', r.id, 'permissions', r.permissions) FROM custom_roles r WHERE r.organization_id = org AND r.id = custom_role);
END $$;

DROP FUNCTION member_facts(uuid, uuid, member_kind, org_role, member_status);
CREATE FUNCTION member_facts(org uuid, id uuid, kind member_kind, role org_role, status member_status, custom_role json) RETURNS json
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN id IS NOT NULL THEN
    json_build_object('organizationId', org, 'id', id, 'kind', kind, 'role', role, 'status', status, 'customRole', custom_role) END;

CREATE OR REPLACE FUNCTION key_facts(org uuid, key_hash bytea) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE c record; custom_role json;
BEGIN
  SELECT k.id, k.scopes, k.expires_at, k.revoked_at, k.successor_id, k.grace_until, m.id AS holder, m.kind, m.role, m.status, m.custom_role_id INTO c
    FROM credentials k JOIN members m ON m.organization_id = k.organization_id AND m.id = k.holder_id
    WHERE k.organization_id = org AND k.hash = key_hash;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF c.custom_role_id IS NOT NULL THEN custom_role := custom_role_facts(org, c.custom_role_id); END IF;
  RETURN json_build_object(
    'member', json_build_object('organizationId', org, 'id', c.holder, 'kind', c.kind, 'role', c.role, 'status', c.status, 'scopes', c.scopes, 'customRole', custom_role),
    'key', json_build_object('credentialId', c.id, 'scopes', c.scopes, 'expiresAt', epoch_ms(c.expires_at), 'revokedAt', epoch_ms(c.revoked_at),
      'rotated', c.successor_id IS NOT NULL, 'graceUntil', epoch_ms(c.grace_until)));
END $$;

CREATE OR REPLACE FUNCTION session_facts(org uuid, session_hash bytea) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE s record; custom_role json;
BEGIN
  SELECT x.id, x.expires_at, x.revoked_at, x.proved_at, d.revoked_at AS shut_at, m.id AS member, m.kind, m.role, m.status, m.custom_role_id INTO s
    FROM sessions x JOIN session_organizations d ON d.organization_id = org AND d.session_id = x.id
      JOIN members m ON m.organization_id = d.organization_id AND m.id = d.member_id
    WHERE x.token_hash = session_hash;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF s.custom_role_id IS NOT NULL THEN custom_role := custom_role_facts(org, s.custom_role_id); END IF;
  RETURN json_build_object('member', member_facts(org, s.member, s.kind, s.role, s.status, custom_role),
    'session', json_build_object('sessionId', s.id, 'expiresAt', epoch_ms(s.expires_at), 'revokedAt', epoch_ms(s.revoked_at),
      'provedAt', epoch_ms(s.proved_at), 'shutAt', epoch_ms(s.shut_at)));
END $$;

CREATE OR REPLACE FUNCTION question_facts(org uuid, question jsonb, caller json) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
  automated boolean := question ?| ARRAY['runsAsOf', 'runsAsOfHostId'];
  nothing CONSTANT json := '{"owner": false, "ownerTeam": null, "team": null, "share": null, "teamShares": []}';
  resource uuid; r resources; automation uuid; automation_archived timestamptz; runs_as uuid; target uuid;
  who uuid; who_kind member_kind; who_role org_role; who_status member_status; who_custom uuid; custom_role json; related uuid; member json; caretaking json;
BEGIN
  resource := CASE WHEN question ? 'resource' THEN (question ->> 'resource')::uuid ELSE host_resource(org, question ->> 'kind', question ->> 'hostId') END;
  SELECT x.id, x.kind, x.archived_at, x.owner_id, x.owner_team_id, x.team_id, x.runs_as_id, x.target_id
    INTO r.id, r.kind, r.archived_at, r.owner_id, r.owner_team_id, r.team_id, r.runs_as_id, r.target_id
    FROM resources x WHERE x.organization_id = org AND x.id = resource;
  IF automated THEN
    automation := CASE WHEN question ? 'runsAsOf' THEN (question ->> 'runsAsOf')::uuid
      ELSE host_resource(org, question ->> 'runsAsOfKind', question ->> 'runsAsOfHostId') END;
    SELECT x.id, x.archived_at, x.runs_as_id, x.target_id INTO automation, automation_archived, runs_as, target
      FROM resources x WHERE x.organization_id = org AND x.id = automation;
  END IF;
  IF automated OR question ? 'member' THEN
    SELECT x.id, x.kind, x.role, x.status, x.custom_role_id INTO who, who_kind, who_role, who_status, who_custom FROM members x
      WHERE x.organization_id = org AND x.id = CASE WHEN automated THEN runs_as ELSE (question ->> 'member')::uuid END;
    IF who_custom IS NOT NULL THEN custom_role := custom_role_facts(org, who_custom); END IF;
    member := member_facts(org, who, who_kind, who_role, who_status, custom_role);
    related := CASE WHEN who_status = 'active' THEN who END;
  ELSE
    member := caller;
    related := (caller ->> 'id')::uuid;
  END IF;
  IF automated AND who_status <> 'active' THEN
    SELECT json_build_object('caretaker', member_facts(org, x.id, x.kind, x.role, x.status, NULL), 'until', epoch_ms(c.until)) INTO caretaking
      FROM caretakers c JOIN members x ON x.organization_id = c.organization_id AND x.id = c.caretaker_id
      WHERE c.organization_id = org AND c.leaver_id = who AND c.ended_at IS NULL;
  END IF;
  RETURN json_build_object(
    'member', CASE WHEN NOT automated THEN member END,
    'resource', CASE WHEN r.id IS NOT NULL THEN json_build_object('organizationId', org, 'id', r.id, 'kind', r.kind, 'archived', r.archived_at IS NOT NULL) END,
    'relation', CASE WHEN r.id IS NULL OR related IS NULL THEN nothing ELSE relation_facts(org, r.id, r.owner_id, r.owner_team_id, r.team_id, related) END,
    'automation', CASE WHEN automated THEN json_build_object(
      'resourceId', automation, 'archived', automation IS NULL OR automation_archived IS NOT NULL, 'runsAs', member, 'caretaking', caretaking,
      'isObject', coalesce(automation = r.id, false), 'isTarget', coalesce(target = r.id, false),
      'usesObject', coalesce(r.kind = 'connection', false) AND EXISTS (SELECT FROM connection_uses u
        WHERE u.organization_id = org AND u.connection_id = r.id AND u.resource_id IN (automation, target))) END);
END $$;

-- Whose custom role lacks `reveal` could not have revealed.
CREATE OR REPLACE FUNCTION could_reveal(connection_ids uuid[]) RETURNS TABLE (connection_id uuid, member_id uuid) LANGUAGE sql STABLE AS $$
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
    AND (m.custom_role_id IS NULL OR EXISTS (SELECT FROM custom_roles c
      WHERE c.organization_id = m.organization_id AND c.id = m.custom_role_id AND 'reveal' = ANY(c.permissions)))
$$;
