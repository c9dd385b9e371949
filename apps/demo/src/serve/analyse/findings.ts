/** What the Python module `analysis` found in one upload. */
export type Findings = SourceFindings | SkippedFindings | TextFindings;

interface SourceFindings {
  readonly name: string;
  readonly kind: 'source';
  readonly bytes: number;
  readonly lines: number;
  readonly tokens: number;
  readonly functions: number;
  readonly classes: number;
  /** The block with most blocks around it: its depth, the line it starts at, the function or class it stands in. */
  readonly deepest: { readonly depth: number; readonly line: number; readonly name: string };
}

/** A source that Python cannot parse. */
interface SkippedFindings {
  readonly name: string;
  readonly kind: 'source';
  readonly bytes: number;
  /** Why: `'SyntaxError: invalid syntax (bad.py, line 1)'`. */
  readonly skipped: string;
}

interface TextFindings {
  readonly name: string;
  readonly kind: 'text';
  readonly lines: number;
  /** As a reader counts them: an accent or an emoji's skin tone is none of its own. */
  readonly characters: number;
  readonly words: number;
  readonly differentWords: number;
  readonly sentences: number;
  readonly minutesToRead: number;
  readonly frequent: readonly { readonly word: string; readonly times: number }[];
}
