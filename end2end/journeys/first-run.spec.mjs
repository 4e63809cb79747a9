// The first run of an installation: the link that `charter serve` prints, the form behind it, the first workspace; without scripts.
import { expect, test } from '../support/test.mjs';

test('an installation gets its first workspace by the printed link, once, without JavaScript', async ({ plain, as }) => {
  const fresh = await plain.fresh();
  const page = await as(fresh, null, { javaScriptEnabled: false });
  await page.goto(`${fresh.base}/`);
  await expect(page.getByText('set-up link in the output of charter serve')).toBeVisible();

  await page.goto(fresh.link);
  expect(page.url(), 'the code is out of the address').toBe(`${fresh.base}/set-up`);
  await expect(page.getByText(`${fresh.base}/sign-in/callback`)).toBeVisible();
  await page.getByLabel('Address of the workspace').fill('Harbor Ltd');
  await page.getByLabel('Name', { exact: false }).first().fill('Harbor & Sons');
  await page.getByLabel('Client id').fill('charter');
  await page.getByRole('button', { name: 'Make the workspace' }).click();
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveCount(3);
  await expect(page.getByLabel('Address of the workspace')).toHaveValue('Harbor Ltd');
  await expect(page.getByLabel('Client id')).toHaveValue('charter');

  await page.getByLabel('Address of the workspace').fill('harbor');
  await page.getByLabel('Issuer of the identity provider').fill('https://id.example.com');
  await page.getByLabel('E-mail of the first administrator').fill('ada@harbor.example');
  await page.getByRole('button', { name: 'Make the workspace' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Harbor & Sons' })).toBeVisible();
  expect(page.url()).toBe(`${fresh.base}/t/harbor/sign-in`);

  const answer = await page.goto(fresh.link);
  expect(answer.status()).toBe(410);
  await expect(page.getByText('This set-up link was used.')).toBeVisible();
});
