-- Members are found by the beginning of any word of their name or address, in an organization of a thousand as in one of a million: row-level security lets
-- the planner look up only by operators that leak nothing, which a comparison in the order of bytes is and LIKE is not. Beside the words lies the form of each
-- address in which letters that look alike are the same.

-- CreateEnum
CREATE TYPE "member_term_kind" AS ENUM ('word', 'look_alike');

-- CreateTable
CREATE TABLE "member_terms" (
    "organization_id" UUID NOT NULL,
    "kind" "member_term_kind" NOT NULL,
    "term" TEXT COLLATE "C" NOT NULL,
    "member_id" UUID NOT NULL,

    CONSTRAINT "member_terms_pkey" PRIMARY KEY ("organization_id","kind","term","member_id")
);

-- CreateIndex
CREATE INDEX "member_terms_organization_id_member_id_idx" ON "member_terms"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "members_organization_id_role_name_id_idx" ON "members"("organization_id", "role", "name", "id");

-- CreateIndex
CREATE INDEX "members_organization_id_relationship_name_id_idx" ON "members"("organization_id", "relationship", "name", "id");

-- CreateIndex
CREATE INDEX "members_organization_id_status_created_at_id_idx" ON "members"("organization_id", "status", "created_at", "id");

-- AddForeignKey
ALTER TABLE "member_terms" ADD CONSTRAINT "member_terms_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- Whether one active admin is left is asked at every suspension.
CREATE INDEX active_admins ON members (organization_id) WHERE kind = 'person' AND status = 'active' AND role = 'admin';

CREATE FUNCTION look_alike(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN replace(replace(translate(lower($1), '01', 'ol'), 'rn', 'm'), 'vv', 'w');

-- In lower case, without accents: what is typed is brought to the same form (rules/members/search.ts).
CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g'));

-- The words of a name; of an address: it, its parts, and its email domain after an @; and address and email domain as what they look like.
CREATE FUNCTION terms_of(name text, email text) RETURNS TABLE (kind member_term_kind, term text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 'word'::member_term_kind, w FROM regexp_split_to_table(folded(name || ' ' || coalesce(email, '')), '[\s!-/:-@[-`{-~]+') w WHERE w <> ''
  UNION SELECT 'word', folded(email) WHERE email IS NOT NULL
  UNION SELECT 'word', '@' || split_part(folded(email), '@', 2) WHERE email IS NOT NULL
  UNION SELECT 'look_alike', look_alike(email) WHERE email IS NOT NULL
  UNION SELECT 'look_alike', '@' || look_alike(split_part(email, '@', 2)) WHERE email IS NOT NULL
$$;

CREATE FUNCTION add_member_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO member_terms (organization_id, kind, term, member_id)
    SELECT m.organization_id, t.kind, t.term, m.id FROM added m, terms_of(m.name, m.email) t;
  RETURN NULL;
END $$;
CREATE FUNCTION change_member_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM member_terms t USING replaced o JOIN changed m ON m.organization_id = o.organization_id AND m.id = o.id
    WHERE t.organization_id = m.organization_id AND t.member_id = m.id AND (o.name, o.email) IS DISTINCT FROM (m.name, m.email);
  INSERT INTO member_terms (organization_id, kind, term, member_id)
    SELECT m.organization_id, t.kind, t.term, m.id
    FROM replaced o JOIN changed m ON m.organization_id = o.organization_id AND m.id = o.id, terms_of(m.name, m.email) t
    WHERE (o.name, o.email) IS DISTINCT FROM (m.name, m.email);
  RETURN NULL;
END $$;
CREATE TRIGGER terms_added AFTER INSERT ON members REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_member_terms();
CREATE TRIGGER terms_changed AFTER UPDATE ON members REFERENCING OLD TABLE AS replaced NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION change_member_terms();

-- Of those who are there already; whoever migrates sees them all for that.
ALTER TABLE members NO FORCE ROW LEVEL SECURITY;
INSERT INTO member_terms (organization_id, kind, term, member_id)
  SELECT m.organization_id, t.kind, t.term, m.id FROM members m, terms_of(m.name, m.email) t;
ALTER TABLE members FORCE ROW LEVEL SECURITY;

ALTER TABLE member_terms ENABLE ROW LEVEL SECURITY;
ALTER TABLE member_terms FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON member_terms USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, DELETE ON member_terms TO doorward_runtime;

-- What an organization says of an email domain it can take back.
GRANT DELETE ON email_domains TO doorward_runtime;
