import { round, type SurveyCounts } from '../survey/report.ts';
import type { FileOnNode } from './messages.ts';
import type { PlainCounts } from './plain-counts.ts';

/** What `--json` prints of a survey on a cluster. Times are in milliseconds. */
export interface ClusterReport extends SurveyCounts {
  readonly python: { readonly version: string; readonly executable: string };
  readonly folder: string;
  readonly mode: string;
  readonly reason: string;
  readonly cpus: number;
  /** From the first call to the last result. */
  readonly wallMs: number;
  readonly nodes: readonly NodeShare[];
  readonly processes: readonly ProcessShare[];
  /** The most permits that were out, and the most waiting for one, whenever a file was done. */
  readonly limit: { readonly max: number; readonly mostAtOnce: number; readonly mostWaiting: number };
  /** Calls that began on a node: more than files where a call was lost, and run again. */
  readonly begun: number;
  /** When the node was killed: after how many files and milliseconds, in the midst of which file, and which node surveyed that again. */
  readonly killed: {
    readonly files: number;
    readonly afterMs: number;
    readonly running?: string | undefined;
    readonly againOn?: string | undefined;
  };
  /** The longest time without a result after that. */
  readonly stillMs: number;
  /** What plain Python counts, one file after the other, after the cluster has ended. */
  readonly plain: { readonly counts: PlainCounts; readonly wallMs: number };
  /** What differs from that: nothing, or the demo fails. */
  readonly differences: readonly string[];
}

/** What a node did. */
export interface NodeShare {
  readonly node: string;
  readonly files: number;
  readonly cpuMs: number;
  readonly killed: boolean;
}

/** What a Node process did. */
export interface ProcessShare {
  readonly pid: number;
  readonly files: number;
}

/** How many files each node surveyed, in the order of the nodes. @param lost the one that was killed */
export function sharesOf(
  nodes: readonly string[],
  summaries: readonly FileOnNode[],
  lost: string | undefined,
): NodeShare[] {
  return nodes.map((node) => {
    const own = summaries.filter((summary) => summary.node === node);
    const seconds = own.reduce((sum, summary) => sum + summary.seconds, 0);
    return { node, files: own.length, cpuMs: round(seconds * 1000), killed: node === lost };
  });
}
