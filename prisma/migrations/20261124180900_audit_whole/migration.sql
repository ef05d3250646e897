-- Audit, whole (decisions 30 and 31): what a filter asks of an entry as columns, personal values apart under a key per person, and retention behind
-- signed checkpoints.

-- What is asked for, beside the body that is hashed. "at" is the database's clock under the head's lock, so that it never falls as the sequence rises.
ALTER TABLE "audit_heads" ADD COLUMN "at" TIMESTAMPTZ(3);
ALTER TABLE "audit_entries" ADD COLUMN "action" TEXT, ADD COLUMN "object" TEXT, ADD COLUMN "object_id" UUID, ADD COLUMN "actor_id" UUID,
  ADD COLUMN "at" TIMESTAMPTZ(3);
ALTER TABLE audit_entries DISABLE TRIGGER append_only;
ALTER TABLE audit_entries NO FORCE ROW LEVEL SECURITY;
ALTER TABLE events NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_heads NO FORCE ROW LEVEL SECURITY;
UPDATE audit_entries a SET action = e.type, object = e.object, object_id = e.object_id, at = e.running,
  actor_id = coalesce(a.body::jsonb #>> '{actor,memberId}', a.body::jsonb #>> '{actor,onBehalfOf}')::uuid
FROM (SELECT *, max(at) OVER (PARTITION BY organization_id ORDER BY sequence) AS running FROM events) e
WHERE e.organization_id = a.organization_id AND e.sequence = a.sequence;
UPDATE audit_heads h SET at = a.at FROM audit_entries a WHERE a.organization_id = h.organization_id AND a.sequence = h.sequence;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE "audit_entries" ALTER COLUMN "action" SET NOT NULL, ALTER COLUMN "object" SET NOT NULL, ALTER COLUMN "at" SET NOT NULL;

-- One index for each filter, each in the order of pages. A time range is turned into a range of sequences, which every one of them serves.
CREATE INDEX "audit_entries_organization_id_action_sequence_idx" ON "audit_entries"("organization_id", "action", "sequence");
CREATE INDEX "audit_entries_organization_id_object_sequence_idx" ON "audit_entries"("organization_id", "object", "sequence");
CREATE INDEX "audit_entries_organization_id_object_id_sequence_idx" ON "audit_entries"("organization_id", "object_id", "sequence");
CREATE INDEX "audit_entries_organization_id_actor_id_sequence_idx" ON "audit_entries"("organization_id", "actor_id", "sequence");
CREATE INDEX "audit_entries_organization_id_at_sequence_idx" ON "audit_entries"("organization_id", "at", "sequence");
CREATE INDEX audit_entry_noun ON audit_entries (organization_id, split_part(action, '.', 1), sequence);

-- CreateTable
CREATE TABLE "audit_keys" (
    "organization_id" UUID NOT NULL,
    "subject_id" UUID NOT NULL,
    "box" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "destroyed_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_keys_pkey" PRIMARY KEY ("organization_id","subject_id")
);

-- CreateTable
CREATE TABLE "audit_values" (
    "organization_id" UUID NOT NULL,
    "commitment" BYTEA NOT NULL,
    "subject_id" UUID NOT NULL,
    "box" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_values_pkey" PRIMARY KEY ("organization_id","commitment")
);

-- CreateTable
CREATE TABLE "audit_checkpoints" (
    "organization_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "cutoff" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "jws" TEXT NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("organization_id","sequence")
);

-- CreateIndex
CREATE INDEX "audit_values_organization_id_at_idx" ON "audit_values"("organization_id", "at");

DO $$ DECLARE t text; BEGIN
  FOREACH t IN ARRAY ARRAY['audit_keys', 'audit_values', 'audit_checkpoints'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization ON %I USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()))', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON audit_keys, audit_values TO doorward_runtime;
