import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const venv = fileURLToPath(new URL('../../.cache/verify/', import.meta.url));
const CRYPTOGRAPHY = 'cryptography==48.0.0';

/** A Python that has the package which verify-certificate.py needs: the machine's own, else one made in `.cache/`. Throws with what to do. */
export async function pythonForVerifying(): Promise<string> {
  const made = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  for (const python of [made, 'python3', 'python'])
    if (await succeeds(python, ['-c', 'import cryptography.hazmat.primitives.asymmetric.ed25519'])) return python;
  await mkdir(path.dirname(venv), { recursive: true });
  for (const python of ['python3', 'python'])
    if (await succeeds(python, ['-m', 'venv', '--clear', venv])) {
      await run(made, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', CRYPTOGRAPHY], {
        timeout: 180_000,
      });
      return made;
    }
  throw new Error(
    `verify-certificate.py needs Python with venv, or with the package cryptography: install one of them`,
  );
}

async function succeeds(command: string, args: string[]): Promise<boolean> {
  if (path.isAbsolute(command) && !existsSync(command)) return false;
  return await run(command, args, { timeout: 60_000 }).then(
    () => true,
    () => false,
  );
}
