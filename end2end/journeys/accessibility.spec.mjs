// Every route in its full state, an error and an empty one: axe finds nothing in either theme, nothing is wider than the window, the
// console stays empty. Screenshots of all of it are left behind.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { notPages, routes } from '../routes.mjs';
import { look } from '../support/look.mjs';
import { root } from '../support/places.mjs';
import { samples } from '../support/samples.mjs';
import { expect, test } from '../support/test.mjs';

let at;

test('the list of routes is the router\'s, so that none is forgotten', () => {
  const pages = [...readFileSync(path.join(root, 'app/src/app.rs'), 'utf8').matchAll(/path!\("([^"]+)"\)/g)];
  const doors = [...readFileSync(path.join(root, 'server/src/router.rs'), 'utf8').matchAll(/Method::GET, "([^"]+)"/g)];
  const known = [...routes.map((route) => route.pattern), ...Object.keys(notPages)];
  expect(pages.length).toBeGreaterThan(10);
  expect([...pages, ...doors].map((match) => match[1]).sort()).toEqual([...known].sort());
});

for (const route of routes) {
  test(`${route.pattern}: accessible when full, empty and wrong`, async ({ demo, plain, as }) => {
    test.setTimeout(180_000);
    at ??= await samples(demo, as, plain);
    const wrong = [];
    const seen = new Map();
    for (const state of ['full', 'error', 'empty']) {
      const stops = [route[state](at)].flat();
      expect(stops.length, state).toBeGreaterThan(0);
      for (const [place, stop] of stops.entries()) {
        const page = await open(as, demo, plain, route, typeof stop === 'string' ? { path: stop } : stop);
        // A state that shows what another one shows stands in for one that does not exist.
        const content = await contentOf(page);
        const before = seen.get(content) ?? state;
        if (before !== state) wrong.push(`${route.pattern}: its states ${before} and ${state} are the same page`);
        seen.set(content, state);
        wrong.push(...(await look(page, `${fileName(route.pattern)}.${state}${place || ''}`)));
        await page.close();
      }
    }
    expect(wrong).toEqual([]);
  });
}

/** Opens one stop as the right person in the right world, and presses what it says. */
async function open(as, demo, plain, route, stop) {
  const isBare = stop.path.startsWith(at.bare.base);
  const isPlain = stop.path.startsWith(plain.base);
  const usual = route.who === undefined ? 'approver' : route.who;
  let who = stop.who === undefined ? usual : stop.who;
  if (stop.path.startsWith(at.emptyHome) && who !== null) who = 'neighbour';
  const page = await as(isBare ? at.bare : isPlain ? plain : demo, who);
  const answer = await page.goto(new URL(stop.path, demo.base).href);
  expect(answer.status(), stop.path).toBeLessThan(500);
  if (stop.refused) await page.goto(refusal(page.url(), demo.base, stop.refused));
  if (stop.unfold) await page.getByText(stop.unfold).click();
  if (stop.clear) await page.getByLabel(stop.clear).fill('');
  if (stop.press) {
    plain.gate.mode = stop.gate ?? 'open';
    await page.getByRole('button', { name: stop.press }).click();
    await page.waitForURL(stop.then ?? /__err/);
    // Whoever signed out signs in again the next time.
    if (stop.then) demo.states.delete(who);
    plain.gate.mode = 'open';
  }
  if (stop.says) await expect(page.getByRole('main').getByText(stop.says).first()).toBeVisible();
  return page;
}

/** The callback with an error, as the provider would send it for the sign-in that has come to it. */
function refusal(atProvider, base, error) {
  const asked = new URL(atProvider);
  const back = new URL('/sign-in/callback', base);
  const iss = new URL('.', asked).href.replace(/\/$/, '');
  back.search = new URLSearchParams({ error, state: asked.searchParams.get('state'), iss }).toString();
  return back.href;
}

/** What the page shows: its text, and what stands in its fields. */
function contentOf(page) {
  return page.getByRole('main').evaluate((main) => {
    const fields = [...main.querySelectorAll('input:not([type=hidden]), select, textarea')];
    return [main.innerText, ...fields.map((field) => `${field.value} ${field.checked}`)].join('\n');
  });
}

function fileName(pattern) {
  return pattern.replaceAll(/[^a-z]+/g, '-').replaceAll(/^-|-$/g, '') || 'landing';
}
