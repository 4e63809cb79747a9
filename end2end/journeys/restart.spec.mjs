// Ctrl-C ends everything that the demo started; a second start finds the first one's data, sessions included.
import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { people, serve } from '../support/demo.mjs';
import { begin } from '../support/steps.mjs';
import { expect, test } from '../support/test.mjs';

test('a demo ends whole, and its next start goes on where it was', async ({ as }) => {
  test.setTimeout(150_000);
  const directory = await mkdtemp('/tmp/charter-again-');
  await chmod(directory, 0o755);
  let server = await serve(directory);
  try {
    const world = { base: server.base, people, states: new Map() };
    const page = await as(world, 'requester');
    const home = `${server.base}/t/acme`;
    const number = await begin(page, home);
    await page.getByLabel('Account name').fill('kept-over-night');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.waitForURL(/done=saved/);
    expect((await processes(directory)).length, 'a database and a simulated AWS').toBeGreaterThan(2);

    await server.stop();
    expect(await processes(directory)).toEqual([]);

    server = await serve(directory, server.port);
    await page.goto(`${home}/requests/${number}/edit`);
    await expect(page.getByLabel('Account name')).toHaveValue('kept-over-night');
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
});

/** Command lines of living processes that name the directory. */
async function processes(directory) {
  const found = [];
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(directory)) found.push(line.replaceAll('\0', ' '));
  }
  return found;
}
