import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { followUpsQuery } from '../follow-ups/queries.ts';
import { itemsQuery, type Removal, removalQuery } from './queries.ts';

/** Keeps a removal and its plan up to date by server-sent events, as long as it runs. Returns what to say of the connection. */
export function useRemovalEvents(organization: string, removal: string, runs: boolean): string {
  const queries = useQueryClient();
  const [watching, setWatching] = useState('');
  useEffect(() => {
    if (!runs) return;
    const { queryKey } = removalQuery(organization, removal);
    const [items] = itemsQuery(organization, removal, {}).queryKey;
    const [followUps] = followUpsQuery(organization, {}).queryKey;
    const readAgain = () => void queries.invalidateQueries({ queryKey });
    const source = new EventSource(
      `/v1/organizations/${encodeURIComponent(organization)}/removals/${encodeURIComponent(removal)}/events`,
    );
    source.addEventListener('open', () => setWatching('Live'));
    source.addEventListener('error', () => setWatching('Connecting again …'));
    source.addEventListener('removal', (event: MessageEvent<string>) => {
      queries.setQueryData(queryKey, JSON.parse(event.data) as Removal);
      void queries.invalidateQueries({ queryKey: [items, organization, removal] });
      void queries.invalidateQueries({ queryKey: [followUps, organization] });
    });
    source.addEventListener('end', () => {
      source.close();
      readAgain();
    });
    // should the stream be cut for good, the facts still come
    const slowly = setInterval(() => source.readyState !== EventSource.OPEN && readAgain(), 10_000);
    return () => {
      source.close();
      clearInterval(slowly);
    };
  }, [queries, organization, removal, runs]);
  return runs ? watching : '';
}
