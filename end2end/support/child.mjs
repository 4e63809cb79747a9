// Child processes: started with a log file, ended by their own id, never left behind.
import { execFile, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { output } from './places.mjs';

const alive = new Set();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGINT');
});

/** Starts a program; `name` names its log. `as` may drop it to another user ({ uid, gid }). */
export function start(name, program, args, { env = {}, cwd, as = {} } = {}) {
  const log = path.join(output('logs'), `${name}.log`);
  const file = openSync(log, 'a');
  const beginning = fstatSync(file).size;
  const child = spawn(program, args, { stdio: ['ignore', file, file], env: { ...process.env, ...env }, cwd, ...as });
  closeSync(file);
  alive.add(child);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`cannot start: ${error.message}`));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const state = { how: undefined };
  ended.then((how) => {
    state.how = how;
    alive.delete(child);
  });
  return {
    name,
    pid: child.pid,
    /** What it printed and logged since it was started. */
    printed: () => readFileSync(log).subarray(beginning).toString(),
    /** Waits until `ready` gives something true; the log's end is in the error if it does not. */
    async until(what, ready, { seconds = 60 } = {}) {
      const end = performance.now() + seconds * 1000;
      for (;;) {
        const answer = await ready().catch(() => undefined);
        if (answer) return answer;
        if (state.how !== undefined || performance.now() > end) {
          throw new Error(`${name}: ${what} did not come (${state.how ?? `${seconds} s`})\n${tail(log)}`);
        }
        await pause(100);
      }
    },
    /** Asks it to end, then makes it. */
    async stop(signal = 'SIGINT') {
      if (state.how !== undefined) return state.how;
      child.kill(signal);
      const how = await Promise.race([ended, pause(20_000)]);
      if (how !== undefined) return how;
      child.kill('SIGKILL');
      await ended;
      throw new Error(`${name} did not end after ${signal}\n${tail(log)}`);
    },
  };
}

/** Runs a program to its end and gives back what it printed. */
export function run(program, args, { env = {}, as = {}, cwd, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { env: { ...process.env, ...env }, cwd, ...as }, (error, out, err) => {
      if (error) reject(new Error(`${path.basename(program)} ${args.join(' ')}: ${error.code ?? error.message}\n${out}${err}`));
      else resolve(out);
    });
    child.stdin.end(input);
  });
}

/** A TCP port of 127.0.0.1 that was free just now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Whether an address answers with a success. */
export async function answers(url) {
  const response = await fetch(url, { redirect: 'manual' });
  await response.arrayBuffer();
  return response.ok;
}

function tail(log) {
  return readFileSync(log, 'utf8').split('\n').slice(-30).join('\n');
}
