-- The same facts, each looked up by its key: a join over the questions was planned as a scan of the whole organization. What a decision does not depend on
-- is not looked up, and a table that was small when a plan was made is not scanned when it has grown.

DROP FUNCTION access_facts(uuid, bytea, bytea, bytea, jsonb);
DROP FUNCTION key_facts(uuid, bytea);
DROP FUNCTION session_facts(uuid, bytea);
DROP FUNCTION member_facts(members);

CREATE FUNCTION member_facts(org uuid, id uuid, kind member_kind, role org_role, status member_status) RETURNS json LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN id IS NOT NULL THEN json_build_object('organizationId', org, 'id', id, 'kind', kind, 'role', role, 'status', status) END;

-- Whose API key has this hash; null where there is none.
CREATE FUNCTION key_facts(org uuid, key_hash bytea) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE c record;
BEGIN
  SELECT k.id, k.scopes, k.expires_at, k.revoked_at, k.successor_id, k.grace_until, m.id AS holder, m.kind, m.role, m.status INTO c
    FROM credentials k JOIN members m ON m.organization_id = k.organization_id AND m.id = k.holder_id
    WHERE k.organization_id = org AND k.hash = key_hash;
  IF NOT FOUND THEN RETURN NULL; END IF;
  RETURN json_build_object(
    'member', json_build_object('organizationId', org, 'id', c.holder, 'kind', c.kind, 'role', c.role, 'status', c.status, 'scopes', c.scopes),
    'key', json_build_object('credentialId', c.id, 'scopes', c.scopes, 'expiresAt', epoch_ms(c.expires_at), 'revokedAt', epoch_ms(c.revoked_at),
      'rotated', c.successor_id IS NOT NULL, 'graceUntil', epoch_ms(c.grace_until)));
END $$;

-- Whose session has this token, and how its door to the organization stands; null where there is no door.
CREATE FUNCTION session_facts(org uuid, session_hash bytea) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE s record;
BEGIN
  SELECT x.id, x.expires_at, x.revoked_at, x.proved_at, d.revoked_at AS shut_at, m.id AS member, m.kind, m.role, m.status INTO s
    FROM sessions x JOIN session_organizations d ON d.organization_id = org AND d.session_id = x.id
      JOIN members m ON m.organization_id = d.organization_id AND m.id = d.member_id
    WHERE x.token_hash = session_hash;
  IF NOT FOUND THEN RETURN NULL; END IF;
  RETURN json_build_object('member', member_facts(org, s.member, s.kind, s.role, s.status),
    'session', json_build_object('sessionId', s.id, 'expiresAt', epoch_ms(s.expires_at), 'revokedAt', epoch_ms(s.revoked_at),
      'provedAt', epoch_ms(s.proved_at), 'shutAt', epoch_ms(s.shut_at)));
END $$;

-- What connects a member to a resource. Ownership gives most: then teams and shares are not looked up.
CREATE FUNCTION relation_facts(org uuid, resource uuid, owner uuid, owner_team uuid, team uuid, who uuid) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE by_owner_team json; by_team json; share share_level; team_shares json;
BEGIN
  IF owner = who THEN
    RETURN '{"owner": true, "ownerTeam": null, "team": null, "share": null, "teamShares": []}';
  END IF;
  IF owner_team IS NOT NULL THEN
    SELECT json_build_object('teamId', tm.team_id, 'role', tm.role) INTO by_owner_team
      FROM team_members tm JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id
      WHERE tm.organization_id = org AND tm.team_id = owner_team AND tm.member_id = who AND t.archived_at IS NULL;
  END IF;
  IF team IS NOT NULL THEN
    SELECT json_build_object('teamId', tm.team_id, 'role', tm.role) INTO by_team
      FROM team_members tm JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id
      WHERE tm.organization_id = org AND tm.team_id = team AND tm.member_id = who AND t.archived_at IS NULL;
  END IF;
  SELECT s.level INTO share FROM shares s WHERE s.organization_id = org AND s.resource_id = resource AND s.member_id = who;
  IF EXISTS (SELECT FROM shares s WHERE s.organization_id = org AND s.resource_id = resource AND s.team_id IS NOT NULL) THEN
    SELECT json_agg(json_build_object('teamId', s.team_id, 'level', s.level) ORDER BY s.team_id) INTO team_shares
      FROM shares s JOIN team_members tm ON tm.organization_id = s.organization_id AND tm.team_id = s.team_id AND tm.member_id = who
        JOIN teams t ON t.organization_id = s.organization_id AND t.id = s.team_id
      WHERE s.organization_id = org AND s.resource_id = resource AND s.team_id IS NOT NULL AND t.archived_at IS NULL;
  END IF;
  RETURN json_build_object('owner', false, 'ownerTeam', by_owner_team, 'team', by_team, 'share', share, 'teamShares', coalesce(team_shares, '[]'));
