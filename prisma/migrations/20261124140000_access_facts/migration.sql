-- The facts for access decisions and for verifying keys and sessions, in one round trip. Facts only: rules/access decides. It runs with the
-- caller's rights under forced row security, and sets the organization for its own transaction, so it must be a transaction's only statement or
-- be called in the same organization.

CREATE FUNCTION epoch_ms(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (extract(epoch FROM at) * 1000)::bigint;

CREATE FUNCTION member_facts(m members) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN (m).id IS NULL THEN NULL ELSE jsonb_build_object('organizationId', (m).organization_id, 'id', (m).id, 'kind', (m).kind,
    'role', (m).role, 'status', (m).status) END;

-- Whose API key has this hash; null where there is none.
CREATE FUNCTION key_facts(org uuid, key_hash bytea) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'member', member_facts(m) || jsonb_build_object('scopes', c.scopes),
    'key', jsonb_build_object('credentialId', c.id, 'scopes', c.scopes, 'expiresAt', epoch_ms(c.expires_at), 'revokedAt', epoch_ms(c.revoked_at),
      'rotated', c.successor_id IS NOT NULL, 'graceUntil', epoch_ms(c.grace_until)))
  FROM credentials c JOIN members m ON m.organization_id = c.organization_id AND m.id = c.holder_id
  WHERE c.organization_id = org AND c.hash = key_hash
$$;

-- Whose session has this token, and how its door to the organization stands; null where there is no door.
CREATE FUNCTION session_facts(org uuid, session_hash bytea) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'member', member_facts(m),
    'session', jsonb_build_object('sessionId', s.id, 'expiresAt', epoch_ms(s.expires_at), 'revokedAt', epoch_ms(s.revoked_at),
      'provedAt', epoch_ms(s.proved_at), 'shutAt', epoch_ms(d.revoked_at)))
  FROM sessions s JOIN session_organizations d ON d.organization_id = org AND d.session_id = s.id
    JOIN members m ON m.organization_id = d.organization_id AND m.id = d.member_id
  WHERE s.token_hash = session_hash
$$;

-- questions: [{resource | kind + hostId, member | runsAsOf | runsAsOfKind + runsAsOfHostId}]; who is neither named is the caller.
CREATE FUNCTION access_facts(org uuid, key_hash bytea, session_hash bytea, verify_hash bytea, questions jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE caller jsonb; answers jsonb; organization jsonb;
BEGIN
  PERFORM set_config('app.organization', org::text, true);
  SELECT jsonb_build_object('id', o.id, 'status', o.status) INTO organization FROM organizations o WHERE o.id = org;
  caller := CASE WHEN key_hash IS NOT NULL THEN key_facts(org, key_hash) WHEN session_hash IS NOT NULL THEN session_facts(org, session_hash) END;
  IF jsonb_array_length(questions) > 0 THEN
    SELECT jsonb_agg(jsonb_build_object(
        'member', CASE WHEN q.automated THEN NULL WHEN q.member IS NULL THEN caller -> 'member' ELSE member_facts(m) END,
        'resource', CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('organizationId', r.organization_id, 'id', r.id, 'kind', r.kind, 'archived', r.archived_at IS NOT NULL) END,
        'relation', jsonb_build_object(
          'owner', coalesce(r.owner_id = m.id, false),
          'ownerTeam', (SELECT jsonb_build_object('teamId', tm.team_id, 'role', tm.role) FROM team_members tm JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id
            WHERE tm.organization_id = org AND tm.team_id = r.owner_team_id AND tm.member_id = m.id AND t.archived_at IS NULL),
          'team', (SELECT jsonb_build_object('teamId', tm.team_id, 'role', tm.role) FROM team_members tm JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id
            WHERE tm.organization_id = org AND tm.team_id = r.team_id AND tm.member_id = m.id AND t.archived_at IS NULL),
          'share', (SELECT s.level FROM shares s WHERE s.organization_id = org AND s.resource_id = r.id AND s.member_id = m.id),
          'teamShares', (SELECT coalesce(jsonb_agg(jsonb_build_object('teamId', s.team_id, 'level', s.level) ORDER BY s.team_id), '[]')
            FROM shares s JOIN team_members tm ON tm.organization_id = s.organization_id AND tm.team_id = s.team_id AND tm.member_id = m.id
              JOIN teams t ON t.organization_id = s.organization_id AND t.id = s.team_id
            WHERE s.organization_id = org AND s.resource_id = r.id AND t.archived_at IS NULL)))
      || CASE WHEN NOT q.automated THEN '{}' ELSE jsonb_build_object('automation', jsonb_build_object(
          'resourceId', a.id, 'archived', coalesce(a.archived_at IS NOT NULL, true), 'runsAs', member_facts(m),
          'caretaking', CASE WHEN k.id IS NOT NULL THEN jsonb_build_object('caretaker', member_facts(km), 'until', epoch_ms(k.until)) END,
          'isObject', coalesce(a.id = r.id, false), 'isTarget', coalesce(a.target_id = r.id, false),
          'usesObject', EXISTS (SELECT FROM connection_uses u WHERE u.organization_id = org AND u.connection_id = r.id AND u.resource_id IN (a.id, a.target_id)))) END
      ORDER BY q.i)
    INTO answers
    FROM (
      SELECT i, member, coalesce(resource, (SELECT x.id FROM resources x WHERE x.organization_id = org AND x.kind = v.kind AND x.host_id = v."hostId")) AS resource_id,
        num_nonnulls("runsAsOf", "runsAsOfHostId") > 0 AS automated,
        coalesce("runsAsOf", (SELECT x.id FROM resources x WHERE x.organization_id = org AND x.kind = v."runsAsOfKind" AND x.host_id = v."runsAsOfHostId")) AS automation_id
      FROM ROWS FROM (jsonb_to_recordset(questions) AS (resource uuid, kind text, "hostId" text, member uuid, "runsAsOf" uuid, "runsAsOfKind" text, "runsAsOfHostId" text))
        WITH ORDINALITY AS v(resource, kind, "hostId", member, "runsAsOf", "runsAsOfKind", "runsAsOfHostId", i)
    ) q
    LEFT JOIN resources r ON r.organization_id = org AND r.id = q.resource_id
    LEFT JOIN resources a ON a.organization_id = org AND a.id = q.automation_id
    LEFT JOIN members m ON m.organization_id = org AND m.id = CASE WHEN q.automated THEN a.runs_as_id ELSE coalesce(q.member, (caller -> 'member' ->> 'id')::uuid) END
    LEFT JOIN caretakers k ON q.automated AND k.organization_id = org AND k.leaver_id = m.id AND k.ended_at IS NULL
    LEFT JOIN members km ON km.organization_id = org AND km.id = k.caretaker_id;
  END IF;
  RETURN jsonb_build_object('organization', organization, 'caller', caller, 'verified', CASE WHEN verify_hash IS NOT NULL THEN key_facts(org, verify_hash) END,
    'answers', coalesce(answers, '[]'));
END $$;

-- The trigger of the guards, now naming the member.
CREATE OR REPLACE FUNCTION keep_organization_governed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE org uuid; o organizations; who text;
BEGIN
  org := CASE TG_TABLE_NAME WHEN 'organizations' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(coalesce(NEW, OLD)) ->> 'organization_id')::uuid END;
  who := CASE TG_TABLE_NAME WHEN 'members' THEN to_jsonb(coalesce(NEW, OLD)) ->> 'id' ELSE '' END;
  SELECT * INTO o FROM organizations WHERE id = org FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = org AND kind = 'person' AND status = 'active' AND role = 'admin') THEN
    RAISE EXCEPTION 'last-admin' USING ERRCODE = 'DW001', DETAIL = who;
  END IF;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = org AND id = o.custodian_id AND kind = 'person' AND status IN ('active', 'suspended')) THEN
    RAISE EXCEPTION 'no-custodian' USING ERRCODE = 'DW002', DETAIL = who;
  END IF;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = org AND id = o.billing_contact_id AND kind = 'person' AND status IN ('active', 'suspended')) THEN
    RAISE EXCEPTION 'no-billing-contact' USING ERRCODE = 'DW003', DETAIL = who;
  END IF;
  RETURN NULL;
