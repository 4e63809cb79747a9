// What people may not do, and what must not get lost: own requests, other workspaces, double presses, stale pages, sessions that end.
import { answersFor, begin, submit, type } from '../support/steps.mjs';
import { throughProvider } from '../support/sign-in.mjs';
import { expect, test } from '../support/test.mjs';

test('a person cannot decide a request of their own, by the page or around it', async ({ demo, as }) => {
  const home = `${demo.base}/t/acme`;
  const page = await as(demo, 'both');
  const number = await submit(page, home, answersFor('own-request', { team: 'Platform' }));
  await page.goto(`${home}/requests/${number}/review`);
  await expect(page.getByText('You made this request or changed it last, so you cannot decide it.')).toBeVisible();
  await expect(page.getByRole('button', { name: /Approve|Decline|Ask for changes|Draw/ })).toHaveCount(0);

  const form = { workspace: 'acme', number: String(number), version: '1', comment: 'by hand' };
  for (const door of ['decline', 'ask-for-changes', 'approve']) {
    for (const version of ['1', '2', '3']) {
      const answer = await send(page, demo.base, `/api/requests/${door}`, { ...form, version, plan: '0'.repeat(32), hash: '0'.repeat(64) });
      expect([403, 404, 409, 422], `${door} ${answer.status()}`).toContain(answer.status());
    }
  }
  await page.goto(`${home}/requests/${number}`);
  await expect(page.getByText('Waiting for a decision')).toBeVisible();
});

test('a double press sends a request once', async ({ demo, as }) => {
  const home = `${demo.base}/t/acme`;
  const page = await as(demo, 'requester');
  const number = await begin(page, home);
  await type(page, answersFor('pressed-twice'));
  await page.getByRole('button', { name: 'Save and check answers' }).click();
  const form = { workspace: 'acme', number: String(number), version: await page.locator('input[name=version]').inputValue() };
  const answers = await Promise.all([1, 2].map(() => send(page, demo.base, '/api/requests/submit', form)));
  expect(answers.map((answer) => answer.status()).sort()).toEqual([200, 409]);

  // The page that is still open says what happened, in words.
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText(/cannot be changed any more|was changed since you opened/)).toBeVisible();
  await page.goto(`${home}/requests`);
  await expect(page.getByRole('row').filter({ hasText: 'pressed-twice' })).toHaveCount(1);
});

test('of two windows the later one is told, and keeps what was typed in it', async ({ demo, as }) => {
  const home = `${demo.base}/t/acme`;
  const first = await as(demo, 'requester');
  const number = await begin(first, home);
  const second = await first.context().newPage();
  await second.goto(first.url());
  await first.getByLabel('Purpose').fill('Typed in the first window.');
  await first.getByRole('button', { name: 'Save draft' }).click();
  await first.waitForURL(/done=saved/);
  await second.getByLabel('Purpose').fill('Typed in the second window.');
  await second.getByRole('button', { name: 'Save draft' }).click();
  await expect(second.getByText('This was changed since you opened the page')).toBeVisible();
  await expect(second.getByLabel('Purpose')).toHaveValue('Typed in the second window.');
  await first.goto(`${home}/requests/${number}`);
  await expect(first.getByText('Typed in the first window.')).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  test(`what was typed survives a session that ends in the middle of it, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({ demo, as }) => {
    const home = `${demo.base}/t/acme`;
    const page = await as(demo, 'otherRequester', { javaScriptEnabled });
    const number = await begin(page, home);
    const answers = answersFor('outlives-a-session', { team: 'Search' });
    await type(page, answers);
    await page.context().clearCookies({ name: 'charter' });
    await page.getByRole('button', { name: 'Save and check answers' }).click();
    await expect(page.getByRole('heading', { name: /^Sign in to/ })).toBeVisible();
    await throughProvider(page, demo.base, demo.people.otherRequester);
    expect(page.url()).toContain(`/requests/${number}/edit`);
    await expect(page.getByLabel('Account name')).toHaveValue(answers.name);
    await expect(page.getByLabel('Purpose')).toHaveValue(answers.purpose);
    await expect(page.getByLabel('Value of tag 2')).toHaveValue(answers.tags[1][1]);
    await page.getByRole('button', { name: 'Save and check answers' }).click();
    await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeVisible();
    await expect(page.getByText(answers.purpose)).toBeVisible();
  });
}

test('after signing out the old cookie opens nothing', async ({ demo, as }) => {
  const page = await as(demo, 'otherRequester');
  await page.goto(`${demo.base}/t/acme`);
  const cookies = await page.context().cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: /^You are signed out/ })).toBeVisible();
  demo.states.delete('otherRequester');
  const later = await as(demo, null);
  await later.context().addCookies(cookies);
  await later.goto(`${demo.base}/t/acme/requests`);
  await expect(later.getByRole('heading', { name: /^Sign in to/ })).toBeVisible();
});

test('somebody whom nobody invited is told so, and sees nothing', async ({ demo, as }) => {
  const page = await as(demo, null);
  await page.goto(`${demo.base}/t/acme/requests`);
  await throughProvider(page, demo.base, demo.people.uninvited);
  await expect(page.getByText('You are not a member of this workspace.')).toBeVisible();
  await page.goto(`${demo.base}/t/acme/requests`);
  await expect(page.getByRole('heading', { name: /^Sign in to/ })).toBeVisible();
});

test('an e-mail that the provider does not vouch for takes no invitation', async ({ plain, as }) => {
  const page = await as(plain, null);
  await page.goto(`${plain.base}/t/harbor`);
  await throughProvider(page, plain.base, plain.people.unverified);
  await expect(page.getByText('Your e-mail address is not verified at the identity provider.')).toBeVisible();
});

/** Posts a form as a script would, with the session's cookies; redirects are not followed. */
function send(page, base, path, form) {
  return page.request.post(`${base}${path}`, {
    form,
    headers: { accept: 'application/json', origin: base, 'sec-fetch-site': 'same-origin' },
    maxRedirects: 0,
  });
}