END $$;

CREATE FUNCTION host_resource(org uuid, of_kind text, its_id text) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN (SELECT x.id FROM resources x WHERE x.organization_id = org AND x.kind = of_kind AND x.host_id = its_id); END $$;

-- The facts of one question: {resource | kind + hostId, member | runsAsOf | runsAsOfKind + runsAsOfHostId}; who is neither named is the caller.
-- Of who is not active no relation is looked up: nothing that it could say would count.
CREATE FUNCTION question_facts(org uuid, question jsonb, caller json) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
  automated boolean := question ?| ARRAY['runsAsOf', 'runsAsOfHostId'];
  nothing CONSTANT json := '{"owner": false, "ownerTeam": null, "team": null, "share": null, "teamShares": []}';
  resource uuid; r resources; automation uuid; automation_archived timestamptz; runs_as uuid; target uuid;
  who uuid; who_kind member_kind; who_role org_role; who_status member_status; related uuid; member json; caretaking json;
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
    SELECT x.id, x.kind, x.role, x.status INTO who, who_kind, who_role, who_status FROM members x
      WHERE x.organization_id = org AND x.id = CASE WHEN automated THEN runs_as ELSE (question ->> 'member')::uuid END;
    member := member_facts(org, who, who_kind, who_role, who_status);
    related := CASE WHEN who_status = 'active' THEN who END;
  ELSE
    member := caller;
    related := (caller ->> 'id')::uuid;
  END IF;
  IF automated AND who_status <> 'active' THEN
    SELECT json_build_object('caretaker', member_facts(org, x.id, x.kind, x.role, x.status), 'until', epoch_ms(c.until)) INTO caretaking
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

CREATE FUNCTION access_facts(org uuid, key_hash bytea, session_hash bytea, verify_hash bytea, questions jsonb) RETURNS json LANGUAGE plpgsql
  SET enable_seqscan = off AS $$
DECLARE caller json; member json; answers json; organization json; scope text;
BEGIN
  scope := set_config('app.organization', org::text, true);
  SELECT json_build_object('id', o.id, 'status', o.status) INTO organization FROM organizations o WHERE o.id = org;
  caller := CASE WHEN key_hash IS NOT NULL THEN key_facts(org, key_hash) WHEN session_hash IS NOT NULL THEN session_facts(org, session_hash) END;
  member := caller -> 'member';
  answers := CASE jsonb_array_length(questions) WHEN 0 THEN '[]' WHEN 1 THEN json_build_array(question_facts(org, questions -> 0, member))
    ELSE (SELECT json_agg(question_facts(org, q.question, member) ORDER BY q.i) FROM jsonb_array_elements(questions) WITH ORDINALITY AS q(question, i)) END;
  RETURN json_build_object('organization', organization, 'caller', caller,
    'verified', CASE WHEN verify_hash IS NOT NULL THEN key_facts(org, verify_hash) END, 'answers', answers);
END $$;

-- The same policy, without a sub-query that every look at an organization would have to prepare.
CREATE FUNCTION is_own_organization(organization uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN EXISTS (SELECT FROM members WHERE organization_id = organization AND person_id = current_person()); END $$;
DROP POLICY own_organizations ON organizations;
CREATE POLICY own_organizations ON organizations FOR SELECT USING ((SELECT current_person()) IS NOT NULL AND is_own_organization(id));
