// An AWS endpoint that is down, slow, or answers with a web page: the review says so, keeps the request, and goes on when AWS does.
import { answersFor, approve, drawPlan, openReview, submit, waitForAccount } from '../support/steps.mjs';
import { expect, test } from '../support/test.mjs';

test('a review without AWS says what is the matter, and loses nothing', async ({ plain, as }) => {
  test.setTimeout(150_000);
  const home = `${plain.base}/t/harbor`;
  const requester = await as(plain, 'requester');
  const number = await submit(requester, home, answersFor('harbor-trouble'));
  const approver = await as(plain, 'approver');
  try {
    for (const mode of ['down', 'slow', 'html']) {
      plain.gate.mode = mode;
      const answer = await approver.goto(`${home}/requests/${number}/review`, { timeout: 60_000 });
      expect(answer.status(), mode).toBeLessThan(500);
      await expect(approver.getByText('AWS could not be read, so no plan can be drawn now'), mode).toBeVisible();
      await expect(approver.getByText('Bad Gateway')).toHaveCount(0);
    }
  } finally {
    plain.gate.mode = 'open';
  }
  await openReview(approver, home, number);
  const hash = await drawPlan(approver, { unit: 'Sandbox', policies: [] });
  plain.gate.mode = 'html';
  try {
    await approve(approver, hash, 'A comment that must not get lost.');
    await expect(approver.getByRole('alert').first()).toBeVisible({ timeout: 30_000 });
    await expect(approver.getByLabel('Comment')).toHaveValue('A comment that must not get lost.');
  } finally {
    plain.gate.mode = 'open';
  }
  await openReview(approver, home, number);
  await approve(approver, await drawPlan(approver, { unit: 'Sandbox', policies: [] }));
  await requester.goto(`${home}/requests/${number}`);
  await waitForAccount(requester);
});
