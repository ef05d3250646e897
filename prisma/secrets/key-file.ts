import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/**
 * The content of a key file, made on first use. Several processes at once: all get the same one, because a file appears under its name whole
 * (hard link of a finished file) or not at all. It is readable by its owner only, and on disk before anything is encrypted with it.
 * @throws Error when everyone on the machine can read the file
 */
export function keyFile(folder: string, name: string, make: () => string): string {
  const file = path.join(folder, name);
  try {
    return guarded(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fresh = path.join(folder, `.${name}.${randomUUID()}`);
  writeDurably(fresh, make());
  try {
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // else another process was faster: its key it is
  } finally {
    unlinkSync(fresh);
  }
  syncFolder(folder);
  return guarded(file);
}

function guarded(file: string): string {
  const content = readFileSync(file, 'utf8');
  if (process.platform !== 'win32' && (statSync(file).mode & 0o007) !== 0) {
    throw new Error(`${file} is open to everyone on this machine: chmod 600 it`);
  }
  return content;
}

function writeDurably(file: string, content: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // a folder can't be opened there
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
