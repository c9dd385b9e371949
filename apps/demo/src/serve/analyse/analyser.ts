import type { Python } from '@pyloom/client';
import { defineDemoModule } from '../../python-modules.ts';
import type { Nodes } from '../monitor/nodes.ts';
import type { Findings } from './findings.ts';
import type { Upload } from './upload.ts';

/** One call of Python for what a request has sent. */
export type Analyse = (
  uploads: readonly Upload[],
  options: { timeout: number; signal: AbortSignal },
) => Promise<Findings[]>;

/** On any lane. */
export async function analyserOf(python: Python): Promise<Analyse> {
  await define(python, 'survey', 'analysis');
  return (uploads, options) => python.call<Findings[]>('analysis', 'analyse', [uploads], options);
}

/** On any node of a cluster, which is told of it. */
export async function analyserOnNodes(python: Python, nodes: Nodes): Promise<Analyse> {
  await define(python, 'survey', 'analysis', 'analysis_on_ray');
  return async (uploads, options) => {
    type Outcome = { findings: Findings[]; node: string; pid: number };
    // A request changes nothing but counters: one whose node is lost is analysed again.
    const outcome = await python.call<Outcome>('analysis_on_ray', 'analyse', [uploads], {
      ...options,
      resources: { retries: 3 },
    });
    nodes.called(outcome.node, outcome.pid);
    return outcome.findings;
  };
}

async function define(python: Python, ...names: string[]): Promise<void> {
  for (const name of names) await defineDemoModule(python, name);
}
