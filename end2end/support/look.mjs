// Looking at one page as the accessibility journeys do: axe in both themes, no page wider than its window, screenshots.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { output } from './places.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [1280, 360];
const screenshots = output('screenshots');

/** What was looked at so far. */
export const seen = { pages: 0, runs: 0 };

/** Looks at the page that is open; `name` names its screenshots. Gives back what is wrong, as text. */
export async function look(page, name) {
  const wrong = [];
  seen.pages += 1;
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: path.join(screenshots, `${name}.${colorScheme}.${width}.png`), fullPage: true });
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(true).analyze();
      seen.runs += 1;
      for (const { id, help, nodes } of violations) {
        wrong.push(`${name} ${colorScheme} ${width}: ${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`);
      }
    }
  }
  for (const width of [360, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) wrong.push(`${name}: ${wide} px wider than a window of ${width} px`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  return wrong;
}

/** Says how much was looked at, on the console and in a file. */
export function report() {
  const line = `axe: ${seen.pages} pages, ${seen.runs} runs (light and dark, ${WIDTHS.join(' and ')} px), 0 violations allowed`;
  console.log(line);
  writeFileSync(path.join(screenshots, '..', 'accessibility.txt'), `${line}\n`);
  expect(seen.pages).toBeGreaterThan(0);
}
