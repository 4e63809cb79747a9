// The other ends of a request: changes asked for, declined, withdrawn, and a run that waits for a person.
import { answersFor, begin, openReview, submit, type } from '../support/steps.mjs';
import { expect, test } from '../support/test.mjs';

test('changes that were asked for are made, and the request waits again', async ({ demo, as }) => {
  const home = `${demo.base}/t/acme`;
  const requester = await as(demo, 'requester');
  const approver = await as(demo, 'approver');
  const number = await submit(requester, home, answersFor('asked-for-changes'));

  await openReview(approver, home, number);
  await approver.getByRole('button', { name: 'Ask for changes' }).click();
  await expect(approver, 'without a comment the requester would not know why').toHaveTitle(/^Error: /);
  await expect(approver.getByRole('alert')).toContainText('Write the comment');
  await approver.getByLabel('Comment').fill('Which data will it hold?\nName the owner too.');
  await approver.getByRole('button', { name: 'Ask for changes' }).click();
  await expect(approver.getByText('Changes asked for', { exact: true })).toBeVisible();

  await requester.goto(`${home}/requests/${number}`);
  await requester.getByRole('link', { name: 'Change answers' }).click();
  await expect(requester.getByText('Ravi Menon asked for changes')).toBeVisible();
  await expect(requester.getByText('Which data will it hold?')).toBeVisible();
  await requester.getByLabel('Purpose').fill('Holds settlement files of the last ten days.');
  await requester.getByRole('button', { name: 'Save and check answers' }).click();
  await requester.getByRole('button', { name: 'Send request' }).click();
  await expect(requester.getByText('Waiting for a decision')).toBeVisible();
  await openReview(approver, home, number);
  await expect(approver.getByText('Holds settlement files of the last ten days.')).toBeVisible();
});

test('a declined request says why, and frees its name', async ({ demo, as }) => {
  const home = `${demo.base}/t/acme`;
  const requester = await as(demo, 'requester');
  const approver = await as(demo, 'approver');
  const number = await submit(requester, home, answersFor('asked-in-vain'));
  await openReview(approver, home, number);
  await approver.getByLabel('Comment').fill('There is an account for this: ledger-prod.');
  await approver.getByRole('button', { name: 'Decline request' }).click();
  await expect(approver.getByText('Declined', { exact: true }).first()).toBeVisible();
  await requester.goto(`${home}/requests/${number}`);
  await expect(requester.getByText('There is an account for this: ledger-prod.')).toBeVisible();
  await submit(requester, home, answersFor('asked-in-vain'));
});

test('a name is reserved from the moment a request is sent until it is withdrawn', async ({ demo, as }) => {
  const home = `${demo.base}/t/acme`;
  const first = await as(demo, 'requester');
  const number = await submit(first, home, answersFor('wanted-by-two'));
  const second = await as(demo, 'both');
  await expect(submitTaken(second, home)).resolves.toContain('uses this one');
  await first.goto(`${home}/requests/${number}`);
  await first.getByText('Withdraw this request').click();
  await first.getByRole('button', { name: 'Withdraw request' }).click();
  await expect(first.getByText('Withdrawn', { exact: true })).toBeVisible();
  await submit(second, home, answersFor('Wanted-By-Two', { team: 'Platform', email: 'other@acme.example' }));
});

test('a run that waits for a person says why, and can be stopped', async ({ demo, as }) => {
  const home = `${demo.base}/t/acme`;
  const approver = await as(demo, 'approver');
  const requester = await as(demo, 'requester');
  // The demo's engine comes to that point by itself, a few seconds after the start.
  const parked = approver.getByRole('row').filter({ hasText: 'Needs attention' }).first();
  await expect(async () => {
    await approver.goto(`${home}/requests`);
    await expect(parked).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await parked.getByRole('link').click();
  await expect(approver.getByText('AWS says that the root e-mail is used by another AWS account.')).toBeVisible();
  await requester.goto(approver.url());
  await expect(requester.getByText('It waits for Ravi Menon, who approved it.')).toBeVisible();
  await expect(requester.getByRole('button', { name: /Stop run|Retry/ })).toHaveCount(0);
  await approver.getByText('Stop this run').click();
  await approver.getByLabel('Why it is stopped').fill('A new request with another address follows.');
  await approver.getByRole('button', { name: 'Stop run' }).click();
  await expect(approver.getByText('This run was stopped')).toBeVisible();
});

/** Tries to send a request whose name another one holds, written otherwise; gives back what the page says. */
async function submitTaken(page, home) {
  await begin(page, home);
  await type(page, answersFor('Wanted-By-Two', { team: 'Platform', email: 'other@acme.example' }));
  await page.getByRole('button', { name: 'Save and check answers' }).click();
  await page.getByRole('button', { name: 'Send request' }).click();
  return page.getByRole('alert').first().textContent();
}
