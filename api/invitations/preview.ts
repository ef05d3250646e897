import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  type NamedInvitation,
  type PreviewedInvitation,
  previewInvitations,
} from '../../prisma/queries/invitations/preview.ts';
import { Failure, failures } from '../../rules/failures.ts';
import { callerOf } from '../auth.ts';
import type { Services } from '../services.ts';
import { type CsvLine, linesOf } from './csv.ts';
import type { InvitationsPreview, PreviewInvitations } from './schemas.ts';

type Outcome = Omit<z.output<typeof InvitationsPreview>['items'][number], 'line' | 'email'>;

/** What would become of each line. @throws Failure invalid-request for a file that can't be read, not-allowed, organization-suspended */
export async function preview(
  { db }: Services,
  request: FastifyRequest,
  { csv }: z.output<typeof PreviewInvitations>,
): Promise<z.output<typeof InvitationsPreview>> {
  const { organization, memberId } = callerOf(request);
  const lines = linesOf(csv);
  const named = lines.flatMap(({ read }) => (read.ok ? [namedOf(read.values)] : []));
  const previewed = await previewInvitations(db, organization, memberId, named, new Date());
  const items = lines.map(({ line, email, read }) => {
    if (!read.ok) return { line, email, ...refused(new Failure('invalid-request', read.wrong)) };
    const answer = previewed.shift();
    if (answer === undefined) throw new RangeError(`line ${line} was not looked at`);
    return { line, email, ...('failure' in answer ? refused(answer.failure) : wanted(read.values, answer)) };
  });
  return { items };
}

function namedOf({ custom_role: customRole, ends_at: endsAt, ...rest }: CsvLine): NamedInvitation {
  return { ...rest, customRole, endsAt };
}

function wanted(
  { teams, sponsor, custom_role }: CsvLine,
  { input, considered }: Exclude<PreviewedInvitation, { failure: Failure }>,
): Outcome {
  const { asked, hash, judgement, lookAlike } = considered;
  if (lookAlike !== null) return refused(new Failure('looks-alike', { ...lookAlike }));
  const { email, teamIds } = asked;
  return {
    outcome: judgement.verdict,
    because: judgement.because,
    problem: null,
    named: { role: asked.role, customRole: custom_role ?? null, teams, sponsor: sponsor ?? null },
    invite: { ...input, email, teamIds: [...teamIds], previewHash: hash },
  };
}

function refused(failure: Failure): Outcome {
  const { field, expected } = failure.facts as { field?: string; expected?: string };
  const problem = {
    name: failure.name,
    says: failures[failure.name].says,
    field: field === undefined ? null : (columnOf[field] ?? field),
    expected: expected ?? null,
  };
  return { outcome: outcomeOf(failure), because: null, problem, named: null, invite: null };
}

/** Where a column is called otherwise than the field of an invitation. */
const columnOf: Readonly<Record<string, string>> = { sponsorId: 'sponsor', endsAt: 'ends_at' };

function outcomeOf({ name }: Failure): Outcome['outcome'] {
  if (name === 'already-a-member' || name === 'already-invited' || name === 'invalid-request') return outcomes[name];
  return 'refused';
}
const outcomes = {
  'already-a-member': 'member',
  'already-invited': 'invited',
  'invalid-request': 'invalid',
} as const;
