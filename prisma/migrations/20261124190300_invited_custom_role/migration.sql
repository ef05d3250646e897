-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "custom_role_id" UUID,
ADD COLUMN     "looks_like" TEXT,
ADD COLUMN     "looks_like_id" UUID;

-- CreateIndex
CREATE INDEX "invitations_organization_id_looks_like_id_idx" ON "invitations"("organization_id", "looks_like_id");

-- CreateIndex
CREATE INDEX "invitations_organization_id_custom_role_id_role_idx" ON "invitations"("organization_id", "custom_role_id", "role");

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_looks_like_id_fkey" FOREIGN KEY ("organization_id", "looks_like_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_custom_role_id_role_fkey" FOREIGN KEY ("organization_id", "custom_role_id", "role") REFERENCES "custom_roles"("organization_id", "id", "org_role") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- A custom role doesn't end either while somebody is invited to it.
CREATE OR REPLACE FUNCTION keep_custom_roles_bounded()
 RETURNS trigger
 LANGUAGE plpgsql
AS $$
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
      OR EXISTS (SELECT FROM invitations i WHERE i.organization_id = NEW.organization_id AND i.custom_role_id = NEW.id AND i.status IN ('awaiting_approval', 'sent'))
      OR EXISTS (SELECT FROM custom_roles r WHERE r.organization_id = NEW.organization_id AND r.parent_id = NEW.id AND r.archived_at IS NULL)) THEN
    RAISE EXCEPTION 'wrong-state' USING ERRCODE = 'DW012', DETAIL = 'custom-role';
  END IF;
  RETURN NULL;
END $$;
ALTER TABLE invitations ADD CONSTRAINT looks_like CHECK (looks_like IN ('member', 'email-domain', 'international') AND (looks_like_id IS NULL OR looks_like = 'member'));
