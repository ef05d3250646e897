import { notifications } from '@mantine/notifications';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { paths } from '../../paths.ts';
import type { ServiceAccount } from './queries.ts';

export function ServiceAccountActions({ organization, account }: { organization: string; account: ServiceAccount }) {
  const confirm = useConfirm();
  const { id, name, may } = account;
  const path = { organization, serviceAccount: id };
  const archive = () =>
    confirm({
      title: `Archive ${name}?`,
      says: 'Its keys end at once and for good. Its teams and shares stay, and give nothing until it is restored.',
      action: 'Archive',
      danger: true,
      run: async (header) => {
        const params = { path, header };
        await take(api.POST('/v1/organizations/{organization}/service-accounts/{serviceAccount}/archive', { params }));
        notifications.show({ color: 'green', message: `${name} is archived` });
      },
    });
  const restore = () =>
    confirm({
      title: `Restore ${name}?`,
      says: 'It is as it was, but for its keys: make new ones.',
      action: 'Restore',
      run: async (header) => {
        const params = { path, header };
        await take(api.POST('/v1/organizations/{organization}/service-accounts/{serviceAccount}/restore', { params }));
        notifications.show({ color: 'green', message: `${name} is restored` });
      },
    });
  if (account.archivedAt !== null)
    return (
      <MayButton may={may.restore} variant="default" onClick={restore}>
        Restore
      </MayButton>
    );
  const suspended = account.status === 'suspended';
  return (
    <>
      <MayButton may={may.createKey} to={paths.apiKeyNew(organization, id)}>
        New key
      </MayButton>
      <RowMenu
        label={`Actions for ${name}`}
        actions={[
          { label: 'Change', may: may.change, to: paths.serviceAccountChange(organization, id) },
          { label: 'Change role', may: may.changeRole, to: paths.memberChangeRole(organization, id) },
          suspended
            ? { label: 'Reactivate', may: may.reactivate, to: paths.memberReactivate(organization, id) }
            : { label: 'Suspend now', may: may.suspend, to: paths.memberSuspend(organization, id) },
          { label: 'Archive', may: may.archive, danger: true, onClick: archive },
        ]}
      />
    </>
  );
}
