import { type Ended, runNode } from './run-node.ts';

/**
 * What runs the source of an ES module in the folder of a package.
 *
 * @param imports what it may use of that: "import { Semaphore } from '@pyloom/semaphore'"; Worker is there as well
 */
export function moduleRunner(folder: URL, imports: string) {
  return (source: string, ...nodeOptions: string[]): Promise<Ended> => {
    const module = `import { Worker } from 'node:worker_threads';\n${imports};\n${source}`;
    return runNode(folder, [...nodeOptions, '--input-type=module', '--eval', module]);
  };
}
