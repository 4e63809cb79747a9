// The ids that the accessibility journeys visit: found in the demo, or made there by the same steps as everywhere.
import { answersFor, approve, begin, drawPlan, openReview, submit, type } from './steps.mjs';

/** Everything that `routes.mjs` asks for. */
export async function samples(world, as, plain) {
  const home = `${world.base}/t/acme`;
  const at = { home, emptyHome: `${plain.base}/t/quay`, newHome: `${plain.base}/t/cove`, harbor: `${plain.base}/t/harbor`, bare: await plain.bare() };
  const requester = await as(world, 'requester');
  at.emptyDraft = await begin(requester, home);
  at.wrongDraft = await begin(requester, home);
  await type(requester, answersFor('wrong <name>', { owner: 'nobody', purpose: 'short' }));
  await requester.getByRole('button', { name: 'Save draft' }).click();
  at.draft = await begin(requester, home);
  await type(requester, answersFor('looked-at-draft'));
  await requester.getByRole('button', { name: 'Save draft' }).click();
  at.waiting = await submit(requester, home, answersFor('looked-at-waiting'));
  const running = await submit(requester, home, answersFor('looked-at-running'));

  const approver = await as(world, 'approver');
  await openReview(approver, home, at.waiting);
  await drawPlan(approver, { unit: 'Workloads / Production / Payments', policies: ['Deny-critical-IAM-user-actions'] });
  at.plan = new URL(approver.url()).searchParams.get('plan');
  await openReview(approver, home, running);
  await approve(approver, await drawPlan(approver, { unit: 'Sandbox', policies: [] }));
  at.everyState = await everyState(approver, home);

  await approver.goto(`${home}/accounts`);
  const accounts = approver.getByRole('table').getByRole('rowheader').getByRole('link');
  at.account = last(await accounts.first().getAttribute('href'));
  at.management = '111122223333';
  await approver.goto(`${home}/policies`);
  for (const row of await approver.getByRole('row').filter({ has: approver.getByRole('link') }).all()) {
    const id = last(await row.getByRole('link').first().getAttribute('href'));
    const isLoose = (await row.getByRole('cell').nth(2).textContent()).trim() === '0';
    if (isLoose) at.loosePolicy ??= id;
    else at.policy = id;
  }

  await signOut(await as(world, 'otherRequester'), home);
  world.states.delete('otherRequester');
  const auditor = await as(world, 'auditor');
  await auditor.goto(`${home}/audit`);
  const signedOut = auditor.getByRole('row').filter({ hasText: 'Signed out' }).first();
  at.changelessEvent = await signedOut.getByRole('link').first().getAttribute('href');
  at.events = (await firstOfEach(auditor, 'What')).filter((event) => event !== at.changelessEvent).slice(0, 5);
  const administrator = await as(world, 'administrator');
  await administrator.goto(`${home}/settings/members`);
  at.member = await administrator.getByRole('link', { name: /^Change .*tom@/ }).getAttribute('href');
  return at;
}

async function signOut(page, home) {
  await page.goto(home);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: /^You are signed out/ }).waitFor();
}

/** One request's page for each state that the list shows. */
async function everyState(page, home) {
  await page.goto(`${home}/requests`);
  return firstOfEach(page, 'State');
}

/** Of a table, one row's link for each different text of a column. */
async function firstOfEach(page, column) {
  return page.evaluate((label) => {
    const found = new Map();
    for (const row of document.querySelectorAll('tbody tr')) {
      const cell = [...row.children].find((one) => one.dataset.label === label);
      const link = row.querySelector('a');
      if (cell && link && !found.has(cell.textContent.trim())) found.set(cell.textContent.trim(), link.getAttribute('href'));
    }
    return [...found.values()];
  }, column);
}

function last(href) {
  return href.split('/').at(-1);
}
