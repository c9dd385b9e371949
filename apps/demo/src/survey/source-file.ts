/** A file as survey.python_files() lists it. */
export interface SourceFile {
  /** Below the folder surveyed, with slashes. */
  readonly path: string;
  readonly bytes: number;
}

/** What survey.survey_file() says about a file that it could read and parse. */
export interface SurveyedFile {
  readonly path: string;
  readonly lines: number;
  readonly tokens: number;
  readonly functions: number;
  readonly classes: number;
  /** Of the block with most blocks around it, itself included. */
  readonly depth: number;
  /** Where that block starts. */
  readonly line: number;
  /** The function or class that it stands in: `'Parser.parse'`. */
  readonly name: string;
  /** CPU time of the thread. */
  readonly seconds: number;
}

/** What it says about one that it could not. */
export interface SkippedFile {
  readonly path: string;
  readonly skipped: string;
  readonly seconds: number;
}

export type FileSummary = SurveyedFile | SkippedFile;

export function isSkipped(file: FileSummary): file is SkippedFile {
  return 'skipped' in file;
}
