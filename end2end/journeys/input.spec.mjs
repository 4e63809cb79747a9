// Bad input at the request form: everything that is wrong is said at once, what was typed stays, and AWS's limits are exact.
import { answersFor, begin, type } from '../support/steps.mjs';
import { expect, test } from '../support/test.mjs';

const WRONG = { name: 'bad <name>', email: 'not-an-email', owner: 'nobody', purpose: 'short', environment: undefined, tags: [['aws:reserved', 'x']] };

test('every wrong field is listed above the form, linked, and kept as typed', async ({ demo, as }) => {
  const page = await as(demo, 'requester');
  await begin(page, `${demo.base}/t/acme`);
  await type(page, { ...answersFor(''), ...WRONG });
  await page.getByLabel('Team').selectOption('');
  await page.getByRole('button', { name: 'Save and check answers' }).click();

  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  await expect(summary.getByRole('listitem')).toHaveCount(7);
  for (const text of ['account name', 'root e-mail', "owner's e-mail", 'team', 'purpose', 'environment', 'reserved']) {
    await expect(summary, text).toContainText(text);
  }
  for (const link of await summary.getByRole('link').all()) {
    const target = page.locator(`[id="${(await link.getAttribute('href')).slice(1)}"]`);
    await expect(target, await link.textContent()).toHaveCount(1);
    // Of a group, the group is described.
    const described = target.locator('xpath=ancestor-or-self::*[@aria-describedby][1]');
    await expect(described).toHaveAccessibleDescription(/Error: /);
  }
  await expect(page.getByLabel('Account name')).toHaveValue(WRONG.name);
  await expect(page.getByLabel('Root e-mail')).toHaveValue(WRONG.email);
  await expect(page.getByLabel("Owner's e-mail")).toHaveValue(WRONG.owner);
  await expect(page.getByLabel('Purpose')).toHaveValue(WRONG.purpose);
  await expect(page.getByLabel('Key of tag 1')).toHaveValue('aws:reserved');
});

test('legal names pass letter by letter, illegal ones say which character', async ({ demo, as }) => {
  const page = await as(demo, 'requester');
  const number = await begin(page, `${demo.base}/t/acme`);
  const address = `${demo.base}/t/acme/requests/${number}/edit`;
  const legal = [`!"#$%&'()*+,-./0123:;=?@[\\]^_\`{|}~`, 'A', 'x'.repeat(50), "</textarea".replace('<', '(')];
  for (const name of legal) {
    await page.goto(address);
    await type(page, answersFor(name, { email: 'legal@example.com', tags: [] }));
    await page.getByRole('button', { name: 'Save and check answers' }).click();
    await expect(page.getByRole('heading', { name: 'Check your answers' }), name).toBeVisible();
    await expect(page.getByRole('definition').filter({ hasText: name }).first(), name).toBeVisible();
  }
  const illegal = [['x'.repeat(51), 'it has 51'], ['Zürich', '“ü”'], ['<script>alert(1)</script>', '“<”'], ['a\u00a0b', 'U+00A0'], ['   ', 'Enter the account name']];
  for (const [name, words] of illegal) {
    await page.goto(address);
    await type(page, answersFor(name, { email: 'legal@example.com', tags: [] }));
    await page.getByRole('button', { name: 'Save and check answers' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' }), name).toContainText(words);
    await expect(page.getByLabel('Account name')).toHaveValue(name);
  }
});

test('bodies that are malformed or too large are refused in words, and nothing breaks', async ({ demo, as }) => {
  const page = await as(demo, 'requester');
  const headers = { accept: 'text/html', origin: demo.base, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' };
  const post = (data) => page.request.post(`${demo.base}/api/requests/save`, { data, headers, maxRedirects: 0 });
  const large = await post(`workspace=acme&number=1&version=1&form[purpose]=${'x'.repeat(300_000)}`);
  expect(large.status()).toBe(413);
  expect(await large.text()).toContain('256 KiB');
  for (const body of ['', '%', 'workspace=acme&number=many&version=1', 'workspace=acme&number=9999999999999999999&version=1', '\u0000=\u0000']) {
    const answer = await post(body);
    expect([302, 400, 422], body).toContain(answer.status());
  }
});
