import { queryOptions } from '@tanstack/react-query';
import { api, given, type Schema, take } from '../../client.ts';
import { listQuery } from '../../components/table.ts';

export type Member = Schema<'Member'>;
export interface MemberFilter {
  status?: Schema<'MemberStatus'> | undefined;
  kind?: 'person' | 'service_account' | undefined;
  search?: string | undefined;
}

export const membersQuery = (organization: string, filter: MemberFilter) =>
  listQuery<Member>(['members', organization, filter], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/members', {
        params: { path: { organization }, query: given({ ...filter, cursor }) },
        signal,
      }),
    ),
  );

export const memberQuery = (organization: string, member: string) =>
  queryOptions({
    queryKey: ['member', organization, member],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/members/{member}', {
          params: { path: { organization, member } },
          signal,
        }),
      ),
  });

/** What a member owns. */
export const ownedQuery = (organization: string, ownerId: string) =>
  listQuery<Schema<'Resource'>>(['resources', organization, { ownerId }], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/resources', {
        params: { path: { organization }, query: given({ ownerId, cursor, limit: 10 }) },
        signal,
      }),
    ),
  );

/** What a member may do with which resources. */
export const accessOfMemberQuery = (organization: string, member: string) =>
  listQuery<Schema<'AccessOfMember'>>(['access-of-member', organization, member], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/members/{member}/access', {
        params: { path: { organization, member }, query: given({ cursor, limit: 10 }) },
        signal,
      }),
    ),
  );

/** With what a member comes in: told to admins. */
export const memberSessionsQuery = (organization: string, member: string) =>
  listQuery<Schema<'MemberSession'>>(['member-sessions', organization, member], (cursor, signal) =>
    take(
      api.GET('/v1/organizations/{organization}/members/{member}/sessions', {
        params: { path: { organization, member }, query: given({ cursor, limit: 10 }) },
        signal,
      }),
    ),
  );
