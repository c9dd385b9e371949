import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, screenshot, withoutBrowser } from '../support/browser.ts';
import { control, type Serving, startServing, totalServed } from '../support/serving.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const clients = 8;

describe.skipIf(withoutBrowser)('the page', () => {
  let browser: Browser;
  let serving: Serving;
  beforeAll(async () => {
    [browser, serving] = await Promise.all([launchBrowser(), startServing('--limit', '4')]);
  });
  afterAll(async () => {
    await browser?.close();
    await serving?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await control(serving.url, 'load', { clients: 0 });
    await control(serving.url, 'limit', { max: 4 });
  });

  it('loads without a word on the console, and says which mode Python runs in and why', async () => {
    const health = (await (await fetch(`${serving.url}/health`)).json()) as { mode: string; python: string };
    await using opened = await openPage(browser, serving.url);
    const { page, problems } = opened;
    await page.getByText(health.mode, { exact: true }).waitFor();
    await page.getByText(/^Why: CPython \d.+ lanes, \d+ CPUs?\.$/).waitFor();
    await page.getByText(`Python ${health.python}`, { exact: true }).waitFor();
    await page.locator('.lane').first().waitFor();
    expect(problems).toEqual([]);
  });

  it('shows figures that move under load, and sheds load when the limit is lowered', async () => {
    await using opened = await openPage(browser, serving.url);
    const { page, problems } = opened;
    const before = await figures(page);
    await page.getByRole('slider', { name: 'Load' }).fill(String(clients));
    await page.getByRole('button', { name: 'Start the load' }).click();
    await page.getByRole('button', { name: 'Stop the load' }).waitFor();
    await expect.poll(async () => (await figures(page)).served).toBeGreaterThan(before.served + 20);
    await expect.poll(() => numberIn(page, '.figure-permits .value')).toBeGreaterThan(0);
    await expect.poll(() => numberIn(page, '.card-throughput .swatch-served dd')).toBeGreaterThan(0);
    await expect.poll(() => paintedShare(page)).toBeGreaterThan(0.01);

    const { shed } = await figures(page);
    await page.getByRole('slider', { name: 'Limit' }).fill('1');
    await expect.poll(() => page.locator('.figure-permits .unit').textContent()).toBe('of 1');
    await expect.poll(async () => (await figures(page)).shed).toBeGreaterThan(shed + 10);
    await page.locator('.log').getByText('The limit is 1 now; it was 4.').waitFor();
    await page
      .locator('.log')
      .getByText(/^Shedding load: /)
      .first()
      .waitFor();
    await screenshot(page, 'shedding');

    await page.getByRole('button', { name: 'Stop the load' }).click();
    await page
      .locator('.log')
      .getByText(/^No longer shedding load: \d+ requests were refused\.$/)
      .first()
      .waitFor();
    expect(problems).toEqual([]);
  });

  it('plays an act of the tour and shows that its checks hold', async () => {
    await using opened = await openPage(browser, serving.url);
    const { page, problems } = opened;
    await page.getByRole('button', { name: 'State that all interpreters share' }).click();
    await page.getByRole('button', { name: 'Run this act' }).click();
    await page.locator('.act-output').getByText('no increment is lost').waitFor();
    await page.locator('.act-list [aria-current]').getByText('all checks hold').waitFor();
    await page.getByText('Show the code').click();
    await page.getByText('export default async function* state').waitFor();
    expect(problems).toEqual([]);
  });

  it('analyses what is typed in, and tells why a source cannot be parsed', async () => {
    await using opened = await openPage(browser, serving.url);
    const { page } = opened;
    await page.getByRole('button', { name: 'Analyse' }).click();
    await page.locator('.answer').getByText('Loom.weave').waitFor();
    await page.getByLabel('Source or text to analyse').fill('warp und weft');
    await page.getByLabel('What it is').selectOption('Text');
    await page.getByRole('button', { name: 'Analyse' }).click();
    await page.locator('.findings').getByText('words', { exact: true }).waitFor();
    await page.getByLabel('What it is').selectOption('Python source');
    await page.getByRole('button', { name: 'Analyse' }).click();
    await page
      .locator('.answer')
      .getByText(/^422 .+ Python could parse none of the files\.$/)
      .waitFor();
  });

  it('is used by keyboard alone, and shows where the focus is', async () => {
    await using opened = await openPage(browser, serving.url);
    const { page } = opened;
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the figures');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');

    await tabTo(page, 'Limit');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator('.figure-permits .unit').textContent()).toBe('of 3');
    await tabTo(page, 'Start the load');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Stop the load' }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Start the load' }).waitFor();
    await tabTo(page, 'Execution modes');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Run this act');
    await page.keyboard.press('Enter');
    await page.locator('.act-list [aria-current]').getByText('all checks hold').waitFor();
  });

  it('stands still while it is paused, and goes on where the service is', async () => {
    await using opened = await openPage(browser, serving.url);
    const { page } = opened;
    await page.getByRole('button', { name: 'Pause' }).click();
    const { served } = await figures(page);
    await fetch(`${serving.url}/analyse`, { method: 'POST', body: 'text' });
    // Told to the page after the frames that it has not shown.
    await control(serving.url, 'limit', { max: 2 });
    await page.locator('.log').getByText('The limit is 2 now; it was 4.').first().waitFor();
    expect((await figures(page)).served).toBe(served);
    await page.getByRole('button', { name: 'Go on' }).click();
    // More than that one request, where one of a load before this test has ended meanwhile.
    const all = await totalServed(serving);
    expect(all).toBeGreaterThan(served);
    await expect.poll(async () => (await figures(page)).served).toBe(all);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, reducedMotion: 'reduce' }],
  ] as const)('is readable by everybody: %s', async (name, options) => {
    await control(serving.url, 'load', { clients });
    await using opened = await openPage(browser, serving.url, options);
    const { page, problems } = opened;
    await expect.poll(() => numberIn(page, '.figure-time .value')).toBeGreaterThan(0);
    await screenshot(page, name);
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
    expect(widths[0]).toBeLessThanOrEqual(widths[1]);
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('says that the service has gone, and comes back to the next one', async () => {
    await using first = await startServing();
    const { port } = new URL(first.url);
    await using opened = await openPage(browser, first.url);
    first.child.kill('SIGTERM');
    await opened.page.getByText('Connection lost, trying again').waitFor();
    expect(await first.ended).toEqual([0, null]);
    await using _second = await startServing('--port', port);
    await opened.page.getByText('Live', { exact: true }).waitFor();
  });
});

