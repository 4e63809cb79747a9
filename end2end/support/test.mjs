// The `test` of every journey: worlds (one per worker, started when first asked for), people as browser contexts, and a watch on
// the console: a message of the browser on any page of ours fails the test.
import { test as base, expect } from '@playwright/test';
import { startDemo } from './demo.mjs';
import { startPlain } from './plain.mjs';
import { setUp } from './set-up.mjs';
import { signIn } from './sign-in.mjs';

export { expect };

export const test = base.extend({
  demo: [
    async ({}, use) => {
      const world = await startDemo();
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  plain: [
    async ({ browser }, use) => {
      const world = await startPlain();
      try {
        await setUp(browser, world);
        await use(world);
      } finally {
        await world.stop();
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  /** `as(world, 'requester', options)`: a page of a browser of their own, signed in. `as(world, null)`: nobody. */
  as: async ({ browser }, use) => {
    const contexts = [];
    const complaints = [];
    await use(async (world, who, options = {}) => {
      const storageState = who ? await stateOf(browser, world, who) : undefined;
      const context = await browser.newContext({ ...options, storageState });
      contexts.push(context);
      watch(context, world.base, complaints, options.javaScriptEnabled ?? true);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
    expect(complaints, 'messages in the browser console').toEqual([]);
  },
});

/** Signs a person in once per world and keeps the cookies. */
async function stateOf(browser, world, who) {
  if (!world.states.has(who)) {
    const context = await browser.newContext();
    await signIn(await context.newPage(), world.base, world.people[who]);
    world.states.set(who, await context.storageState());
    await context.close();
  }
  return world.states.get(who);
}

/** Collects errors and warnings of our own pages. A page whose own status is an error is named by the browser: that is no complaint. */
function watch(context, origin, complaints, hasScript) {
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    const page = message.page();
    const at = message.location().url;
    if (!(page?.url() ?? at).startsWith(origin)) return;
    if (/the server responded with a status of/.test(message.text()) && page && sameDocument(at, page.url())) return;
    // What a page loads ahead for its islands lies unused where scripts are off; that is meant.
    if (!hasScript && /was preloaded using link preload but not used/.test(message.text())) return;
    complaints.push(`${page?.url()}: ${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`));
}

function sameDocument(a, b) {
  return a.split('#')[0] === b.split('#')[0];
}
