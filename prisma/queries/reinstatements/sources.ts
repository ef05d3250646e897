import { Prisma } from '../../generated/client.ts';
import { needsOthers, reliedOn } from './reliance.ts';

/** Whose removal is looked back at. */
export interface Asked {
  organization: string;
  removalId: string;
  leaverId: string;
}

/** One statement: rows of id, key, kind, before, receiver, holder, obstacle, in the words of rules/removals/reinstate.ts. */
export type Source = (asked: Asked) => Prisma.Sql;

/** The items that this removal changed something with. `before` is what it found. */
const changed = ({ organization, removalId }: Asked) =>
  Prisma.sql`i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.before IS NOT NULL`;

/**
 * What needs others before what others need: a schedule before the pipeline that it runs, that before its connections. So nothing that still runs as its receiver
 * is ever without what it needs.
 */
const resources =
  (which: Prisma.Sql): Source =>
  (asked) =>
    Prisma.sql`
    SELECT i.object_id AS id, i.key, i.kind, i.before - 'shares' AS before, i.successor_id AS receiver,
      CASE i.kind WHEN 'resource-owner' THEN coalesce(r.owner_id, r.owner_team_id) ELSE r.runs_as_id END AS holder,
      CASE WHEN i.kind = 'resource-runs-as' AND ${needsOthers(asked, { item: 'i', resource: 'r' })} THEN 'needs-others' END AS obstacle
    FROM plan_items i JOIN resources r ON r.organization_id = i.organization_id AND r.id = i.object_id
    WHERE ${changed(asked)} AND i.step = 'transfer' AND i.kind IN ('resource-owner', 'resource-runs-as') AND ${which}`;

const members =
  (kind: string, column: 'manager_id' | 'sponsor_id'): Source =>
  (asked) =>
    Prisma.sql`
    SELECT i.object_id AS id, i.key, i.kind, i.before, i.successor_id AS receiver, m.${Prisma.raw(column)} AS holder,
      CASE WHEN m.status NOT IN ('invited', 'active', 'suspended') THEN 'ended-since' END AS obstacle
    FROM plan_items i JOIN members m ON m.organization_id = i.organization_id AND m.id = i.object_id
    WHERE ${changed(asked)} AND i.step = 'transfer' AND i.kind = ${kind}`;

const ofOrganization =
  (kind: string, column: 'billing_contact_id' | 'custodian_id'): Source =>
  (asked) =>
    Prisma.sql`
    SELECT i.object_id AS id, i.key, i.kind, i.before, i.successor_id AS receiver, o.${Prisma.raw(column)} AS holder, NULL AS obstacle
    FROM plan_items i JOIN organizations o ON o.id = i.organization_id WHERE ${changed(asked)} AND i.step = 'transfer' AND i.kind = ${kind}`;

/** The stages of an approval `a` in which the leaver, whom item `i` took away, can take part again: open, and not decided by whoever came in their place. */
export const openStages = Prisma.sql`
  SELECT s.stage::int AS stage, coalesce(i.before -> 'added', '[]') @> to_jsonb(s.stage::int) AS added
  FROM jsonb_array_elements_text(coalesce(i.before -> 'stages', '[]')) AS s(stage)
  WHERE a.status = 'pending' AND s.stage::int >= a.stage AND (i.successor_id IS NULL OR NOT coalesce(i.before -> 'added', '[]') @> to_jsonb(s.stage::int)
    OR EXISTS (SELECT FROM approval_approvers p WHERE p.organization_id = a.organization_id AND p.approval_id = a.id AND p.stage = s.stage::int
      AND p.member_id = i.successor_id AND NOT EXISTS (SELECT FROM approval_decisions d WHERE d.organization_id = p.organization_id
        AND d.approval_id = p.approval_id AND d.stage = p.stage AND d.member_id = p.member_id)))`;

const approvals: Source = (asked) => Prisma.sql`
  SELECT i.object_id AS id, i.key, i.kind, i.before, i.successor_id AS receiver, i.successor_id AS holder,
    CASE WHEN a.status <> 'pending' THEN 'ended-since' WHEN NOT EXISTS (${openStages}) THEN 'changed-since' END AS obstacle
  FROM plan_items i JOIN approvals a ON a.organization_id = i.organization_id AND a.id = i.object_id
  WHERE ${changed(asked)} AND i.step = 'transfer' AND i.kind = 'approval-waiting'`;

const invitations: Source = (asked) => Prisma.sql`
  SELECT i.object_id AS id, i.key, i.kind, i.before || jsonb_build_object('inviter', i.facts -> 'inviter', 'sponsor', i.facts -> 'sponsor') AS before,
    i.successor_id AS receiver,
    CASE WHEN (i.facts -> 'inviter')::boolean AND x.inviter_id = i.successor_id OR (i.facts -> 'sponsor')::boolean AND x.sponsor_id = i.successor_id
      THEN i.successor_id END AS holder,
    CASE WHEN x.status NOT IN ('awaiting_approval', 'sent') THEN 'ended-since'
      WHEN NOT coalesce((i.facts -> 'inviter')::boolean AND x.inviter_id = i.successor_id OR (i.facts -> 'sponsor')::boolean AND x.sponsor_id = i.successor_id, false)
      THEN 'changed-since' END AS obstacle
  FROM plan_items i JOIN invitations x ON x.organization_id = i.organization_id AND x.id = i.object_id
  WHERE ${changed(asked)} AND i.step = 'transfer' AND i.kind = 'invitation-sent'`;