async function figures(page: Page): Promise<{ served: number; shed: number }> {
  const total = (kind: string) => numberIn(page, `dl.figures > :nth-child(${kind}) .more`);
  return { served: await total('1'), shed: await total('2') };
}

/** NaN while there is none. */
async function numberIn(page: Page, selector: string): Promise<number> {
  const text = (await page.locator(selector).textContent()) ?? '';
  return Number.parseFloat(text.replaceAll(',', ''));
}

/** How much of the lanes' cloth is woven. */
function paintedShare(page: Page): Promise<number> {
  return page.evaluate(() => {
    let painted = 0;
    let pixels = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.strip canvas')) {
      const { width, height } = canvas;
      // Read from a copy, since Chromium warns of reading from one that is drawn on the graphics card.
      const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      const data = copy?.getImageData(0, 0, width, height).data ?? [];
      for (let i = 3; i < data.length; i += 4) painted += Number((data[i] ?? 0) > 0);
      pixels += width * height;
    }
    return painted / pixels;
  });
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    expect(await outlineOfFocus(page)).toMatch(/^[1-9]/);
    if ((await focused(page))?.includes(name)) return;
  }
  throw new Error(`no Tab leads to ${name}`);
}

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
    return (label ?? element)?.textContent ?? undefined;
  });
}

function outlineOfFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    if (document.activeElement === null || document.activeElement === document.body)
      return '1px (the browser itself)';
    return getComputedStyle(document.activeElement).outlineWidth;
  });
}

/** What axe finds against WCAG 2.2 AA and good practice, each with the element. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  // In the middle of a transition a colour is one that nobody reads.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself there
    const { violations } = await (window as any).axe.run();
    return violations.flatMap(
      ({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  });
}
