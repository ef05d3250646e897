import { notifications } from '@mantine/notifications';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import type { Invitation } from './queries.ts';

/** Resend makes the earlier link void; revoke ends the invitation. */
export function InvitationActions({ organization, invitation }: { organization: string; invitation: Invitation }) {
  const confirm = useConfirm();
  const path = { organization, invitation: invitation.id };
  const resend = () =>
    confirm({
      title: 'Send the invitation again?',
      says: `A new mail goes to ${invitation.email}. The link in the earlier mail stops working.`,
      action: 'Send again',
      run: async (header) => {
        await take(
          api.POST('/v1/organizations/{organization}/invitations/{invitation}/resend', { params: { path, header } }),
        );
        notifications.show({ color: 'green', message: `Sent again to ${invitation.email}` });
      },
    });
  const revoke = () =>
    confirm({
      title: 'Revoke the invitation?',
      says: `The link that ${invitation.email} got stops working, and any approval of it is withdrawn.`,
      action: 'Revoke',
      danger: true,
      run: async (header) => {
        await take(
          api.POST('/v1/organizations/{organization}/invitations/{invitation}/revoke', { params: { path, header } }),
        );
        notifications.show({ color: 'green', message: `The invitation of ${invitation.email} is revoked` });
      },
    });
  return (
    <RowMenu
      label={`Actions for the invitation of ${invitation.email}`}
      actions={[
        { label: 'Send again', may: invitation.may.resend, onClick: resend },
        { label: 'Revoke', may: invitation.may.revoke, danger: true, onClick: revoke },
      ]}
    />
  );
}
