import { Failure } from '../rules/failures.ts';
import { sqlState } from './retry.ts';

interface Layered {
  meta?: { driverAdapterError?: unknown };
  cause?: unknown;
  constraint?: { index?: unknown };
  detail?: unknown;
}

/** What PostgreSQL said beside the SQLSTATE, wherever Prisma put it. */
function said(error: unknown): { constraint: string; detail: string } {
  let layer = error as Layered | undefined;
  const found = { constraint: '', detail: '' };
  for (let depth = 0; layer !== null && typeof layer === 'object' && depth < 4; depth++) {
    if (typeof layer.constraint?.index === 'string') found.constraint = layer.constraint.index;
    if (typeof layer.detail === 'string') found.detail = layer.detail;
    layer = (layer.meta?.driverAdapterError ?? layer.cause) as Layered | undefined;
  }
  return found;
}

/** Unique constraints and indexes that a request can run into, and the failure that each means. Commands that know more say more, before. */
const taken: { readonly [constraint: string]: () => Failure } = {
  organizations_slug_key: () => new Failure('name-taken', { name: 'slug' }),
  custom_role_name: () => new Failure('name-taken', { name: 'custom-role' }),
  service_account_name: () => new Failure('name-taken', { name: 'service account' }),
  team_name: () => new Failure('name-taken', { name: 'team' }),
  resource_kinds_pkey: () => new Failure('name-taken', { name: 'kind' }),
  resources_organization_id_kind_host_id_key: () => new Failure('name-taken', { name: 'hostId' }),
  members_organization_id_person_id_key: () => new Failure('already-a-member', { memberId: '' }),
  one_member_of_an_address: () => new Failure('already-a-member', { memberId: '' }),
  one_open_invitation: () => new Failure('already-invited', { invitationId: '' }),
  one_open_erasure: () =>
    new Failure('wrong-state', { object: 'erasure', state: 'asked for', needs: 'none under way' }),
  one_open_removal: () => new Failure('already-leaving', { removalId: '' }),
  one_sso_connection: () => new Failure('wrong-state', { object: 'sso-connection', state: 'set', needs: 'none' }),
  oauth_clients_organization_id_provider_key: () => new Failure('name-taken', { name: 'provider' }),
  one_parent: () => new Failure('already-affiliated', {}),
  one_affiliation: () => new Failure('already-affiliated', {}),
  one_active_grant: () => new Failure('wrong-state', { object: 'grant', state: 'active', needs: 'revoked' }),
};

/** The last column of a foreign key's name, as the word list calls what it points to. */
const nouns: readonly (readonly [string, string])[] = [
  ['custom_role_id_role_fkey', 'custom-role'],
  ['parent_id_org_role_fkey', 'custom-role'],
  ['team_id_fkey', 'team'],
  ['resource_id_fkey', 'resource'],
  ['target_id_fkey', 'resource'],
  ['connection_id_fkey', 'connection'],
  ['kind_fkey', 'resource-kind'],
  ['credential_id_fkey', 'credential'],
  ['invitation_id_fkey', 'invitation'],
  ['removal_id_fkey', 'removal'],
  ['approval_id_fkey', 'approval'],
  ['person_id_fkey', 'person'],
  ['webhook_id_fkey', 'webhook'],
];

function missing(constraint: string): Failure {
  const noun = nouns.find(([suffix]) => constraint.endsWith(suffix))?.[1] ?? 'member';
  return new Failure('not-found', { object: noun });
}

/**
 * A refusal of the database as the failure that it means: our own SQLSTATEs (DW…, raised by constraint triggers), unique and foreign keys.
 * Anything else is returned as it is.
 */
export function failureOf(error: unknown): unknown {
  if (error instanceof Failure) return error;
  const { constraint, detail } = said(error);
  switch (sqlState(error)) {
    case 'DW001':
      return new Failure('last-admin', { memberId: detail });
    case 'DW002':
      return new Failure('no-custodian', { memberId: detail });
    case 'DW003':
      return new Failure('no-billing-contact', { memberId: detail });
    case 'DW004':
      return new Failure('not-allowed', { action: detail, because: 'member-status' });
    case 'DW010':
      return new Failure('custom-role-cycle', { customRoleId: detail });
    case 'DW011':
      return new Failure('above-ceiling', { ceiling: detail, asked: 'more' });
    case 'DW012':
      return new Failure('wrong-state', { object: detail, state: 'in use', needs: 'held and built on by none' });
    case '23505':
      return taken[constraint]?.() ?? error;
    case '23503':
      return missing(constraint);
    default:
      return error;
  }
}

/** Waits for a piece of database work and throws its refusal by name. */
export async function naming<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw failureOf(error);
  }
}
