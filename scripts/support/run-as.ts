import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** How to start a program that refuses to run as root. */
export interface RunAs {
  /** The account that it will run under; undefined when that is our own. */
  account: Account | undefined;
  command(
    program: string,
    args: readonly string[],
  ): { command: string; args: readonly string[]; ids: { uid?: number; gid?: number } };
}

/**
 * As root: another account's ids, for a program that must reach `paths`. Where a folder above them is closed to that account (a clone
 * in /root, say), the program gets root's right to pass closed folders and nothing else of root's. As an ordinary user: nothing to do.
 * Throws when neither can be, with what to do.
 */
export function runAs(paths: readonly string[]): RunAs {
  if (process.getuid?.() !== 0) return { account: undefined, command: (command, args) => ({ command, args, ids: {} }) };
  const account = anAccount();
  const closed = paths.map((p) => closedFolder(p, account)).find((folder) => folder !== undefined);
  const { uid, gid } = account;
  if (closed === undefined) return { account, command: (command, args) => ({ command, args, ids: { uid, gid } }) };
  if (spawnSync('setpriv', ['--version']).status !== 0) {
    throw new Error(
      `PostgreSQL does not run as root, and the account ${account.name} may not enter ${closed}. Run as an ordinary user, or move the folder to where others may enter (/opt, say)`,
    );
  }
  const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup']; // the last one: for access(2) too
  const drop = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...rights];
  return { account, command: (command, args) => ({ command: 'setpriv', args: [...drop, command, ...args], ids: {} }) };
}

function anAccount(): Account {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
    if (uid?.status === 0 && gid?.status === 0) return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a postgres nor a nobody account: run as an ordinary user',
  );
}

function closedFolder(to: string, { uid, gid }: Account): string | undefined {
  for (let folder = path.dirname(to); ; folder = path.dirname(folder)) {
    const stat = statSync(folder);
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}
