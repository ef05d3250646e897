import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';
import type { AuditSearch } from '../../search.ts';

export type AuditEntry = Schema<'AuditEntry'>;

/** Newest first. */
export const auditEntriesQuery = (organization: string, filter: AuditSearch) =>
  listQuery<AuditEntry>(['audit-entries', organization, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/audit-entries', {
        params: { path: { organization }, query: { ...given({ ...filter, cursor }), newestFirst: 'true' } },
        signal,
      }),
    ),
  );

/** Where the same entries come as a file: the browser writes the stream to disk, however long it is. */
export function exportAddress(organization: string, filter: AuditSearch, format: 'ndjson' | 'csv'): string {
  const query = new URLSearchParams({ ...filter, format });
  return `/v1/organizations/${encodeURIComponent(organization)}/audit-entries/export?${query.toString()}`;
}
