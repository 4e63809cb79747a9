// One request travels the whole way in the demo, with JavaScript and without.
import { travel } from '../support/journey.mjs';
import { answersFor, approve, drawPlan, openReview, submit } from '../support/steps.mjs';
import { expect, test } from '../support/test.mjs';

for (const [how, javaScriptEnabled] of [['with JavaScript', true], ['without JavaScript', false]]) {
  test(`a request becomes an account, ${how}`, async ({ demo, as }) => {
    test.setTimeout(120_000);
    const name = javaScriptEnabled ? 'settlement-jobs' : 'settlement-plain';
    const options = { javaScriptEnabled };
    const people = {
      requester: await as(demo, 'requester', options),
      approver: await as(demo, 'approver', options),
      auditor: await as(demo, 'auditor', options),
    };
    const done = await travel(people, `${demo.base}/t/acme`, {
      answers: answersFor(name),
      unit: 'Workloads / Production / Payments',
      policies: ['Deny-critical-IAM-user-actions'],
      root: { email: `aws+${name}@acme.example` },
    });
    expect(done.account).toMatch(/^\d{12}$/);
  });
}

test('the timeline follows the run without a reload, and can be paused', async ({ demo, as }) => {
  const page = await running(demo, as, 'followed-live', true);
  await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  await page.getByRole('button', { name: 'Pause live updates' }).click();
  await page.getByRole('button', { name: 'Resume live updates' }).click();
  await expect(page.getByText('The account is ready')).toBeVisible({ timeout: 50_000 });
  expect(await page.evaluate(() => window.notReloaded)).toBe(true);
  await expect(page.getByRole('button', { name: /live updates/ }), 'nothing is left to pause').toBeHidden();
  const copy = page.getByRole('button', { name: 'Copy account id' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await copy.click();
  await expect(page.getByText('Copied'), 'a button that came with an update works').toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\d{12}$/);
});

test('without JavaScript the page reloads itself until the reader stops that', async ({ demo, as }) => {
  const page = await running(demo, as, 'followed-plain', false);
  await expect(page.locator('meta[http-equiv=refresh]')).toHaveCount(1);
  await page.getByRole('link', { name: 'Stop refreshing' }).click();
  await expect(page.locator('meta[http-equiv=refresh]')).toHaveCount(0);
});

/** The page of a request whose run has just begun, as its approver sees it. */
async function running(demo, as, name, javaScriptEnabled) {
  const home = `${demo.base}/t/acme`;
  const number = await submit(await as(demo, 'requester'), home, answersFor(name));
  const page = await as(demo, 'approver', { javaScriptEnabled });
  await openReview(page, home, number);
  await approve(page, await drawPlan(page, { unit: 'Sandbox', policies: [] }));
  await expect(page.getByRole('heading', { name: 'Run' })).toBeVisible();
  return page;
}