GRANT UPDATE (box, destroyed_at) ON audit_keys TO doorward_runtime;
GRANT SELECT ON audit_checkpoints TO doorward_runtime;

-- A key is there or destroyed, and what was destroyed stays so: by nobody, the owner of the database neither, is it put back.
ALTER TABLE audit_keys ADD CONSTRAINT there_or_destroyed CHECK (num_nonnulls(box, destroyed_at) = 1);
CREATE FUNCTION refuse_other_than_destruction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.box IS NOT NULL AND NEW.box IS NULL AND (NEW.organization_id, NEW.subject_id) = (OLD.organization_id, OLD.subject_id) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a key of the audit can only be destroyed, once' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_destroyed BEFORE UPDATE ON audit_keys FOR EACH ROW EXECUTE FUNCTION refuse_other_than_destruction();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON audit_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit_values FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_keys ENABLE ALWAYS TRIGGER only_destroyed;
ALTER TABLE audit_keys ENABLE ALWAYS TRIGGER kept;
ALTER TABLE audit_values ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit_checkpoints ENABLE ALWAYS TRIGGER append_only;

-- Entries and events: no update by anyone; deleted only what lies behind a checkpoint, by the owner of the database neither.
CREATE FUNCTION refuse_before_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.sequence <= (SELECT max(sequence) FROM audit_checkpoints WHERE organization_id = OLD.organization_id) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'DELETE on % is refused: it is append-only, but for what lies behind a checkpoint', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER append_only ON audit_entries;
DROP TRIGGER append_only ON events;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER behind_checkpoint BEFORE DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_before_checkpoint();
CREATE TRIGGER behind_checkpoint BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_before_checkpoint();
ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE events ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER behind_checkpoint;
ALTER TABLE events ENABLE ALWAYS TRIGGER behind_checkpoint;

