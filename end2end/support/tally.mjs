// How much axe has looked at: counted in a file, because a worker that meets a failure is replaced, and printed at the end of a run.
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { output } from './places.mjs';

const file = path.join(output(''), 'axe.txt');

/** One page was judged in one theme at one width. */
export function count(name, theme, width) {
  appendFileSync(file, `${name} ${theme} ${width}\n`);
}

/** Before a run: nothing was looked at. After it: how much was. */
export default function begin() {
  rmSync(file, { force: true });
  return () => {
    if (!existsSync(file)) return;
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const pages = new Set(lines.map((line) => line.split(' ')[0]));
    const ways = new Set(lines.map((line) => line.split(' ').slice(1).join(' at ')));
    console.log(`axe: ${lines.length} checks: ${pages.size} pages (each route full, empty and with an error), each ${[...ways].join(', ')} px`);
  };
}
