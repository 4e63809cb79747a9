// AWS moves while a review is open: an SCP on the chosen OU's path is changed beside the product. What was shown is never approved
// for something else.
import { changePolicy, checkAccount, checkNoAccount } from '../support/aws.mjs';
import { answersFor, approve, drawPlan, openReview, planHash, submit, waitForAccount } from '../support/steps.mjs';
import { expect, test } from '../support/test.mjs';

test('a plan that moved is refused with the difference, and the new plan can be approved', async ({ plain, as }) => {
  test.setTimeout(120_000);
  const home = `${plain.base}/t/harbor`;
  const email = 'aws+harbor-moved@harbor.example';
  const requester = await as(plain, 'requester');
  const approver = await as(plain, 'approver');
  const number = await submit(requester, home, answersFor('harbor-moved'));
  await openReview(approver, home, number);
  const shown = await drawPlan(approver, { unit: 'Workloads / Production', policies: ['keep-keys'] });

  await changePolicy(plain.aws, 'keep-trails', 's3:DeleteBucket');
  await approve(approver, shown);

  await expect(approver.getByText('AWS changed since the plan was drawn, so it was not approved')).toBeVisible();
  const difference = approver.getByRole('region', { name: 'Content of keep-trails, before and now' });
  await expect(difference).toContainText('s3:DeleteBucket');
  await checkNoAccount(plain.aws, email);
  await requester.goto(`${home}/requests/${number}`);
  await expect(requester.getByText('Waiting for a decision')).toBeVisible();

  const now = await planHash(approver);
  expect(now).not.toBe(shown);
  await approve(approver, now);
  await requester.goto(`${home}/requests/${number}`);
  await waitForAccount(requester);
  await checkAccount(plain.aws, { email, name: 'harbor-moved', path: 'Workloads/Production', policies: ['keep-keys'], tags: {} });
});
