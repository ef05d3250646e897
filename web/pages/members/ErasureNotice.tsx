import { Anchor, Button } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { Notice } from '../../components/Notice.tsx';
import { When } from '../../components/When.tsx';
import { paths } from '../../paths.ts';

const erasureQuery = (organization: string, erasure: string) =>
  queryOptions({
    queryKey: ['erasure', organization, erasure],
    queryFn: ({ signal }) =>
      take(
        api.GET('/v1/organizations/{organization}/erasures/{erasure}', {
          params: { path: { organization, erasure } },
          signal,
        }),
      ),
  });

/** That a permanent removal is asked for, what it waits for, and the way out of it. Who may not read it sees nothing. */
export function ErasureNotice({ organization, erasure: id }: { organization: string; erasure: string }) {
  const { data } = useQuery(erasureQuery(organization, id));
  const confirm = useConfirm();
  if (data === undefined) return null;
  const cancel = () =>
    confirm({
      title: 'Cancel the permanent removal?',
      says: `${data.member.name} stays deactivated, with name and history.`,
      action: 'Cancel it',
      run: (header) =>
        take(
          api.POST('/v1/organizations/{organization}/erasures/{erasure}/cancel', {
            params: { path: { organization, erasure: id }, header },
          }),
        ),
    });
  return (
    <Notice kind="wait" title={`${data.member.name} is to be removed permanently`}>
      {data.status === 'held' && 'A legal hold, or the policy, keeps it from being done. '}
      {data.status === 'awaiting_approval' && data.approvalId !== null && (
        <>
          It{' '}
          <Anchor component={Link} to={paths.approval(organization, data.approvalId)} underline="always" fz="sm">
            waits for another admin
          </Anchor>
          .{' '}
        </>
      )}
      Not before <When at={data.eraseAt} inline />.{' '}
      {data.may.cancel.allowed && (
        <Button size="xs" variant="default" mt="xs" onClick={cancel}>
          Cancel it
        </Button>
      )}
    </Notice>
  );
}
