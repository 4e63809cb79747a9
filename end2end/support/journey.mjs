// The whole way of one request: requester, approver, engine, inventory, auditor. Each person has a page of their own.
import { createHash } from 'node:crypto';
import { expect } from '@playwright/test';
import { parse } from './csv.mjs';
import { approve, auditTrail, drawPlan, findAccount, openReview, submit, waitForAccount } from './steps.mjs';

/** Goes the whole way; gives back { number, account, hash, rows }. `people` are pages: { requester, approver, auditor }. */
export async function travel(people, home, { answers, unit, policies, root }) {
  const { requester, approver, auditor } = people;
  const number = await submit(requester, home, answers);

  await openReview(approver, home, number);
  const proposed = await approver.getByLabel(/^OU/).inputValue();
  const hash = await drawPlan(approver, { unit, policies });
  expect(await approver.getByLabel(/^OU/).inputValue(), 'the approver changes the proposed OU').not.toBe(proposed);
  await expect(approver.getByText('organizations:CreateAccount').first()).toBeVisible();
  await approve(approver, hash);
  await expect(approver.getByText('Approved', { exact: true })).toBeVisible();

  const page = await requester.goto(`${home}/requests/${number}`);
  expect(page.status()).toBe(200);
  const account = await waitForAccount(requester);
  await findAccount(requester, home, answers.name, account);
  for (const policy of policies) await expect(requester.getByRole('link', { name: policy, exact: true }).last()).toBeVisible();
  await expect(requester.getByText(root.email).first()).toBeVisible();

  const words = ['Submitted the request', 'Drew a plan from AWS', 'Approved the request with its plan', 'Finished the run'];
  const rows = parse(await auditTrail(auditor, home, number, words));
  checkTrail(rows, number, hash);
  return { number, account, hash, rows };
}

/** The export holds the whole story in order, bound to the plan that was approved, with leaves that anybody can compute again. */
function checkTrail(rows, number, hash) {
  expect(new Set(rows.map((row) => row.request)), 'only this request').toEqual(new Set([`R-${number}`]));
  const story = [...rows].sort((a, b) => Number(a.sequence) - Number(b.sequence)).map((row) => row.action);
  const places = ['request.submitted', 'plan.drawn', 'request.approved', 'step.intended', 'step.concluded', 'run.finished'].map((action) => story.indexOf(action));
  expect(places, story.join(' ')).toEqual([...places].sort((a, b) => a - b));
  expect(places, story.join(' ')).not.toContain(-1);
  expect(rows.find((row) => row.action === 'request.approved').plan).toBe(hash);
  const intended = rows.filter((row) => row.action === 'step.intended');
  expect(rows.filter((row) => row.action === 'step.concluded').length, 'each intent has its outcome').toBe(intended.length);
  for (const row of rows) {
    const leaf = createHash('sha256').update(Buffer.concat([Buffer.from([0]), Buffer.from(row.event)])).digest('hex');
    expect(row.leaf, `${row.chain} ${row.sequence}`).toBe(leaf);
  }
}
