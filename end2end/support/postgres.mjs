// A private Postgres: socket only, thrown away. Root is dropped for it, as Postgres demands.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { run, start } from './child.mjs';

/** What it holds: the others are for installations without a workspace: one that stays so, one that is set up. */
const DATABASES = ['charter', 'bare', 'fresh'];

/** Starts it with the owner's role and empty databases, as an operator would prepare it; `charter migrate` makes the rest. */
export async function startPostgres() {
  const as = unprivileged();
  // Paths of sockets are limited to 107 bytes.
  const directory = await mkdtemp('/tmp/charter-e2e-');
  if (as.uid !== undefined) await chown(directory, as.uid, as.gid);
  const data = path.join(directory, 'data');
  const at = programs();
  const env = { LC_ALL: 'C.UTF-8' };
  await run(path.join(at, 'initdb'), ['-D', data, '-U', 'postgres', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8', '--auth=trust'], { env, as, cwd: '/' });
  const databases = DATABASES.map((name) => `create database ${name} owner charter_owner;\n`);
  const input = ['create role charter_owner login createrole;\n', ...databases].join('');
  await run(path.join(at, 'postgres'), ['--single', '-D', data, 'postgres'], { env, as, cwd: '/', input });
  const options = ['-c', 'listen_addresses=', '-c', `unix_socket_directories=${directory}`, '-c', 'fsync=off', '-c', 'max_connections=60'];
  const server = start('postgres', path.join(at, 'postgres'), ['-D', data, ...options], { env, as, cwd: '/' });
  await server.until('its socket', async () => {
    const lines = readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    return lines[7]?.trim() === 'ready';
  });
  return {
    url: (role, database = DATABASES[0]) => `postgres://${role}@localhost/${database}?host=${directory}`,
    async stop() {
      await server.stop('SIGINT');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The directory of `initdb` and `postgres`: Debian's newest, else the one on PATH. */
function programs() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [...versions.map((version) => path.join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(':')];
  const found = places.find((place) => existsSync(path.join(place, 'initdb')) && existsSync(path.join(place, 'postgres')));
  if (!found) throw new Error('no Postgres on this machine: install the package postgresql');
  return found;
}

function unprivileged() {
  if (process.getuid() !== 0) return {};
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}
