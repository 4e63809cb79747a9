// Looking at one page as the accessibility journeys do: axe in both themes, no page wider than its window, screenshots.
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { output } from './places.mjs';
import { count } from './tally.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const screenshots = output('screenshots');

/** Looks at the page that is open; `name` names its screenshots. Gives back what is wrong, as text. */
export async function look(page, name) {
  const wrong = [];
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: path.join(screenshots, `${name}.${colorScheme}.${width}.png`), fullPage: true });
      const axe = new AxeBuilder({ page }).withTags(TAGS).options({ resultTypes: ['violations'] }).setLegacyMode(true);
      const { violations } = await axe.analyze();
      count(name, colorScheme, width);
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