const followUps: Source = (asked) => Prisma.sql`
  SELECT i.object_id AS id, i.key, i.kind, i.before, i.successor_id AS receiver, f.owner_id AS holder,
    CASE WHEN f.status <> 'open' THEN 'ended-since' END AS obstacle
  FROM plan_items i JOIN follow_ups f ON f.organization_id = i.organization_id AND f.id = i.object_id
  WHERE ${changed(asked)} AND i.step = 'transfer' AND i.kind = 'follow-up'`;

const teams: Source = (asked) => Prisma.sql`
  SELECT i.object_id AS id, i.key, i.kind, i.before, NULL::uuid AS receiver,
    (SELECT m.member_id FROM team_members m WHERE m.organization_id = i.organization_id AND m.team_id = i.object_id AND m.member_id = ${asked.leaverId}::uuid) AS holder,
    CASE WHEN t.archived_at IS NOT NULL THEN 'archived-since' END AS obstacle
  FROM plan_items i JOIN teams t ON t.organization_id = i.organization_id AND t.id = i.object_id
  WHERE ${changed(asked)} AND i.step = 'deactivate' AND i.kind = 'team-membership'`;

const shares: Source = (asked) => Prisma.sql`
  SELECT i.object_id AS id, i.key, i.kind, i.before, NULL::uuid AS receiver,
    (SELECT s.member_id FROM shares s WHERE s.organization_id = i.organization_id AND s.resource_id = (i.before ->> 'resourceId')::uuid
      AND s.member_id = ${asked.leaverId}::uuid) AS holder, NULL AS obstacle
  FROM plan_items i WHERE ${changed(asked)} AND i.step = 'deactivate' AND i.kind = 'share'`;

const bookmarks: Source = (asked) => Prisma.sql`
  SELECT i.object_id AS id, i.key, i.kind, i.before, NULL::uuid AS receiver,
    (SELECT b.member_id FROM bookmarks b WHERE b.organization_id = i.organization_id AND b.resource_id = i.object_id AND b.member_id = ${asked.leaverId}::uuid) AS holder,
    NULL AS obstacle
  FROM plan_items i WHERE ${changed(asked)} AND i.step = 'deactivate' AND i.kind = 'bookmark'`;

/** Shares that came along with what was transferred. What someone has raised, lowered or taken away since is theirs to answer for. */
const cameAlong: Source = (asked) => Prisma.sql`
  SELECT s.id, 'came-along:' || s.id AS key, 'came-along' AS kind, jsonb_build_object('level', c.level) AS before, s.member_id AS receiver,
    CASE WHEN s.level = 'use' THEN s.member_id END AS holder,
    CASE WHEN ${reliedOn(asked, { member: 's.member_id', object: 's.resource_id', since: 'i.done_at' })} THEN 'relied-on' END AS obstacle
  FROM plan_items i, jsonb_to_recordset(i.before -> 'shares') AS c("shareId" uuid, level text)
    JOIN shares s ON s.organization_id = ${asked.organization}::uuid AND s.id = c."shareId"
  WHERE ${changed(asked)} AND i.step = 'transfer' AND i.before ? 'shares'`;

/** Nobody has to do any more outside what was asked because they left. */
const openFollowUps: Source = ({ organization, removalId }) => Prisma.sql`
  SELECT f.id, 'open-follow-up:' || f.id AS key, 'open-follow-up' AS kind, '{}'::jsonb AS before, f.owner_id AS receiver, f.owner_id AS holder, NULL AS obstacle
  FROM follow_ups f WHERE f.organization_id = ${organization}::uuid AND f.removal_id = ${removalId}::uuid AND f.status = 'open'`;

const lost: Source = ({ organization, removalId }) => Prisma.sql`
  SELECT i.object_id AS id, i.key, i.kind, '{}'::jsonb AS before, NULL::uuid AS receiver, NULL::uuid AS holder, NULL AS obstacle
  FROM plan_items i WHERE i.organization_id = ${organization}::uuid AND i.removal_id = ${removalId}::uuid AND i.status = 'done'
    AND (i.kind IN ('grant', 'connection-secret', 'webhook-secret') AND i.reason IS NULL OR i.kind IN ('api-key', 'session', 'service-account-key') AND i.before IS NOT NULL)`;

/** In the order of the work. */
export const sources: readonly Source[] = [
  resources(Prisma.sql`r.target_id IS NOT NULL`),
  resources(Prisma.sql`r.target_id IS NULL AND r.kind <> 'connection'`),
  resources(Prisma.sql`r.target_id IS NULL AND r.kind = 'connection'`),
  members('managed-member', 'manager_id'),
  members('service-account', 'sponsor_id'),
  members('sponsored-guest', 'sponsor_id'),
  approvals,
  invitations,
  followUps,
  teams,
  shares,
  bookmarks,
  cameAlong,
  ofOrganization('billing-contact', 'billing_contact_id'),
  ofOrganization('custodian', 'custodian_id'),
  openFollowUps,
  lost,
];
