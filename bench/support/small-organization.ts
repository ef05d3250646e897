import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Caller, caller } from '../../scripts/demo/caller.ts';
import { enter, type Member, type Organization, welcome } from '../../scripts/demo/cast.ts';
import { serviceAccountKey } from '../../scripts/demo/host.ts';
import { createFirst } from '../../scripts/support/bootstrap.ts';
import { type Stack, startStack } from '../../scripts/support/stack.ts';

/** A stack with one organization, in which one member owns one resource, and a host's key that asks about it. */
export interface SmallOrganization {
  stack: Stack;
  organization: Organization;
  owner: Member;
  /** an API key of the owner */
  ownKey: string;
  resource: string;
  hostKey: string;
  host: Caller;
  stop(): Promise<void>;
}

export async function smallOrganization(tell: (line: string) => void): Promise<SmallOrganization> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'doorward-bench-'));
  const stack = await startStack({ dataDir, ports: 'free', throwaway: true, parts: ['worker', 'api'], log: tell });
  const stop = async () => {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const admin = { name: 'Ada Moreno', email: 'ada@acme.example' };
    const [made] = await createFirst(stack, [{ name: 'Acme', slug: 'acme', admin }]);
    if (!made) throw new Error('the organization was there already');
    const organization = await enter(stack, made.organizationId, made.memberId, admin.email, admin.name);
    const { path: base } = organization;
    await organization.admin.person.post(`${base}/change-policy`, { invitations: { unlisted: 'send' } });
    const owner = await welcome(organization, { name: 'Ben Carter', email: 'ben@acme.example', role: 'member' });
    const scopes = ['check', 'read', 'write'];
    const { key: hostKey } = await serviceAccountKey(organization, 'Host', 'asks', { role: 'admin', scopes });
    const facts = { kind: 'pipeline', hostId: 'orders', name: 'Orders', ownerId: owner.id, runsAsId: owner.id };
    const host = caller(stack.url, { authorization: `Bearer ${hostKey}` });
    const { id: resource } = await host.post<{ id: string }>(`${base}/resources`, facts);
    const { key: ownKey } = await owner.person.post<{ key: string }>(`${base}/api-keys`, {
      name: 'own',
      scopes: ['read'],
    });
    return { stack, organization, owner, ownKey, resource, hostKey, host, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
