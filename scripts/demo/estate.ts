import type { Member, Organization } from './cast.ts';
import type { Host } from './host.ts';

/** What one member builds at the host. */
export interface Works {
  owner: Member;
  /** start of the host's ids */
  name: string;
  connections: { id: string; provider: string; auth: 'secret' | 'oauth' }[];
  /** each on one of the connections, in turn, with a schedule of its own */
  pipelines: number;
  /** that the pipelines carry */
  key: string;
  team?: string;
}

export interface Built {
  /** Doorward's id of each connection */
  connections: Record<string, string>;
  /** the host's ids of the pipelines */
  pipelines: string[];
  resources: number;
}

/** Registers it all through the host, as its user would. Every schedule ticks each second from then on. */
export async function build(host: Host, { id: organization }: Organization, works: Works): Promise<Built> {
  const whole = { organization, owner: works.owner.id, ...(works.team === undefined ? {} : { team: works.team }) };
  const connections: Record<string, string> = {};
  for (const { id, provider, auth } of works.connections) {
    const { resource } = await host.post<{ resource: string }>('/connections', { ...whole, id, provider, auth });
    connections[id] = resource;
  }
  const pipelines = Array.from({ length: works.pipelines }, (_, index) => `${works.name}-${index + 1}`);
  for (const [index, id] of pipelines.entries()) {
    const used = works.connections[index % works.connections.length]?.id ?? [];
    await host.post('/pipelines', {
      ...whole,
      id,
      runsAs: works.owner.id,
      connections: [used].flat(),
      key: works.key,
    });
    await host.post('/schedules', { ...whole, id: `${id}-each-second`, runsAs: works.owner.id, pipeline: id });
  }
  return { connections, pipelines, resources: works.connections.length + 2 * works.pipelines };
}
