// A world without the demo: Postgres, moto, npm's oidc-provider, and `charter` set up as an operator does it by the command line.
import { answers, freePort, run, start } from './child.mjs';
import { prepareMoto } from './aws.mjs';
import { startGate } from './gate.mjs';
import { binary, motoServer } from './places.mjs';
import { startPostgres } from './postgres.mjs';
import { startProvider } from './provider.mjs';

/** Who exists at the provider. Roles are given in the product, by the administrators. */
export const people = {
  administrator: { email: 'ada@harbor.example', name: 'Ada Admin', workspace: 'harbor' },
  requester: { email: 'rosa@harbor.example', name: 'Rosa Requester', workspace: 'harbor' },
  approver: { email: 'paul@harbor.example', name: 'Paul Approver', workspace: 'harbor' },
  auditor: { email: 'iris@harbor.example', name: 'Iris Auditor', workspace: 'harbor' },
  stranger: { email: 'zoe@nowhere.example', name: 'Zoe Stranger', workspace: 'harbor' },
  unverified: { email: 'uma@harbor.example', name: 'Uma Unverified', workspace: 'harbor', verified: false },
  neighbour: { email: 'olga@quay.example', name: 'Olga Owner', workspace: 'quay' },
};

/** The workspaces that the operator makes, with their first administrators. In `cove` nobody ever signs in. */
const workspaces = [
  ['harbor', 'Harbor Ltd', people.administrator],
  ['quay', 'Quay GmbH', people.neighbour],
  ['cove', 'Cove AG', people.neighbour],
];

/** Starts everything; `stop` ends it again, the last started first. */
export async function startPlain() {
  const started = [];
  const keep = (one) => (started.push(one), one);
  const stop = async () => {
    for (const one of started.reverse()) await one.stop();
  };
  try {
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    const clients = Object.fromEntries(workspaces.map(([slug]) => [slug, `charter-at-${slug}`]));
    const callback = `${base}/sign-in/callback`;
    const [postgres, provider, moto] = await Promise.all([
      startPostgres().then(keep),
      startProvider({ clients: Object.values(clients), callback, people: Object.values(people) }).then(keep),
      startMoto(keep),
    ]);
    const gate = keep(await startGate(moto.endpoint));
    const database = { CHARTER_DATABASE_URL: postgres.url('charter_app') };
    await run(binary, ['migrate'], { env: { CHARTER_OWNER_DATABASE_URL: postgres.url('charter_owner') } });
    for (const [slug, name, admin] of workspaces) {
      const flags = ['--name', name, '--issuer', provider.issuer, '--client', clients[slug], '--admin', admin.email];
      await run(binary, ['workspace', 'create', slug, ...flags], { env: database });
    }
    const env = {
      ...database,
      CHARTER_LISTEN: `127.0.0.1:${port}`,
      CHARTER_OUTBOUND_ALLOW: provider.hostAndPort,
      CHARTER_AWS_ORGANIZATIONS_ENDPOINT: gate.endpoint,
      CHARTER_AWS_ACCOUNT_ENDPOINT: gate.endpoint,
      CHARTER_AWS_STS_ENDPOINT: gate.endpoint,
      CHARTER_AWS_LENIENT_STS: 'true',
      CHARTER_AWS_ACCESS_KEY_ID: 'test',
      CHARTER_AWS_SECRET_ACCESS_KEY: 'test',
      CHARTER_SETTLING_WINDOW: '8',
    };
    const server = keep(start('charter-plain', binary, ['serve'], { env }));
    await server.until('/readyz', () => answers(`${base}/readyz`));
    const prepared = await prepareMoto(moto.endpoint);
    let bare;
    return {
      base,
      people,
      workspace: 'harbor',
      gate,
      aws: { endpoint: moto.endpoint, ...prepared },
      states: new Map(),
      /** An installation beside this one, as it is after `charter migrate`: without any workspace. Started once. */
      bare: () => (bare ??= startBare(postgres, keep, 'bare')),
      /** Another one, to be set up by a journey. */
      fresh: () => startBare(postgres, keep, 'fresh'),
      stop,
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

async function startBare(postgres, keep, database) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  await run(binary, ['migrate'], { env: { CHARTER_OWNER_DATABASE_URL: postgres.url('charter_owner', database) } });
  const env = { CHARTER_DATABASE_URL: postgres.url('charter_app', database), CHARTER_LISTEN: `127.0.0.1:${port}`, CHARTER_NO_WORKER: 'true' };
  const server = keep(start(`charter-${database}`, binary, ['serve'], { env }));
  await server.until('/readyz', () => answers(`${base}/readyz`));
  const link = await server.until('a set-up link', async () => /http\S+\/set-up\?code=\w+/.exec(server.printed())?.[0]);
  return { base, link, people: {}, states: new Map() };
}

async function startMoto(keep) {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const moto = keep(start('moto', motoServer, ['-H', '127.0.0.1', '-p', String(port)]));
  await moto.until('an answer', () => answers(`${endpoint}/moto-api/data.json`));
  return { endpoint };
}
