import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Chromium, as the system has it; undefined where there is none. */
export const chromiumPath = [
  process.env.PYLOOM_CHROMIUM,
  'chromium',
  'chromium-browser',
  'google-chrome',
].find((command) => command !== undefined && runs(command));

/** In CI on Linux there must be one; elsewhere its tests are skipped where it is missing. */
export const withoutBrowser = chromiumPath === undefined && !(process.env.CI && process.platform === 'linux');

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: locate(chromiumPath ?? 'chromium'),
    // Its sandbox refuses to run as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/** A page on which nothing may go wrong unseen. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Messages of the console, errors and requests that failed. */
  readonly problems: string[];
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('requestfailed', (request) => problems.push(`${request.url()} ${request.failure()?.errorText}`));
  await page.goto(url);
  await page.getByText('Live', { exact: true }).waitFor();
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** Left in reports/screenshots, to be looked at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = fileURLToPath(new URL('../../../reports/screenshots', import.meta.url));
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

function runs(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** playwright takes a path, not a name. */
function locate(command: string): string {
  return command.includes('/') ? command : execFileSync('which', [command], { encoding: 'utf8' }).trim();
}
