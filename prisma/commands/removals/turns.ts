import type { OpenItem } from './items.ts';

/** What one resource's holders become; undefined: that one stays. */
export interface Turn {
  resourceId: string;
  ownerId?: string;
  runsAsId?: string;
}

export const isOfResource = ({ kind }: OpenItem): boolean => kind === 'resource-owner' || kind === 'resource-runs-as';

/** One turn for each resource, whether its owner, its runs-as or both change. */
export function turnsOf(items: readonly OpenItem[]): Turn[] {
  const turns = new Map<string, Turn>();
  for (const { kind, objectId, successorId } of items) {
    if (successorId === null) continue;
    const turn = turns.get(objectId) ?? { resourceId: objectId };
    turns.set(objectId, { ...turn, [kind === 'resource-owner' ? 'ownerId' : 'runsAsId']: successorId });
  }
  return [...turns.values()];
}

/** As parameters for `unnest`. */
export const columnsOf = (turns: readonly Turn[]) => ({
  ids: turns.map(({ resourceId }) => resourceId),
  owners: turns.map(({ ownerId }) => ownerId ?? null),
  runners: turns.map(({ runsAsId }) => runsAsId ?? null),
});
