import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { RayNodes } from '../../apps/demo/src/cluster/ray-nodes.ts';
import {
  launchBrowser,
  openPage,
  screenshot,
  withoutBrowser,
} from '../../apps/demo/test/serve/support/browser.ts';
import { listen } from '../../apps/demo/test/serve/support/live-events.ts';
import { control, type Serving, startServing } from '../../apps/demo/test/serve/support/serving.ts';
import { describeRay, python, venv } from './ray';

interface Node {
  id: string;
  alive: boolean;
  isHead: boolean;
  cpus: number;
  calls: number;
  workers: number[];
}

describeRay('the page of the demo, over a Ray of three nodes', () => {
  let ray: RayNodes;
  let serving: Serving;
  beforeAll(async () => {
    if ('missing' in venv) return;
    ray = await RayNodes.start(venv.executable);
    serving = await startServing('--mode', 'ray', '--ray', ray.address, '--python', python.executable);
    await control(serving.url, 'load', { clients: 6 });
  });
  afterAll(async () => {
    await serving?.[Symbol.asyncDispose]();
    await ray?.[Symbol.asyncDispose]();
  });
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  it('tells of each node what runs there', async () => {
    const events = await listen(serving.url);
    closing.push(() => events.close());
    const all = ({ nodes }: { nodes: Node[] }) =>
      nodes.every(({ calls, workers }) => calls > 0 && workers.length > 0);
    const { nodes } = (await events.next('frame', (frame) => frame.nodes.length === 3 && all(frame))) as {
      nodes: Node[];
    };
    expect(nodes.map(({ id }) => id).sort()).toEqual([...ray.nodes].sort());
    expect(nodes.map(({ id, isHead }) => isHead === (id === ray.nodes[0]))).toEqual([true, true, true]);
    expect(nodes.map(({ alive, cpus }) => [alive, cpus])).toEqual(Array(3).fill([true, 1]));
  });

  it('goes on where the driver is killed, with another one', async () => {
    const { status } = await control(serving.url, 'kill', {});
    expect(status).toBe(202);
    const events = await listen(serving.url);
    closing.push(() => events.close());
    const callsOf = ({ nodes }: { nodes: Node[] }) => nodes.reduce((sum, { calls }) => sum + calls, 0);
    const before = callsOf(await events.next('frame'));
    await events.next('frame', (frame) => callsOf(frame) > before + 20);
  });

  it.skipIf(withoutBrowser)('shows one that is killed as dead, in all colours and widths', async () => {
    const browser = await launchBrowser();
    closing.push(() => browser.close());
    await using opened = await openPage(browser, serving.url);
    const { page, problems } = opened;
    await page.getByText('3 of 3 alive', { exact: true }).waitFor();
    await screenshot(page, 'nodes');
    const last = page.locator(`[data-node="${ray.nodes[2]}"]`);
    await last.getByText('alive', { exact: true }).waitFor();
    await ray.do('kill node');
    await last.getByText('dead', { exact: true }).waitFor({ timeout: 60_000 });
    await last.getByText('Nothing runs there any more.').waitFor();
    await page.getByText('2 of 3 alive', { exact: true }).waitFor();
    await page
      .locator('.log')
      .getByText(new RegExp(`^Node ${ray.nodes[2]?.slice(0, 8)} .+ is dead\\.$`))
      .waitFor();
    // The rest goes on.
    const first = page.locator(`[data-node="${ray.nodes[0]}"] .node-count`);
    const before = await first.textContent();
    await expect.poll(() => first.textContent(), { timeout: 60_000 }).not.toBe(before);
    expect(problems).toEqual([]);
    const looks = {
      'nodes-light': { colorScheme: 'light' },
      'nodes-dark': { colorScheme: 'dark' },
      'nodes-phone': { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
    } as const;
    for (const [name, look] of Object.entries(looks)) {
      await using other = await openPage(browser, serving.url, look);
      await other.page.getByText('2 of 3 alive', { exact: true }).waitFor();
      await other.page.locator('.card-nodes').scrollIntoViewIfNeeded();
      await screenshot(other.page, name);
      const widths = await other.page.evaluate(
        () => [document.documentElement.scrollWidth, innerWidth] as const,
      );
      expect(widths[0]).toBeLessThanOrEqual(widths[1]);
      expect(other.problems).toEqual([]);
    }
  });
});
