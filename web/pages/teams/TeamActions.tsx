import { notifications } from '@mantine/notifications';
import { api, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import { counted } from '../../components/words.ts';
import { paths } from '../../paths.ts';
import type { Team } from './queries.ts';

export function TeamActions({ organization, team }: { organization: string; team: Team }) {
  const confirm = useConfirm();
  const { id, name, may, members } = team;
  const archive = () =>
    confirm({
      title: `Archive ${name}?`,
      says: `Its ${counted(members.length, 'member')} and what was shared with it stay listed and give nothing any more. This can’t be undone.`,
      action: 'Archive',
      danger: true,
      run: async (header) => {
        const params = { path: { organization, team: id }, header };
        await take(api.POST('/v1/organizations/{organization}/teams/{team}/archive', { params }));
        notifications.show({ color: 'green', message: `${name} is archived` });
      },
    });
  return (
    <>
      <MayButton may={may.addMember} to={paths.teamAddMember(organization, id)}>
        Add a member
      </MayButton>
      <MayButton may={may.rename} variant="default" to={paths.teamRename(organization, id)}>
        Rename
      </MayButton>
      <MayButton may={may.archive} color="red" variant="light" onClick={archive}>
        Archive …
      </MayButton>
    </>
  );
}
