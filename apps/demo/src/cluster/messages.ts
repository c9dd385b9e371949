import type { FileSummary, SourceFile } from '../survey/source-file.ts';

/** What a surveyor's process works with. */
export interface Setting {
  /** Of the server that has the limit and the counters. */
  readonly redis: string;
  /** Of the Ray cluster. */
  readonly address: string;
  /** A Python with Ray. */
  readonly python: string;
  /** What is surveyed; without it the standard library. */
  readonly folder?: string;
  /** Calls at once, of all surveyors together. */
  readonly limit: number;
}

/** What it is told: to open its Python, and to begin, with the same files for all. */
export type SurveyorOrder =
  | { readonly type: 'open'; readonly setting: Setting }
  | { readonly type: 'survey'; readonly folder: string; readonly files: readonly SourceFile[] };

/** What it tells: that it is ready, each file as it is done, the end, or why it cannot. */
export type SurveyorMessage =
  | { readonly type: 'open'; readonly opened: Opened }
  | { readonly type: 'file'; readonly summary: FileOnNode }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly reason: string };

/** What a surveyor that is ready has found. */
export interface Opened {
  readonly version: string;
  readonly executable: string;
  readonly mode: string;
  readonly reason: string;
  readonly folder: string;
  /** The largest first. */
  readonly files: readonly SourceFile[];
}

/** A file, and the id of the node that surveyed it. */
export type FileOnNode = FileSummary & { readonly node: string };
