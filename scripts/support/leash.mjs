// Runs one command and ends it when our standard input closes, which the kernel does when the supervisor dies, however it dies.
// usage: node leash.mjs '{"signal":"SIGTERM","graceMs":10000}' command args…   (file descriptor 3: tells the command's process ID)
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { constants } from 'node:os';

const [options, command, ...args] = process.argv.slice(2);
const { signal, graceMs, uid, gid } = JSON.parse(options);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], uid, gid });

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  child.kill(signal);
  setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
}

process.stdin.on('end', stop).on('error', stop).resume();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop);

child.on('spawn', () => {
  try {
    writeSync(3, `${child.pid}\n`);
  } catch {
    stop(); // nobody reads: the supervisor is gone already
  }
});
child.on('error', (error) => {
  console.error(`${command}: ${error.message}`);
  process.exit(127);
});
child.on('exit', (code, by) => process.exit(stopping ? 0 : (code ?? 128 + constants.signals[by])));
