// What the first administrator of a workspace does in the browser: connects the organization, makes a team, invites people.
import { expect } from '@playwright/test';
import { signIn } from './sign-in.mjs';

/** The team of the requester. */
export const TEAM = 'Payments';

/** Sets up the workspace `harbor` of a plain world. `quay` stays as empty as it was made, but for its administrator's roles. */
export async function setUp(browser, world) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const { people, base } = world;
  await signIn(page, base, people.administrator);
  await connect(page, `${base}/t/harbor`, world.aws.role, 'aws+{name}@harbor.example');
  await page.goto(`${base}/t/harbor/settings/members`);
  await page.getByLabel('Name of the team').fill(TEAM);
  await page.getByRole('button', { name: 'Create the team' }).click();
  await expect(page.getByText('The team was created.')).toBeVisible();
  for (const [who, role] of [['requester', 'Requester'], ['approver', 'Approver'], ['auditor', 'Auditor'], ['unverified', 'Requester']]) {
    await invite(page, `${base}/t/harbor`, people[who].email, role, who === 'requester' ? TEAM : undefined);
  }
  await context.close();
  await takeAllRoles(browser, world);
}

async function connect(page, home, role, pattern) {
  await page.goto(`${home}/settings/connection`);
  await page.getByRole('button', { name: 'Draw the external id' }).click();
  await page.getByLabel('Role ARN').fill(role);
  await page.getByLabel('Pattern of root e-mails').fill(pattern);
  await page.getByRole('button', { name: 'Connect the organization' }).click();
  await expect(page.getByText('The organization is connected')).toBeVisible();
}

async function invite(page, home, email, role, team) {
  await page.goto(`${home}/settings/members`);
  await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByRole('checkbox', { name: new RegExp(`^${role}`) }).check();
  if (team) await page.getByLabel('Team', { exact: true }).selectOption({ label: team });
  await page.getByRole('button', { name: 'Invite the member' }).click();
  await expect(page.getByText('The invitation is open.')).toBeVisible();
}

/** The neighbour may see every page of the empty workspace. */
async function takeAllRoles(browser, { base, people }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, base, people.neighbour);
  await page.goto(`${base}/t/quay/settings/members`);
  await page.getByRole('link', { name: /^Change/ }).click();
  for (const box of await page.getByRole('group', { name: 'Roles' }).getByRole('checkbox').all()) await box.check();
  await page.getByRole('button', { name: 'Save the member' }).click();
  await expect(page.getByText('The member was changed.')).toBeVisible();
  await context.close();
}
