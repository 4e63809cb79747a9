// The frame around every page: the theme that a person chose, the way past the navigation, the menu of a narrow window.
import { expect, test } from '../support/test.mjs';

for (const javaScriptEnabled of [true, false]) {
  test(`a chosen theme stays, on any device, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({ demo, as }) => {
    const page = await as(demo, 'requester', { javaScriptEnabled, colorScheme: 'light' });
    await page.goto(`${demo.base}/t/acme/requests`);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await expect(page.getByRole('button', { name: 'Dark theme' })).toHaveAttribute('aria-pressed', 'true');
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.goto(`${demo.base}/t/acme/tree`);
    expect(await ground(), 'on the next page too').toBe(dark);
    await page.getByRole('button', { name: 'Device theme' }).click();
    await expect(page.getByRole('button', { name: 'Device theme' })).toHaveAttribute('aria-pressed', 'true');
    expect(page.url(), 'a press stays on its page').toBe(`${demo.base}/t/acme/tree`);
    expect(await ground()).toBe(light);
  });
}

test('the first stop of the keyboard leads past the navigation', async ({ demo, as }) => {
  const page = await as(demo, 'requester');
  await page.goto(`${demo.base}/t/acme/requests`);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

test('in a narrow window the menu opens and closes, without JavaScript too', async ({ demo, as }) => {
  const page = await as(demo, 'requester', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await page.goto(`${demo.base}/t/acme/requests`);
  const link = page.getByRole('link', { name: 'Accounts' });
  await expect(link).toBeHidden();
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await expect(link).toBeVisible();
  await page.getByRole('button', { name: 'Close menu' }).click();
  await expect(link).toBeHidden();
});