-- As before, and with the columns. One change, the usual case, needs no window.
CREATE OR REPLACE FUNCTION record_changes(bodies text[], happened jsonb[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE h audit_heads; n bigint := cardinality(bodies); org uuid := current_organization(); last bytea; actor jsonb; doer uuid; moment timestamptz(3);
BEGIN
  IF org IS NULL THEN RAISE EXCEPTION 'no organization in this transaction' USING ERRCODE = 'insufficient_privilege'; END IF;
  IF n <> cardinality(happened) THEN RAISE EXCEPTION 'each change needs its event' USING ERRCODE = 'invalid_parameter_value'; END IF;
  IF n = 0 THEN RETURN 0; END IF;
  actor := bodies[1]::jsonb -> 'actor';
  doer := coalesce(actor ->> 'memberId', actor ->> 'onBehalfOf');
  SELECT * INTO h FROM audit_heads WHERE organization_id = org FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO audit_heads (organization_id) VALUES (org) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT h FROM audit_heads WHERE organization_id = org FOR UPDATE;
  END IF;
  IF actor ->> 'by' = 'member' AND actor ->> 'through' <> 'mailed-link'
    AND NOT EXISTS (SELECT FROM members WHERE organization_id = org AND id = doer AND status = 'active') THEN
    RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'DW004', DETAIL = bodies[1]::jsonb ->> 'action';
  END IF;
  moment := greatest(clock_timestamp(), h.at);
  INSERT INTO audit_entries (organization_id, sequence, body, hash, action, object, object_id, actor_id, at)
    SELECT org, h.sequence + i, b, audit_chain(h.hash, h.sequence + i, b) OVER (ORDER BY i), e ->> 'type', e ->> 'object', (e ->> 'objectId')::uuid,
      doer, moment
    FROM unnest(bodies, happened) WITH ORDINALITY AS u(b, e, i);
  INSERT INTO events (organization_id, sequence, type, object, object_id, at, data)
    SELECT org, h.sequence + i, e ->> 'type', e ->> 'object', (e ->> 'objectId')::uuid, (e ->> 'at')::timestamptz, coalesce(e -> 'data', '{}')
    FROM unnest(happened) WITH ORDINALITY AS u(e, i);
  SELECT hash INTO STRICT last FROM audit_entries WHERE organization_id = org AND sequence = h.sequence + n;
  UPDATE audit_heads SET sequence = h.sequence + n, hash = last, at = moment WHERE organization_id = org;
  RETURN h.sequence + n;
END $$;

-- Retention. An organization's entries up to the checkpoint may go from then on; none of them younger than 30 days, whatever it asks for.
CREATE FUNCTION record_audit_checkpoint(upto bigint, digest bytea, before timestamptz, signed text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE org uuid := current_organization(); earlier bigint;
BEGIN
  PERFORM FROM audit_heads WHERE organization_id = org FOR UPDATE;
  SELECT coalesce(max(c.sequence), 0) INTO earlier FROM audit_checkpoints c WHERE c.organization_id = org;
  IF upto <= earlier THEN RAISE EXCEPTION 'there is a checkpoint at %', earlier USING ERRCODE = 'restrict_violation'; END IF;
  IF before > clock_timestamp() - interval '30 days' THEN RAISE EXCEPTION 'entries are kept for 30 days at least' USING ERRCODE = 'restrict_violation'; END IF;
  IF NOT EXISTS (SELECT FROM audit_entries WHERE organization_id = org AND sequence = upto AND hash = digest AND at < before) THEN
    RAISE EXCEPTION 'the chain has no such entry' USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO audit_checkpoints (organization_id, sequence, hash, cutoff, jws) VALUES (org, upto, digest, before, signed);
END $$;

-- One bounded batch of what lies behind the checkpoint: entries with their events, then personal values that nothing refers to any more. A value is
-- written at most a day before the last entry that refers to it; a week is left for an entry whose worker was down meanwhile.
CREATE FUNCTION drop_audit_entries(most integer) RETURNS TABLE (entries bigint, personal bigint) LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE org uuid := current_organization(); c audit_checkpoints;
BEGIN
  entries := 0; personal := 0;
  SELECT * INTO c FROM audit_checkpoints WHERE organization_id = org ORDER BY sequence DESC LIMIT 1;
  IF FOUND THEN
    WITH behind AS (SELECT sequence FROM audit_entries WHERE organization_id = org AND sequence <= c.sequence ORDER BY sequence LIMIT most)
    DELETE FROM audit_entries a USING behind b WHERE a.organization_id = org AND a.sequence = b.sequence;
    GET DIAGNOSTICS entries = ROW_COUNT;
    WITH behind AS (SELECT sequence FROM events WHERE organization_id = org AND sequence <= c.sequence ORDER BY sequence LIMIT most)
    DELETE FROM events e USING behind b WHERE e.organization_id = org AND e.sequence = b.sequence;
    IF entries = 0 THEN
      WITH old AS (SELECT commitment FROM audit_values WHERE organization_id = org AND at < c.cutoff - interval '7 days' ORDER BY at LIMIT most)
      DELETE FROM audit_values v USING old WHERE v.organization_id = org AND v.commitment = old.commitment;
      GET DIAGNOSTICS personal = ROW_COUNT;
    END IF;
  END IF;
  RETURN NEXT;
END $$;

-- Whose audit has a retention: ids, and nothing else, so that one run can see to all organizations.
CREATE FUNCTION organizations_with_retention(beyond uuid, most integer) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM organizations WHERE policy #>> '{audit,retentionDays}' IS NOT NULL AND (beyond IS NULL OR id > beyond) ORDER BY id LIMIT most
$$;
REVOKE ALL ON FUNCTION record_audit_checkpoint(bigint, bytea, timestamptz, text), drop_audit_entries(integer), organizations_with_retention(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record_audit_checkpoint(bigint, bytea, timestamptz, text), drop_audit_entries(integer), organizations_with_retention(uuid, integer) TO doorward_runtime;
