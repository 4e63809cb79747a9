// Signing in, at any of the providers that the tests meet: each shows a page with one button per person.

/** Signs in at the person's workspace, beginning at its first page. */
export async function signIn(page, base, person) {
  await page.goto(`${base}/t/${person.workspace}`);
  await throughProvider(page, base, person);
}

/** From our sign-in page to the provider and back, wherever the way leads. */
export async function throughProvider(page, base, person) {
  await page.getByRole('link', { name: 'Continue to sign in' }).click();
  await page.waitForURL((url) => url.origin !== new URL(base).origin);
  await page.getByRole('button', { name: person.name }).click();
  await page.waitForURL((url) => url.origin === new URL(base).origin);
}
