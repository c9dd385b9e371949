import { type Ended, runNode } from '../../../../testing/run-node.ts';

/** Runs the source of an ES module that may use SharedState and Worker. */
export function runModule(source: string, ...nodeOptions: string[]): Promise<Ended> {
  const imports = `import { Worker } from 'node:worker_threads';
    import { SharedState } from '@pyloom/state';\n`;
  return runNode(new URL('../..', import.meta.url), [
    ...nodeOptions,
    '--input-type=module',
    '--eval',
    imports + source,
  ]);
}
