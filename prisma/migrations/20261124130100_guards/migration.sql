-- What the schema language cannot say: who may touch which row, what must always be true, and the audit chain.

-- The runtime's rights. Processes log in as a role that is granted this one; it owns nothing and cannot bypass row security.
DO $$ BEGIN CREATE ROLE doorward_runtime NOLOGIN NOSUPERUSER NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;

-- Scopes of a transaction: one organization; or the directory (sign-in: persons, sessions); or one person's own memberships.
CREATE FUNCTION current_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.organization', true), '')::uuid;
CREATE FUNCTION in_directory() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.directory', true), '') = 'on';
CREATE FUNCTION current_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.person', true), '')::uuid;

-- Forced row security on every table that carries an organization. A test over the catalogue fails for one that lacks it.
DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'organization_id' LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
  END LOOP;
END $$;
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON organizations USING (id = (SELECT current_organization())) WITH CHECK (id = (SELECT current_organization()));

-- A person may see in which organizations they are a member, and those organizations' names.
CREATE POLICY own_memberships ON members FOR SELECT USING (person_id = (SELECT current_person()));
CREATE POLICY own_organizations ON organizations FOR SELECT
  USING ((SELECT current_person()) IS NOT NULL AND id IN (SELECT organization_id FROM members WHERE person_id = (SELECT current_person())));

-- Persons belong to no organization: written by sign-in only, read by an organization only for its own members.
DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['persons', 'person_emails', 'identities', 'sessions', 'sign_in_links'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY directory ON %I USING ((SELECT in_directory())) WITH CHECK ((SELECT in_directory()))', t);
  END LOOP;
END $$;
CREATE POLICY organization ON persons FOR SELECT
  USING (EXISTS (SELECT FROM members m WHERE m.person_id = persons.id AND m.organization_id = (SELECT current_organization())));
CREATE POLICY organization ON sessions FOR SELECT
  USING (EXISTS (SELECT FROM session_organizations s WHERE s.session_id = sessions.id AND s.organization_id = (SELECT current_organization())));

-- Rights: read and write facts, delete only what is a fact of the present; the audit is read only (it is written by record_changes).
GRANT USAGE ON SCHEMA public TO doorward_runtime;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO doorward_runtime;
GRANT DELETE ON team_members, shares, connection_uses, bookmarks, session_organizations, invitation_teams, removal_successors,
  plan_items, idempotency_keys, members TO doorward_runtime;
REVOKE INSERT, UPDATE ON audit_heads, audit_entries, events FROM doorward_runtime;
DO $$ BEGIN IF to_regclass('_prisma_migrations') IS NOT NULL THEN REVOKE ALL ON _prisma_migrations FROM doorward_runtime; END IF; END $$;

-- Shapes
ALTER TABLE members ADD CONSTRAINT member_of_kind CHECK (
  CASE kind WHEN 'service_account' THEN person_id IS NULL AND email IS NULL AND status <> 'invited'
            ELSE NOT caretaker AND (person_id IS NOT NULL OR status IN ('invited', 'removed')) END);
ALTER TABLE members ADD CONSTRAINT guest_has_sponsor CHECK (relationship = 'employee' OR status IN ('deactivated', 'removed') OR (sponsor_id IS NOT NULL AND ends_at IS NOT NULL));
ALTER TABLE resources ADD CONSTRAINT one_owner CHECK (num_nonnulls(owner_id, owner_team_id) = 1);
ALTER TABLE shares ADD CONSTRAINT one_receiver CHECK (num_nonnulls(member_id, team_id) = 1);
ALTER TABLE credentials ADD CONSTRAINT credential_of_kind CHECK (
  CASE kind WHEN 'api_key' THEN holder_id IS NOT NULL AND hash IS NOT NULL AND connection_id IS NULL
            ELSE connection_id IS NOT NULL AND holder_id IS NULL AND hash IS NULL END);
ALTER TABLE removal_successors ADD CONSTRAINT item_or_kind CHECK (num_nonnulls(resource_id, kind) <= 1);
CREATE UNIQUE INDEX one_holder_of_an_address ON person_emails (email) WHERE until IS NULL;
CREATE UNIQUE INDEX one_member_of_an_address ON members (organization_id, email) WHERE status IN ('invited', 'active', 'suspended');
CREATE UNIQUE INDEX one_caretaker ON members (organization_id) WHERE caretaker;
CREATE UNIQUE INDEX one_open_caretaking ON caretakers (organization_id, leaver_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX one_open_invitation ON invitations (organization_id, email) WHERE status IN ('awaiting_approval', 'sent');
CREATE UNIQUE INDEX one_open_removal ON removals (organization_id, member_id) WHERE status IN ('planned', 'awaiting_approval', 'waiting', 'running');
CREATE UNIQUE INDEX one_choice_of_successor ON removal_successors (organization_id, removal_id, coalesce(resource_id::text, kind, ''));
CREATE UNIQUE INDEX team_name ON teams (organization_id, lower(name)) WHERE archived_at IS NULL;
CREATE UNIQUE INDEX one_active_grant ON grants (organization_id, connection_id, status) WHERE status IN ('active', 'shadow');

-- Only what was never a member may be deleted: an invitation that came to nothing.
CREATE FUNCTION refuse_delete_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'invited' THEN RAISE EXCEPTION 'members are removed, never deleted' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER only_invited BEFORE DELETE ON members FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_member();

-- An organization always keeps one active admin, one billing contact and one custodian; two changes at once meet at the organization's row.
-- SQLSTATEs of ours start with DW; the message is the failure's name in rules/failures.ts.
CREATE FUNCTION keep_organization_governed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE org uuid; o organizations;
BEGIN
  org := CASE TG_TABLE_NAME WHEN 'organizations' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(coalesce(NEW, OLD)) ->> 'organization_id')::uuid END;
  SELECT * INTO o FROM organizations WHERE id = org FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = org AND kind = 'person' AND status = 'active' AND role = 'admin') THEN
    RAISE EXCEPTION 'last-admin' USING ERRCODE = 'DW001';
  END IF;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = org AND id = o.custodian_id AND kind = 'person' AND status IN ('active', 'suspended')) THEN
    RAISE EXCEPTION 'no-custodian' USING ERRCODE = 'DW002';
  END IF;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = org AND id = o.billing_contact_id AND kind = 'person' AND status IN ('active', 'suspended')) THEN
    RAISE EXCEPTION 'no-billing-contact' USING ERRCODE = 'DW003';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER governed AFTER INSERT OR UPDATE OF custodian_id, billing_contact_id ON organizations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_organization_governed();
