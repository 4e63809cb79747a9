// The demo as everybody starts it: `charter serve --demo`, with a data directory of its own that is removed at the end.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { answers, freePort, start } from './child.mjs';
import { binary } from './places.mjs';

/** People of the demo, by what they are for in the tests. */
export const people = {
  administrator: { name: 'Ana Oliveira', email: 'ana@acme.example', workspace: 'acme' },
  requester: { name: 'Lena Fischer', email: 'lena@acme.example', workspace: 'acme' },
  otherRequester: { name: 'Tom Becker', email: 'tom@acme.example', workspace: 'acme' },
  approver: { name: 'Ravi Menon', email: 'ravi@acme.example', workspace: 'acme' },
  both: { name: 'Kofi Mensah', email: 'kofi@acme.example', workspace: 'acme' },
  auditor: { name: 'Inès Moreau', email: 'ines@acme.example', workspace: 'acme' },
  uninvited: { name: 'Sam Stranger', email: 'sam@elsewhere.example', workspace: 'acme' },
  neighbourRequester: { name: 'Mia Novak', email: 'mia@globex.example', workspace: 'globex' },
  neighbourApprover: { name: 'Omar Diallo', email: 'omar@globex.example', workspace: 'globex' },
};

/** Starts it on a free port; `stop` ends it and asserts that nothing it started is left. */
export async function startDemo() {
  // Short (sockets), and open: as root the demo's Postgres runs as somebody else.
  const directory = await mkdtemp('/tmp/charter-demo-');
  await chmod(directory, 0o755);
  const server = await serve(directory).catch(async (error) => {
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  return {
    ...server,
    people,
    workspace: 'acme',
    directory,
    states: new Map(),
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** One start with that data directory. */
export async function serve(directory, port) {
  const at = `127.0.0.1:${port ?? (await freePort())}`;
  const base = `http://${at}`;
  const child = start('charter-demo', binary, ['serve', '--demo', '--data-dir', directory, '--listen', at], { cwd: '/' });
  try {
    await child.until('/readyz', () => answers(`${base}/readyz`), { seconds: 90 });
  } catch (error) {
    await child.stop().catch(() => undefined);
    throw error;
  }
  const { simulator } = JSON.parse(readFileSync(path.join(directory, 'ports.json'), 'utf8'));
  return { base, port: Number(at.split(':')[1]), simulator: `http://127.0.0.1:${simulator}`, stop: () => child.stop('SIGINT') };
}
