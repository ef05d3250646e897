/**
 * Where one person of a mass removal stands. `drafted`: not planned yet. `refused`: their removal could not be planned. `planned`: not begun. `early`: begun, before the transfer, and not ready for
 * it. `ready`: suspended, wants a turn. `turn`: has one, and their things are being handed over. `over`: had it, or waits for people in it, or has ended.
 */
export type Standing = 'drafted' | 'refused' | 'planned' | 'early' | 'ready' | 'turn' | 'over';

export interface Person {
  removalId: string;
  memberId: string;
  standing: Standing;
}

export interface Turns {
  /** whose removals begin now: everyone’s, since until the suspension they cost little, and a later suspension would be a door left open */
  begin: Person[];
  /** who takes a turn now, or was given one and may not have heard of it */
  take: Person[];
  /** nobody is left who would need this process */
  done: boolean;
}

/** Everyone is planned before anyone begins: who is only drafted by then was so when the mass removal was cancelled, and stays it. */
const needless: ReadonlySet<Standing> = new Set(['drafted', 'refused', 'over']);

/**
 * What a mass removal does next: all are begun, so that all are shut at the same time; of what costs, the handing over, at most `atOnce` are under way.
 * @param people in their order, which is the order of the turns
 */
export function nextTurns(people: readonly Person[], atOnce: number, paused: boolean): Turns {
  const those = (standing: Standing) => people.filter((person) => person.standing === standing);
  const taken = those('turn');
  const free = Math.max(0, atOnce - taken.length);
  return {
    begin: paused ? [] : those('planned'),
    take: paused ? taken : [...taken, ...those('ready').slice(0, free)],
    done: people.every(({ standing }) => needless.has(standing)),
  };
}