CREATE CONSTRAINT TRIGGER governed AFTER UPDATE OF status, role OR DELETE ON members
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_organization_governed();

-- Audit: append-only, gapless, chained per organization. hash(n) = SHA-256(hash(n-1) | decimal n | LF | UTF-8 body), hash(0) is empty.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% on % is refused: it is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER append_only;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE events ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit_entries ADD CONSTRAINT body_is_json CHECK (jsonb_typeof(body::jsonb) = 'object');

CREATE FUNCTION audit_step(state bytea, previous bytea, sequence bigint, body text) RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS
  $$ BEGIN RETURN sha256(coalesce(state, previous) || convert_to(sequence::text || E'\n' || body, 'UTF8')); END $$;
CREATE AGGREGATE audit_chain(previous bytea, sequence bigint, body text) (SFUNC = audit_step, STYPE = bytea);

-- One call records one change or many: an audit entry and an event each, same sequence. The organization is the transaction's.
-- Call it last: the organization's head stays locked until commit.
CREATE FUNCTION record_changes(bodies text[], happened jsonb[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE h audit_heads; n bigint := cardinality(bodies); org uuid := current_organization(); last bytea;
BEGIN
  IF org IS NULL THEN RAISE EXCEPTION 'no organization in this transaction' USING ERRCODE = 'insufficient_privilege'; END IF;
  IF n <> cardinality(happened) THEN RAISE EXCEPTION 'each change needs its event' USING ERRCODE = 'invalid_parameter_value'; END IF;
  IF n = 0 THEN RETURN 0; END IF;
  INSERT INTO audit_heads (organization_id) VALUES (org) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT h FROM audit_heads WHERE organization_id = org FOR UPDATE;
  INSERT INTO audit_entries (organization_id, sequence, body, hash)
    SELECT org, h.sequence + i, b, audit_chain(h.hash, h.sequence + i, b) OVER (ORDER BY i) FROM unnest(bodies) WITH ORDINALITY AS u(b, i);
  INSERT INTO events (organization_id, sequence, type, object, object_id, at, data)
    SELECT org, h.sequence + i, e ->> 'type', e ->> 'object', (e ->> 'objectId')::uuid, (e ->> 'at')::timestamptz, coalesce(e -> 'data', '{}')
    FROM unnest(happened) WITH ORDINALITY AS u(e, i);
  SELECT hash INTO STRICT last FROM audit_entries WHERE organization_id = org AND sequence = h.sequence + n;
  UPDATE audit_heads SET sequence = h.sequence + n, hash = last WHERE organization_id = org;
  RETURN h.sequence + n;
END $$;
REVOKE ALL ON FUNCTION record_changes(text[], jsonb[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record_changes(text[], jsonb[]) TO doorward_runtime;
