// Where things are on this machine: what xtask passes in the environment, with defaults for a run by hand.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const from = process.env;

/** The clone; the router's text is read from it. */
export const root = from.CHARTER_ROOT || path.resolve(import.meta.dirname, '../..');

/** The directory with test tools: `moto/bin/python`, `moto/bin/moto_server`. */
export const tools = from.CHARTER_TEST_TOOLS || path.join(from.CARGO_TARGET_DIR || path.join(root, 'target'), 'charter-tools');

/** The binary under test. */
export const binary = from.CHARTER_BINARY || path.join(from.CARGO_TARGET_DIR || path.join(root, 'target'), 'debug/charter');

/** Python with boto3. */
export const python = from.CHARTER_PYTHON || path.join(tools, 'moto/bin/python');

/** The moto server. */
export const motoServer = path.join(tools, 'moto/bin/moto_server');

/** A directory for what a run leaves behind: screenshots, exports, logs, traces. */
export function output(name) {
  const directory = path.join(from.CHARTER_TEST_OUTPUT || path.join(tmpdir(), 'charter-end2end'), name);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** A file of this folder. */
export function here(...parts) {
  return path.join(import.meta.dirname, '..', ...parts);
}
