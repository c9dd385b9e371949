/** More permits than this are a slip of the pen. */
export const mostPermits = 256;

/** What bounds a request. Sizes in bytes, times in milliseconds. */
export interface RequestLimits {
  /** Of a whole body. */
  readonly bodyBytes: number;
  readonly files: number;
  /** For a request to arrive, from its first byte to its last. */
  readonly arrivalMs: number;
  /** For the analysis of a request, once it has its permit. */
  readonly analysisMs: number;
}

export const defaultLimits: RequestLimits = {
  bodyBytes: 1024 * 1024,
  files: 32,
  arrivalMs: 10_000,
  analysisMs: 10_000,
};
