import { MayButton } from '../../components/MayButton.tsx';
import { paths } from '../../paths.ts';
import type { Team } from './queries.ts';

export function TeamActions({ organization, team }: { organization: string; team: Team }) {
  const { id, may } = team;
  return (
    <>
      <MayButton may={may.addMember} to={paths.teamAddMember(organization, id)}>
        Add a member
      </MayButton>
      <MayButton may={may.rename} variant="default" to={paths.teamRename(organization, id)}>
        Rename
      </MayButton>
      <MayButton may={may.archive} color="red" variant="light" to={paths.teamArchive(organization, id)}>
        Archive …
      </MayButton>
    </>
  );
}
