import type { Organization } from './cast.ts';

export interface Tick {
  number: number;
  at: string;
  organization: string;
  schedule: string;
  outcome: 'allowed' | 'refused' | 'unanswered';
  as: string | null;
  caretaker: boolean;
  carries: string | null;
  because: string;
}

/** The example host, over HTTP. */
export class Host {
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }

  async post<T>(path: string, body: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new Error(`the host answers ${path} with ${response.status}: ${answer.error}`);
    return answer;
  }

  /** All ticks after the one with the number `since`, oldest first. */
  async ticks(since = 0): Promise<Tick[]> {
    const response = await fetch(`${this.url}/ticks?limit=100000&since=${since}`);
    return ((await response.json()) as { ticks: Tick[] }).ticks;
  }

  /** Makes the host known to an organization: a service account with a key for it, and where hand-overs go. Returns that key. */
  async connect(organization: Organization): Promise<{ key: string; serviceAccountId: string }> {
    const { path, admin } = organization;
    const handOverSecrets: Record<string, string> = {};
    for (const [name, title] of [
      ['pipeline', 'Pipeline'],
      ['connection', 'Connection'],
      ['schedule', 'Schedule'],
    ] as const) {
      const { handoverSecret } = await admin.person.post<{ handoverSecret: string }>(`${path}/resource-kinds`, {
        name,
        title,
        handoverUrl: `${this.url}/hand-over`,
      });
      handOverSecrets[name] = handoverSecret;
    }
    const { key, serviceAccountId } = await serviceAccountKey(organization, 'Pipelines host', 'asks and registers', {
      role: 'admin',
      scopes: ['check', 'read', 'write'],
    });
    await this.post('/organizations', { organization: organization.id, apiKey: key, handOverSecrets });
    return { key, serviceAccountId };
  }
}

/** A service account, made unless there is one of that name, and a key of it that `by` (default: the admin) makes. */
export async function serviceAccountKey(
  { path, admin }: Organization,
  name: string,
  purpose: string,
  {
    role = 'member',
    scopes,
    by = admin.person,
  }: { role?: string; scopes: string[]; by?: Organization['admin']['person'] },
): Promise<{ key: string; id: string; serviceAccountId: string }> {
  const { items } = await admin.person.get<{ items: { id: string; name: string }[] }>(
    `${path}/members?kind=service_account&limit=200`,
  );
  const account =
    items.find((candidate) => candidate.name === name) ??
    (await admin.person.post<{ id: string }>(`${path}/service-accounts`, { name, purpose, role }));
  const made = await by.post<{ id: string; key: string }>(`${path}/api-keys`, { name, holderId: account.id, scopes });
  return { ...made, serviceAccountId: account.id };
}
