import { notifications } from '@mantine/notifications';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { paths } from '../../paths.ts';
import type { ShownKey } from '../../components/ShownOnce.tsx';
import type { Webhook } from './queries.ts';
import { answerOf } from './words.ts';

interface WebhookActionsProps {
  organization: string;
  webhook: Webhook;
  show: (secret: ShownKey) => void;
}

/** What can be done with a webhook. */
export function WebhookActions({ organization, webhook, show }: WebhookActionsProps) {
  const steps = useSteps(organization, webhook, show);
  const { may } = webhook;
  return (
    <>
      <MayButton variant="default" may={may.test} onClick={steps.test}>
        Send a test
      </MayButton>
      {webhook.status === 'disabled' && (
        <MayButton may={may.enable} onClick={steps.enable}>
          Enable
        </MayButton>
      )}
      <RowMenu
        label={`Actions for ${webhook.description}`}
        actions={[
          { label: 'Change', may: may.change, to: paths.webhookChange(organization, webhook.id) },
          { label: 'Replay from an event', may: may.replay, to: paths.webhookReplay(organization, webhook.id) },
          { label: 'Send all dead letters again', may: may.retry, onClick: steps.retryAll },
          { label: 'Rotate the secret', may: may.rotate, onClick: steps.rotate },
          { label: 'Show its secret, once', may: may.reveal, onClick: steps.reveal },
          { label: 'Disable', may: may.disable, onClick: steps.disable },
          { label: 'Archive', may: may.archive, danger: true, onClick: steps.archive },
        ]}
      />
    </>
  );
}

function useSteps(organization: string, { id, description: name }: Webhook, show: (secret: ShownKey) => void) {
  const confirm = useConfirm();
  const path = { organization, webhook: id };
  const told = (message: string) => notifications.show({ color: 'green', message });
  return {
    test: () =>
      confirm({
        title: `Send a test to ${name}?`,
        says: 'A ping, webhook.test, goes to its address now, and what it answers is shown.',
        action: 'Send',
        run: async (header) => {
          const params = { path, header };
          const said = await take(api.POST('/v1/organizations/{organization}/webhooks/{webhook}/test', { params }));
          const well = said.responseStatus !== null && said.responseStatus >= 200 && said.responseStatus <= 299;
          const message = `${answerOf(said)} after ${said.tookMs} ms${said.excerpt === null ? '' : `: ${said.excerpt.slice(0, 200)}`}`;
          notifications.show({ color: well ? 'green' : 'red', message, autoClose: false });
        },
      }),
    enable: () =>
      confirm({
        title: `Enable ${name}?`,
        says: 'It goes on where it stood, with all that happened meanwhile, in order.',
        action: 'Enable',
        run: async (header) => {
          await take(
            api.POST('/v1/organizations/{organization}/webhooks/{webhook}/enable', { params: { path, header } }),
          );
          told(`${name} is enabled`);
        },
      }),
    disable: () =>
      confirm({
        title: `Disable ${name}?`,
        says: 'Nothing more is sent until it is enabled again. What happens meanwhile is kept for it.',
        action: 'Disable',
        run: async (header) => {
          await take(
            api.POST('/v1/organizations/{organization}/webhooks/{webhook}/disable', { params: { path, header } }),
          );
          told(`${name} is disabled`);
        },
      }),
    archive: () =>
      confirm({
        title: `Archive ${name}?`,
        says: 'It ends for good, with its secret. What it was sent stays readable.',
        action: 'Archive',
        danger: true,
        run: async (header) => {
          await take(
            api.POST('/v1/organizations/{organization}/webhooks/{webhook}/archive', { params: { path, header } }),
          );
          told(`${name} is archived`);
        },
      }),
    ...useSecretSteps(path, name, show),
  };
}

function useSecretSteps(
  path: { organization: string; webhook: string },
  name: string,
  show: (secret: ShownKey) => void,
) {
  const confirm = useConfirm();
  return {
    retryAll: () =>
      confirm({
        title: `Send all dead letters of ${name} again?`,
        says: 'They are tried in order, one after the other. What is refused stays among the dead letters.',
        action: 'Send again',
        run: async (header) => {
          const { retried } = await take(
            api.POST('/v1/organizations/{organization}/webhooks/{webhook}/retry-dead-letters', {
              params: { path, header },
            }),
          );
          notifications.show({ color: 'green', message: `${retried} on their way` });
        },
      }),
    rotate: () =>
      confirm({
        title: `Rotate the secret of ${name}?`,
        says: 'A new one is shown, once. For the time that the policy gives, deliveries are signed with both.',
        action: 'Rotate',
        run: async (header) => {
          const params = { path, header };
          const { secret } = await take(
            api.POST('/v1/organizations/{organization}/webhooks/{webhook}/rotate-secret', { params, body: {} }),
          );
          show({ name, key: secret });
        },
      }),
    reveal: () =>
      confirm({
        title: `Show the secret of ${name}?`,
        says: 'It is shown this once, and who saw it is recorded. Have the place ready where it belongs.',
        action: 'Show it',
        run: async (header) => {
          const { secret } = await take(
            api.POST('/v1/organizations/{organization}/webhooks/{webhook}/reveal-secret', { params: { path, header } }),
          );
          show({ name, key: secret });
        },
      }),
  };
}
