// How the journeys run: one worker (its worlds are shared by its tests), no retries, nothing skipped, the system's Chromium.
import { defineConfig } from '@playwright/test';
import { output } from './support/places.mjs';

export default defineConfig({
  testDir: './journeys',
  testMatch: '*.spec.mjs',
  outputDir: output('traces'),
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  globalSetup: './support/tally.mjs',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.CHROMIUM || '/usr/bin/chromium' },
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // A trace costs a third of the time: ask for it with CHARTER_TRACE=on.
    trace: process.env.CHARTER_TRACE || 'off',
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
  },
});
