import { notifications } from '@mantine/notifications';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import type { ShownKey } from '../../components/ShownOnce.tsx';
import { paths } from '../../paths.ts';
import type { ApiKey } from './queries.ts';

interface ApiKeyActionsProps {
  organization: string;
  apiKey: ApiKey;
  show: (key: ShownKey) => void;
}

export function ApiKeyActions({ organization, apiKey, show }: ApiKeyActionsProps) {
  const confirm = useConfirm();
  const { name, may } = apiKey;
  const path = { organization, key: apiKey.id };
  const reveal = () =>
    confirm({
      title: `Show the secret of ${name}?`,
      says: 'It is shown this once, and who saw it is recorded. Have the place ready where it belongs.',
      action: 'Show it',
      run: async (header) => {
        const params = { path, header };
        const { key } = await take(api.POST('/v1/organizations/{organization}/api-keys/{key}/reveal', { params }));
        show({ name, key });
      },
    });
  const rotate = () =>
    confirm({
      title: `Rotate ${name}?`,
      says: 'A new key takes its place. Both work for the time that the policy gives, then the old one ends.',
      action: 'Rotate',
      run: async (header) => {
        const { key } = await take(
          api.POST('/v1/organizations/{organization}/api-keys/{key}/rotate', { params: { path, header }, body: {} }),
        );
        show({ name, key });
      },
    });
  const revoke = () =>
    confirm({
      title: `Revoke ${name}?`,
      says: `Whatever uses this key of ${apiKey.holder.name} is refused from now on.`,
      action: 'Revoke',
      danger: true,
      run: async (header) => {
        await take(api.POST('/v1/organizations/{organization}/api-keys/{key}/revoke', { params: { path, header } }));
        notifications.show({ color: 'green', message: `${name} is revoked` });
      },
    });
  return (
    <RowMenu
      label={`Actions for ${name}`}
      actions={[
        { label: 'Show its secret, once', may: may.reveal, onClick: reveal },
        { label: 'Rotate', may: may.rotate, onClick: rotate },
        {
          label: 'Rotate, with an end for the old one',
          may: may.rotate,
          to: paths.apiKeyRotate(organization, apiKey.id),
        },
        { label: 'Make it a service account’s', may: may.convert, to: paths.apiKeyConvert(organization, apiKey.id) },
        { label: 'Revoke', may: may.revoke, danger: true, onClick: revoke },
      ]}
    />
  );
}
