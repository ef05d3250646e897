import { notifications } from '@mantine/notifications';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { paths } from '../../paths.ts';
import type { Resource } from './queries.ts';

interface Props {
  organization: string;
  resource: Pick<Resource, 'id' | 'name' | 'archivedAt' | 'may'>;
}

/** What can be done with a resource by hand, a connection as well. Each has its way back. */
export function ResourceActions({ organization, resource }: Props) {
  const confirm = useConfirm();
  const { id, name, may } = resource;
  const path = { organization, resource: id };
  const archive = () =>
    confirm({
      title: `Archive ${name}?`,
      says: 'It stays visible, and nothing else may be done with it. What runs on it has to go first. You can restore it.',
      action: 'Archive',
      danger: true,
      run: async (header) => {
        await take(
          api.POST('/v1/organizations/{organization}/resources/{resource}/archive', { params: { path, header } }),
        );
        notifications.show({ color: 'green', message: `${name} is archived` });
      },
    });
  const restore = () =>
    confirm({
      title: `Restore ${name}?`,
      says: 'It may be used again, on the connections that it ran on, as far as they are there.',
      action: 'Restore',
      run: async (header) => {
        await take(
          api.POST('/v1/organizations/{organization}/resources/{resource}/restore', { params: { path, header } }),
        );
        notifications.show({ color: 'green', message: `${name} is restored` });
      },
    });
  if (resource.archivedAt !== null)
    return (
      <MayButton may={may.restore} variant="default" onClick={restore}>
        Restore
      </MayButton>
    );
  return (
    <>
      <MayButton may={may.edit} variant="default" to={paths.resourceRename(organization, id)}>
        Rename
      </MayButton>
      <MayButton may={may.transfer} variant="default" to={paths.resourceTransfer(organization, id)}>
        Transfer
      </MayButton>
      <MayButton may={may.archive} variant="default" onClick={archive}>
        Archive
      </MayButton>
    </>
  );
}