END $$;

-- No change by a member is recorded after their suspension: whoever suspends records a change too, so both meet at the organization's head, and
-- whoever comes second sees the first. (A mailed link is used by people who are not active yet.)
CREATE OR REPLACE FUNCTION record_changes(bodies text[], happened jsonb[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE h audit_heads; n bigint := cardinality(bodies); org uuid := current_organization(); last bytea; actor jsonb;
BEGIN
  IF org IS NULL THEN RAISE EXCEPTION 'no organization in this transaction' USING ERRCODE = 'insufficient_privilege'; END IF;
  IF n <> cardinality(happened) THEN RAISE EXCEPTION 'each change needs its event' USING ERRCODE = 'invalid_parameter_value'; END IF;
  IF n = 0 THEN RETURN 0; END IF;
  INSERT INTO audit_heads (organization_id) VALUES (org) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT h FROM audit_heads WHERE organization_id = org FOR UPDATE;
  actor := bodies[1]::jsonb -> 'actor';
  IF actor ->> 'by' = 'member' AND actor ->> 'through' <> 'mailed-link'
    AND NOT EXISTS (SELECT FROM members WHERE organization_id = org AND id = (actor ->> 'memberId')::uuid AND status = 'active') THEN
    RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'DW004', DETAIL = bodies[1]::jsonb ->> 'action';
  END IF;
  INSERT INTO audit_entries (organization_id, sequence, body, hash)
    SELECT org, h.sequence + i, b, audit_chain(h.hash, h.sequence + i, b) OVER (ORDER BY i) FROM unnest(bodies) WITH ORDINALITY AS u(b, i);
  INSERT INTO events (organization_id, sequence, type, object, object_id, at, data)
    SELECT org, h.sequence + i, e ->> 'type', e ->> 'object', (e ->> 'objectId')::uuid, (e ->> 'at')::timestamptz, coalesce(e -> 'data', '{}')
    FROM unnest(happened) WITH ORDINALITY AS u(e, i);
  SELECT hash INTO STRICT last FROM audit_entries WHERE organization_id = org AND sequence = h.sequence + n;
  UPDATE audit_heads SET sequence = h.sequence + n, hash = last WHERE organization_id = org;
  RETURN h.sequence + n;
END $$;
