// Chromium by playwright-core, which brings no browser of its own.
import playwright from 'playwright-core';
import { existsSync, readFileSync } from 'node:fs';

const places = [process.env.NARYAD_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const file = places.find((place) => place && existsSync(place));

// without is why tests in Chromium are left out, or false. Only Ubuntu may lack it: there it is a snap that apt cannot install.
export const without =
  !file && /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8')) && 'no Chromium here: set NARYAD_CHROMIUM to its path';

export async function chromium() {
  if (!file) throw new Error('Chromium is missing: make test installs it, or set NARYAD_CHROMIUM to its path');
  // Its sandbox needs user namespaces, which root in a container has not; the page is our own.
  return playwright.chromium.launch({ executablePath: file, args: ['--no-sandbox'] });
}

// page opens an address as the desk's only page and waits until it is usable. What the page logs as an error fails the test that looks.
export async function page(browser, address, { width = 1280, height = 800 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && page.problems.push(message.text()));
  page.setDefaultTimeout(15_000);
  await page.goto(address);
  await ready(page);
  return page;
}

// ready waits until the view shows its data.
export const ready = (page) => page.waitForSelector('[data-ready]', { state: 'attached' });
