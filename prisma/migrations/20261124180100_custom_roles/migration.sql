-- CreateEnum
CREATE TYPE "permission" AS ENUM ('view', 'use', 'run', 'edit', 'share', 'transfer', 'archive', 'reveal', 'create');

-- AlterTable
ALTER TABLE "members" ADD COLUMN     "custom_role_id" UUID;

-- CreateTable
CREATE TABLE "custom_roles" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "org_role" "org_role" NOT NULL,
    "parent_id" UUID,
    "permissions" "permission"[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "custom_roles_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateIndex
CREATE INDEX "custom_roles_organization_id_parent_id_org_role_idx" ON "custom_roles"("organization_id", "parent_id", "org_role");

-- CreateIndex
CREATE UNIQUE INDEX "custom_roles_organization_id_id_org_role_key" ON "custom_roles"("organization_id", "id", "org_role");

-- CreateIndex
CREATE INDEX "members_organization_id_custom_role_id_role_idx" ON "members"("organization_id", "custom_role_id", "role");

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_custom_role_id_role_fkey" FOREIGN KEY ("organization_id", "custom_role_id", "role") REFERENCES "custom_roles"("organization_id", "id", "org_role") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "custom_roles" ADD CONSTRAINT "custom_roles_organization_id_parent_id_org_role_fkey" FOREIGN KEY ("organization_id", "parent_id", "org_role") REFERENCES "custom_roles"("organization_id", "id", "org_role") ON DELETE RESTRICT ON UPDATE NO ACTION;


ALTER TABLE custom_roles ENABLE ROW LEVEL SECURITY;
ALTER TABLE custom_roles FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON custom_roles USING (organization_id = (SELECT current_organization())) WITH CHECK (organization_id = (SELECT current_organization()));
GRANT SELECT, INSERT, UPDATE ON custom_roles TO doorward_runtime;

-- Shapes. That the org role of a holder is the one that the custom role builds on, and that of a parent its child's, is the foreign keys' work.
ALTER TABLE custom_roles ADD CONSTRAINT sees CHECK (coalesce('view' = ANY(permissions), false));
ALTER TABLE custom_roles ADD CONSTRAINT within_org_role CHECK (org_role <> 'viewer' OR permissions <@ '{view}');
ALTER TABLE custom_roles ADD CONSTRAINT not_an_org_role CHECK (lower(name) NOT IN ('viewer', 'member', 'admin'));
CREATE UNIQUE INDEX custom_role_name ON custom_roles (organization_id, lower(name)) WHERE archived_at IS NULL;
CREATE INDEX admins ON members (organization_id) WHERE role = 'admin';

-- A change of the org role, by whomever, ends the custom role that narrowed the old one, unless it names another.
CREATE FUNCTION end_custom_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.custom_role_id IS NOT DISTINCT FROM OLD.custom_role_id THEN NEW.custom_role_id := NULL; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER end_custom_role BEFORE UPDATE OF role ON members FOR EACH ROW WHEN (NEW.role <> OLD.role AND OLD.custom_role_id IS NOT NULL)
  EXECUTE FUNCTION end_custom_role();

-- No custom role builds on itself, has more than what it builds on, or ends while somebody holds it; two changes at once meet at the organization's row.
CREATE FUNCTION keep_custom_roles_bounded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM organizations WHERE id = NEW.organization_id FOR NO KEY UPDATE;
  IF EXISTS (
    WITH RECURSIVE up AS (
      SELECT r.id, r.parent_id FROM custom_roles r WHERE r.organization_id = NEW.organization_id AND r.id = NEW.id
      UNION ALL SELECT r.id, r.parent_id FROM up JOIN custom_roles r ON r.organization_id = NEW.organization_id AND r.id = up.parent_id
    ) CYCLE id SET circle USING walked SELECT FROM up WHERE circle) THEN
    RAISE EXCEPTION 'custom-role-cycle' USING ERRCODE = 'DW010', DETAIL = NEW.id;
  END IF;
  IF EXISTS (SELECT FROM custom_roles r JOIN custom_roles p ON p.organization_id = r.organization_id AND p.id = r.parent_id
      WHERE r.organization_id = NEW.organization_id AND NEW.id IN (r.id, p.id) AND NOT r.permissions <@ p.permissions) THEN
    RAISE EXCEPTION 'above-ceiling' USING ERRCODE = 'DW011', DETAIL = 'what it builds on';
  END IF;
  IF EXISTS (SELECT FROM custom_roles r WHERE r.organization_id = NEW.organization_id AND r.id = NEW.id AND r.archived_at IS NOT NULL)
    AND (EXISTS (SELECT FROM members m WHERE m.organization_id = NEW.organization_id AND m.custom_role_id = NEW.id AND m.status IN ('invited', 'active', 'suspended'))
      OR EXISTS (SELECT FROM custom_roles r WHERE r.organization_id = NEW.organization_id AND r.parent_id = NEW.id AND r.archived_at IS NULL)) THEN
    RAISE EXCEPTION 'wrong-state' USING ERRCODE = 'DW012', DETAIL = 'custom-role';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER bounded AFTER INSERT OR UPDATE ON custom_roles DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_custom_roles_bounded();
