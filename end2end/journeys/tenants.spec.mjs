// Two workspaces on one site: what belongs to one is for the other exactly like what never existed.
import { drawPlan, openReview, submit, answersFor } from '../support/steps.mjs';
import { expect, test } from '../support/test.mjs';

test('ids of another workspace are answered like unknown ids', async ({ demo, as }) => {
  const acme = `${demo.base}/t/acme`;
  const globex = `${demo.base}/t/globex`;
  const owner = await as(demo, 'approver');
  await owner.goto(`${acme}/accounts`);
  const account = lastPart(await owner.getByRole('table').getByRole('link').first().getAttribute('href'));
  await owner.goto(`${acme}/policies`);
  const policies = await owner.getByRole('table').getByRole('link').all();
  const policy = lastPart(await policies.at(-1).getAttribute('href'));
  const requester = await as(demo, 'requester');
  const number = await submit(requester, acme, answersFor('seen-by-one'));
  await openReview(owner, acme, number);
  await drawPlan(owner, { unit: 'Sandbox', policies: [] });
  const plan = new URL(owner.url()).searchParams.get('plan');

  const neighbour = await as(demo, 'neighbourApprover');
  const own = await ownRequest(demo, as, globex);
  for (const [path, unknown] of [
    [`/accounts/${account}`, '/accounts/999999999999'],
    [`/policies/${policy}`, '/policies/p-aaaaaaaa'],
    [`/requests/${own}/review?plan=${plan}`, `/requests/${own}/review?plan=01890000-0000-7000-8000-000000000000`],
    [`/requests/${number + 5000}`, '/requests/999999'],
  ]) {
    const foreign = await neighbour.request.get(globex + path);
    const missing = await neighbour.request.get(globex + unknown);
    expect(foreign.status(), path).toBe(missing.status());
    expect(foreign.status(), path).toBe(404);
    expect(plainly(await foreign.text(), path), path).toBe(plainly(await missing.text(), unknown));
  }
});

test('a sign-in at one workspace opens nothing of another', async ({ demo, as }) => {
  const page = await as(demo, 'neighbourRequester');
  for (const path of ['', '/requests', '/accounts', '/audit', '/settings/members']) {
    await page.goto(`${demo.base}/t/acme${path}`);
    await expect(page.getByRole('heading', { name: 'Sign in to Acme Corporation' })).toBeVisible();
  }
});

/** A waiting request of the neighbours themselves. */
async function ownRequest(demo, as, home) {
  const page = await as(demo, 'neighbourRequester');
  return submit(page, home, answersFor('neighbours-own', { team: 'Research', environment: 'Sandbox' }));
}

/** The page without what differs between any two answers: nonces, and its own address. */
function plainly(html, path) {
  const escaped = path.replaceAll('&', '&amp;');
  return html
    .replaceAll(path, '')
    .replaceAll(escaped, '')
    .replaceAll(/nonce="[^"]*"/g, '')
    .replaceAll(/crossorigin="[^"]*"/g, '');
}

function lastPart(href) {
  return href.split('/').at(-1);
}
