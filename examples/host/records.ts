import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** An organization of Doorward that is connected to this host. */
export interface Organization {
  organization: string;
  /** API key of the service account as which the host asks Doorward */
  apiKey: string;
  /** per resource kind, the secret (`whsec_…`) that Doorward signs hand-overs with */
  handOverSecrets: Record<string, string>;
}

interface Kept {
  organization: string;
  /** the host's own id */
  id: string;
  /** Doorward's id */
  resource: string;
  name: string;
  /** member ids of Doorward, as of the registration or the last hand-over; a team's id where a team owns it */
  owner: string;
  runsAs: string | null;
}

export interface Connection extends Kept {
  kind: 'connection';
  /** the consent that runs use, as Doorward handed it over */
  grant?: { id: string; token: string; tokenType: 'refresh' | 'access'; scopes: string[] };
}

export interface Pipeline extends Kept {
  kind: 'pipeline';
  /** ids of the connections that it runs on */
  connections: string[];
  /** the API key that it carries: a service account's */
  key: string | null;
}

export interface Schedule extends Kept {
  kind: 'schedule';
  /** id of the pipeline that it runs */
  pipeline: string;
  everySeconds: number;
  /** a run is due here and every `everySeconds` after: neither a restart nor a hand-over moves it */
  firstRunAt: string;
}

export type Item = Connection | Pipeline | Schedule;
export type Kind = Item['kind'];

/** What a hand-over was answered with. */
export interface HandOverAnswer {
  items: { resource: string; ok: boolean; reason?: string }[];
}

interface Contents {
  organizations: Organization[];
  items: Item[];
  handOvers: { id: string; answer: HandOverAnswer }[];
}

const MOST_HAND_OVERS = 10_000;

/** All that the host knows, in memory and, before any change is answered, in one file. */
export class Records {
  readonly #file: string;
  readonly #contents: Contents;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#file = path.join(dir, 'records.json');
    this.#contents = read(this.#file) ?? { organizations: [], items: [], handOvers: [] };
  }

  organization(id: string): Organization | undefined {
    return this.#contents.organizations.find((known) => known.organization === id);
  }

  items(organization?: string): readonly Item[] {
    return this.#contents.items.filter((item) => organization === undefined || item.organization === organization);
  }

  item<K extends Kind>(organization: string, kind: K, id: string): Extract<Item, { kind: K }> | undefined {
    return this.#contents.items.find(
      (item): item is Extract<Item, { kind: K }> =>
        item.organization === organization && item.kind === kind && item.id === id,
    );
  }

  /** Takes the place of one with the same organization, kind and id. */
  keep(item: Item): void {
    const { items } = this.#contents;
    const at = items.findIndex(
      (known) => known.organization === item.organization && known.kind === item.kind && known.id === item.id,
    );
    items.splice(at === -1 ? items.length : at, 1, item);
    this.#write();
  }

  keepOrganization(organization: Organization): void {
    const { organizations } = this.#contents;
    const at = organizations.findIndex((known) => known.organization === organization.organization);
    organizations.splice(at === -1 ? organizations.length : at, 1, organization);
    this.#write();
  }

  /** The answer that was given to this hand-over, if it was carried out before. */
  handOver(id: string): HandOverAnswer | undefined {
    return this.#contents.handOvers.find((known) => known.id === id)?.answer;
  }

  /** New owners, and that this hand-over was carried out, in one write: a kill leaves both or neither. */
  keepHandOver(id: string, answer: HandOverAnswer, change: () => void): void {
    change();
    this.#contents.handOvers.push({ id, answer });
    this.#contents.handOvers.splice(0, this.#contents.handOvers.length - MOST_HAND_OVERS);
    this.#write();
  }

  #write(): void {
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, JSON.stringify(this.#contents), { mode: 0o600 }); // it holds keys
    renameSync(fresh, this.#file);
  }
}

function read(file: string): Contents | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Contents;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
