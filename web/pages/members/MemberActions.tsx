import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { RowMenu } from '../../components/RowMenu.tsx';
import { paths } from '../../paths.ts';
import type { Member } from './queries.ts';

/** What can be done with a member. The removal is the way out; the suspension is the emergency brake. */
export function MemberActions({ organization, member }: { organization: string; member: Member }) {
  const confirm = useConfirm();
  if (member.kind !== 'person')
    return (
      <Button component={Link} to={paths.serviceAccount(organization, member.id)} variant="default">
        Open the service account
      </Button>
    );
  const { may } = member;
  const forget = () =>
    confirm({
      title: `Forget the account of ${member.name}?`,
      says: 'Whoever came in by it is out of this organization now. The next account at your sign-in that has their verified address is theirs.',
      action: 'Forget the account',
      danger: true,
      run: () =>
        take(
          api.DELETE('/v1/organizations/{organization}/members/{member}/sso-identity', {
            params: { path: { organization, member: member.id } },
          }),
        ),
    });
  const account = {
    label: 'Forget their account at your sign-in',
    may: may.forgetSsoIdentity,
    danger: true,
    onClick: forget,
  };
  return (
    <>
      <MayButton may={may.changeRole} variant="default" to={paths.memberChangeRole(organization, member.id)}>
        Change role
      </MayButton>
      {member.status === 'suspended' ? (
        <MayButton may={may.reactivate} variant="default" to={paths.memberReactivate(organization, member.id)}>
          Reactivate
        </MayButton>
      ) : (
        <MayButton may={may.suspend} variant="default" to={paths.memberSuspend(organization, member.id)}>
          Suspend now
        </MayButton>
      )}
      {member.leftByRemovalId !== null && (
        <MayButton may={may.reinstate} to={paths.removalReinstate(organization, member.leftByRemovalId)}>
          Reinstate …
        </MayButton>
      )}
      {member.removalId === null ? (
        <MayButton may={may.remove} color="red" to={paths.removalPreview(organization, member.id)}>
          Remove …
        </MayButton>
      ) : (
        <Button component={Link} to={paths.removal(organization, member.removalId)} color="red" variant="light">
          Watch the removal
        </Button>
      )}
      <RowMenu label="More actions" actions={[...dataActions(organization, member), account]} />
    </>
  );
}

/** What concerns the person's data, not their work. */
function dataActions(organization: string, { id, may, legalHoldAt }: Member) {
  const hold =
    legalHoldAt === null
      ? { label: 'Place a legal hold', may: may.placeLegalHold, to: paths.memberPlaceHold(organization, id) }
      : { label: 'Lift the legal hold', may: may.liftLegalHold, to: paths.memberLiftHold(organization, id) };
  const download = () => window.location.assign(`/v1/organizations/${organization}/members/${id}/export`);
  return [
    { label: 'Download all that is kept about them', may: may.export, onClick: download },
    hold,
    { label: 'Remove permanently', may: may.erase, danger: true, to: paths.memberErase(organization, id) },
  ];
}
