import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { inOrganization } from '../../prisma/client.ts';
import type { HandoverAnswer } from '../../prisma/commands/removals/handover.ts';
import type { Handover } from '../../prisma/queries/removals/handover.ts';
import { canonicalJson } from '../../rules/canonical-json.ts';
import { Failure } from '../../rules/failures.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { AddressRefused, type Answer, post } from '../../outbound/http.ts';

const Answers = z.object({
  items: z.array(z.object({ resource: z.string(), ok: z.boolean(), reason: z.string().optional() })),
});

/** What a host is asked: to carry out what is decided, whether it is so there, to set new secrets, to try a new consent, or to run on it from now on. */
export interface Asked {
  type: 'transfer' | 'verify' | 'rotate' | 'test' | 'switch';
  organization: string;
  /** what this request belongs to; with its content it makes the idempotency key: a request repeated after a crash has the same, a later try another */
  occasion: string;
}

type Host = Pick<ActivityDependencies, 'db' | 'secrets' | 'allowPrivateHosts'>;

/**
 * Asks a host about the resources of one kind, signed (Standard Webhooks) with the kind's secret, and returns an answer for each of them: what it said of it, or why
 * that is a no. Nothing is kept here.
 * @throws Failure `host-unreachable`, which passes
 */
export async function askHost(host: Host, asked: Asked, handover: Handover): Promise<HandoverAnswer[]> {
  const secret = await secretOf(host, asked.organization, handover);
  if (secret === undefined) return allRefused(handover, 'no secret is set for this kind');
  const answer = await send(host, asked, handover, secret);
  if (typeof answer === 'string') return allRefused(handover, answer);
  if (mayPass(answer.status)) throw new Failure('host-unreachable', { kind: handover.kind });
  if (answer.status < 200 || answer.status > 299) return allRefused(handover, refusalOf(answer));
  const said = Answers.safeParse(json(answer.body)).data;
  if (said === undefined) return allRefused(handover, 'the answer is not one to a hand-over');
  const byResource = new Map(said.items.map((item) => [item.resource, item]));
  return handover.items.map(({ resourceId }) => {
    const item = byResource.get(resourceId);
    if (item?.ok === true) return { resourceId, ok: true };
    return { resourceId, ok: false, reason: (item?.reason ?? 'the host said nothing of it').slice(0, 200) };
  });
}

async function send(host: Host, asked: Asked, handover: Handover, secret: string): Promise<Answer | string> {
  const items = handover.items.map(({ resourceId, hostId, ownerId, ownerTeamId, runsAsId }) => ({
    resource: resourceId,
    hostId,
    owner: ownerId ?? ownerTeamId,
    runsAs: runsAsId,
  }));
  const { type, organization, occasion } = asked;
  const content = { type, organization, kind: handover.kind, items };
  const id = createHash('sha256')
    .update(canonicalJson({ occasion, ...content }))
    .digest('hex');
  // the occasion names the consent: what it is good for stays out of the id
  const given = handover.items.map(({ grant }, index) => ({ ...items[index], ...(grant !== undefined && { grant }) }));
  const body = JSON.stringify({ id, ...content, items: given });
  const sentAt = new Date(); // a host refuses an old signature: this is the time of sending, not of deciding
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, sentAt, body),
  };
  try {
    return await post(handover.url, body, headers, { allowPrivate: host.allowPrivateHosts });
  } catch (error) {
    if (error instanceof AddressRefused) return `its address is refused: ${error.message}`;
    throw new Failure('host-unreachable', { kind: handover.kind });
  }
}

async function secretOf({ db, secrets }: Host, organization: string, { kind, secretBox }: Handover) {
  if (secretBox === null) return undefined;
  const place = { table: 'resource_kinds', row: kind, column: 'handover_secret_box' } as const;
  return await inOrganization(db, organization, (tx) => secrets.open(tx, organization, place, secretBox));
}

/** Time-outs, overload and faults of the host pass; redirects and refusals don't. */
const mayPass = (status: number): boolean => status >= 500 || status === 408 || status === 425 || status === 429;

const TOLERANCE_SECONDS = 300; // of a signature's age (Standard Webhooks)

/** A host whose clock is wrong takes every signature for an old or a future one: whoever reads the refusal should know. */
function refusalOf({ status, date }: Answer): string {
  const ahead = date === undefined ? 0 : Math.round((Date.parse(date) - Date.now()) / 1000);
  if (!(Math.abs(ahead) > TOLERANCE_SECONDS)) return `HTTP ${status}`;
  return `HTTP ${status}; its clock is ${Math.abs(ahead)} seconds ${ahead > 0 ? 'ahead' : 'behind'}, so that signatures are refused`;
}

function allRefused({ items }: Handover, reason: string): HandoverAnswer[] {
  return items.map(({ resourceId }) => ({ resourceId, ok: false, reason }));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
