import { api, given, take } from '../../client.ts';
import { useConfirm } from '../../components/Confirm.tsx';
import { MayButton } from '../../components/MayButton.tsx';
import type { ShownKey } from '../../components/ShownOnce.tsx';
import { paths } from '../../paths.ts';
import type { Connection } from './queries.ts';

interface Props {
  organization: string;
  connection: Connection;
  show: (shown: ShownKey) => void;
}

/** Asks before a version is shown, because from then on the reader may know it. `version`: an earlier one. */
export function useReveal({ organization, connection, show }: Props): (version?: number) => void {
  const confirm = useConfirm();
  const { id, name } = connection;
  return (version) =>
    confirm({
      title: version === undefined ? `Reveal the secret of ${name}?` : `Reveal version ${version} of ${name}?`,
      says: 'It is written down that you were shown it. When you leave one day, it has to be changed.',
      action: 'Reveal',
      run: async (header) => {
        const revealed = await take(
          api.POST('/v1/organizations/{organization}/connections/{connection}/reveal-secret', {
            params: { path: { organization, connection: id }, header },
            body: given({ version }),
          }),
        );
        show({ name, key: revealed.secret });
      },
    });
}

export function SecretActions(props: Props) {
  const { organization, connection } = props;
  const reveal = useReveal(props);
  const { id, may, auth, secretVersion } = connection;
  if (auth === 'oauth' && secretVersion === null) return null;
  return (
    <>
      <MayButton may={may.setSecret} variant="default" to={paths.connectionSetSecret(organization, id)}>
        Set the secret
      </MayButton>
      {secretVersion !== null && (
        <MayButton may={may.revealSecret} variant="default" onClick={() => reveal()}>
          Reveal
        </MayButton>
      )}
    </>
  );
}
