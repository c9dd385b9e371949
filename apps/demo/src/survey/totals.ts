import { type FileSummary, isSkipped, type SkippedFile, type SurveyedFile } from './source-file.ts';

/** What the files hold together. */
export interface Totals {
  /** Those that could be read and parsed; the counts are of these. */
  readonly files: number;
  readonly lines: number;
  readonly tokens: number;
  readonly functions: number;
  readonly classes: number;
  /** The file with the deepest block, the first by path where several are as deep. */
  readonly deepest: SurveyedFile | undefined;
  /** Those that took most CPU time, the slowest first. */
  readonly slowest: readonly SurveyedFile[];
  readonly skipped: readonly SkippedFile[];
}

const slowestShown = 5;

export function totalsOf(summaries: readonly FileSummary[]): Totals {
  const byPath = [...summaries].sort((a, b) => (a.path < b.path ? -1 : 1));
  const surveyed = byPath.filter((file): file is SurveyedFile => !isSkipped(file));
  const sum = (key: 'lines' | 'tokens' | 'functions' | 'classes') =>
    surveyed.reduce((total, file) => total + file[key], 0);
  return {
    files: surveyed.length,
    lines: sum('lines'),
    tokens: sum('tokens'),
    functions: sum('functions'),
    classes: sum('classes'),
    deepest: surveyed.reduce<SurveyedFile | undefined>(
      (deepest, file) => (deepest !== undefined && deepest.depth >= file.depth ? deepest : file),
      undefined,
    ),
    slowest: [...surveyed].sort((a, b) => b.seconds - a.seconds).slice(0, slowestShown),
    skipped: byPath.filter(isSkipped),
  };
}
