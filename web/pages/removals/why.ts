import type { Schema } from '../../client.ts';
import { absolute } from '../../components/time.ts';
import { counted, humanize } from '../../components/words.ts';

type Item = Pick<Schema<'PreviewItem'>, 'kind' | 'facts'>;

/** What there is to know of an item: what runs on it, who used it last, until when. One line, or nothing. */
export function whyOf(item: Item): string {
  const tell = byKind[item.kind];
  if (tell === undefined) return '';
  return tell(new Facts(item.facts)).filter(Boolean).join(', ');
}

const onConnection = (facts: Facts) => [
  facts.text('provider'),
  facts.count('usedBy', 'resource runs on it', 'resources run on it'),
];
const key = (facts: Facts) => [
  facts.is('inUse') ? 'in use' : '',
  facts.at('last used', 'lastUsedAt'),
  facts.text('lastUsedFrom') && `from ${facts.text('lastUsedFrom')}`,
  facts.text('lastUsedAgent') && `by ${facts.text('lastUsedAgent')}`,
  facts.at('ends', 'expiresAt'),
];
const resource = (facts: Facts) => [
  humanize(facts.text('resourceKind')),
  facts.is('archived') ? 'archived' : '',
  facts.number('everySeconds') > 0 ? `runs every ${every(facts.number('everySeconds'))}` : '',
  facts.at('next', 'nextRunAt'),
  facts.count('schedules', 'schedule runs it', 'schedules run it'),
  facts.count('usedBy', 'resource runs on it', 'resources run on it'),
];
const person = (facts: Facts) => [facts.at('ends', 'endsAt')];

const byKind: Readonly<Record<string, (facts: Facts) => string[]>> = {
  'resource-owner': resource,
  'resource-runs-as': resource,
  'api-key': key,
  'service-account-key': (facts) => [`${facts.text('how').replaceAll('-', ' ')} by them`, ...key(facts)],
  'connection-secret': (facts) => [`${facts.text('how').replaceAll('-', ' ')} by them`, ...onConnection(facts)],
  'webhook-secret': (facts) => [
    facts.is('addressedByThem') ? 'they chose the address: see that it is yours' : '',
    facts.text('status'),
  ],
  grant: (facts) => [
    ...onConnection(facts),
    (facts.number('usedBy') ?? 0) > 0 ? 'stays until its new owner has consented, unless for cause' : '',
    facts.is('revocable') ? 'revoked by the machine' : 'a person has to revoke it',
  ],
  'approval-waiting': (facts) => [
    facts.number('others') === 0
      ? 'nobody else may decide'
      : facts.count('others', 'other may decide', 'others may decide'),
    facts.at('decide by', 'deadline'),
  ],
  'sponsored-guest': person,
  'service-account': person,
  'managed-member': person,
  'follow-up': (facts) => [facts.at('due', 'dueAt')],
  'team-membership': (facts) => [facts.text('role')],
  share: (facts) => [facts.text('level')],
  session: (facts) => [facts.at('since', 'since')],
};

class Facts {
  readonly #facts: Item['facts'];
  constructor(facts: Item['facts']) {
    this.#facts = facts;
  }
  text(name: string): string {
    const value = this.#facts[name];
    return value === null || value === undefined ? '' : String(value);
  }
  is(name: string): boolean {
    return this.#facts[name] === true;
  }
  number(name: string): number {
    return Number(this.#facts[name] ?? 0);
  }
  count(name: string, one: string, many: string): string {
    return this.number(name) > 0 ? counted(this.number(name), one, many) : '';
  }
  at(label: string, name: string): string {
    const at = this.text(name);
    return at === '' ? '' : `${label} ${absolute(at)}`;
  }
}

function every(seconds: number): string {
  const unit = [
    { seconds: 86_400, name: 'day' },
    { seconds: 3_600, name: 'hour' },
    { seconds: 60, name: 'minute' },
  ].find((each) => seconds % each.seconds === 0) ?? { seconds: 1, name: 'second' };
  return seconds === unit.seconds ? unit.name : counted(seconds / unit.seconds, unit.name);
}
