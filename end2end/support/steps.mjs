// What people do, step by step, in one browser page each. The same steps serve every world, with and without JavaScript.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@playwright/test';
import { output } from './places.mjs';

/** Answers to the request form. `tags` are [key, value] pairs. */
export function answersFor(name, more = {}) {
  return {
    name,
    owner: 'owner@example.com',
    team: 'Payments',
    purpose: 'Runs the nightly settlement jobs of the shop.',
    environment: 'Development',
    tags: [['cost-centre', '4711'], ['data', 'no personal data']],
    ...more,
  };
}

/** Begins a request and gives back its number; the form is open. */
export async function begin(page, home) {
  await page.goto(`${home}/requests/new`);
  await page.getByRole('button', { name: 'Begin a request' }).click();
  await page.waitForURL(/\/requests\/\d+\/edit$/);
  return Number(/requests\/(\d+)\//.exec(page.url())[1]);
}

/** Types answers into the open form. */
export async function type(page, answers) {
  await page.getByLabel('Account name').fill(answers.name);
  if (answers.email !== undefined) await page.getByLabel('Root e-mail').fill(answers.email);
  await page.getByLabel('Owner’s e-mail').or(page.getByLabel("Owner's e-mail")).fill(answers.owner);
  await page.getByLabel('Team').selectOption({ label: answers.team });
  await page.getByLabel('Purpose').fill(answers.purpose);
  if (answers.environment) await page.getByRole('radio', { name: answers.environment }).check();
  for (const [at, [key, value]] of answers.tags.entries()) {
    await page.getByLabel(`Key of tag ${at + 1}`).fill(key);
    await page.getByLabel(`Value of tag ${at + 1}`).fill(value);
  }
}

/** From an empty form to a request that waits for a decision; gives back its number. */
export async function submit(page, home, answers) {
  const number = await begin(page, home);
  await type(page, answers);
  await page.getByRole('button', { name: 'Save and check answers' }).click();
  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
  for (const text of [answers.name, answers.owner, answers.purpose, answers.environment]) {
    await expect(page.getByRole('definition').filter({ hasText: text }).first()).toBeVisible();
  }
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText('Waiting for a decision')).toBeVisible();
  expect(page.url()).toContain(`/requests/${number}`);
  return number;
}

/** Opens the review from the queue, as an approver finds it. */
export async function openReview(page, home, number) {
  await page.goto(`${home}/approvals`);
  await page.getByRole('link', { name: `R-${number}`, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`Review R-${number}`);
}

/** Chooses the OU (by its path, or the end of it) and the policies, and draws the plan; gives back its hash. */
export async function drawPlan(page, { unit, policies }) {
  const choice = page.getByLabel(/^OU/);
  const option = choice.locator('option').filter({ hasText: new RegExp(`${escaped(unit)}$`) });
  await choice.selectOption(await option.getAttribute('value'));
  const boxes = page.getByRole('group', { name: /^Policies to attach/ });
  for (const policy of policies) await boxes.getByRole('checkbox', { name: policy, exact: true }).check();
  await page.getByRole('button', { name: 'Draw the plan' }).click();
  return planHash(page);
}

/** The hash of the plan in sight. */
export async function planHash(page) {
  const row = page.getByRole('definition').filter({ hasText: /^\s*[0-9a-f]{64}/ }).first();
  await expect(row).toBeVisible();
  return /[0-9a-f]{64}/.exec(await row.textContent())[0];
}

/** Approves exactly the plan in sight. */
export async function approve(page, hash, comment = 'Fits the landing zone.') {
  await page.getByLabel('Comment').fill(comment);
  await page.getByRole('button', { name: `Approve plan ${hash.slice(0, 8)}` }).click();
}

/** Waits on the request's page, without a reload of ours, until the run has ended well; gives back the account's id. */
export async function waitForAccount(page) {
  await expect(page.getByText('The account is ready')).toBeVisible({ timeout: 50_000 });
  await page.getByRole('link', { name: 'Open it in the inventory' }).click();
  await page.waitForURL(/\/accounts\/\d{12}$/);
  return page.url().slice(-12);
}

/** Finds the account in the inventory by its name. */
export async function findAccount(page, home, name, id) {
  await page.goto(`${home}/accounts`);
  await page.getByRole('searchbox').fill(name);
  await page.getByRole('button', { name: 'Search' }).click();
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  await expect(row).toHaveCount(1);
  await row.getByRole('link', { name, exact: true }).click();
  await page.waitForURL(new RegExp(`/accounts/${id}$`));
}

/** Reads the trail of a request as an auditor does, and downloads it; gives back the CSV. */
export async function auditTrail(page, home, number, expected) {
  await page.goto(`${home}/audit`);
  await page.getByLabel('Search the history').fill(`target:R-${number}`);
  await page.getByRole('button', { name: 'Search' }).click();
  for (const words of expected) await expect(page.getByRole('cell', { name: words }).first()).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as CSV' }).click(),
  ]);
  const file = path.join(output('exports'), `R-${number}-${Date.now()}.csv`);
  await download.saveAs(file);
  return readFile(file, 'utf8');
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
