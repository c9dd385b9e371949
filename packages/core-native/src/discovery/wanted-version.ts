/** A version of Python that somebody asks for instead of naming one: '3.14', '3.14.2', '3.14t'. */
export interface WantedVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  /** Undefined: any. */
  readonly micro: number | undefined;
  readonly freeThreaded: boolean;
}

/** What is known of a Python's version before it is asked, by the name of its folder for example. */
export type KnownVersion = Omit<WantedVersion, 'text'>;

const pattern = /^(\d+)\.(\d+)(?:\.(\d+))?(t?)$/;

/** Undefined for what is no version, but the name of a file or a folder. */
export function wantedVersion(text: string): WantedVersion | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, major, minor, micro, t] = match;
  return {
    text,
    major: Number(major),
    minor: Number(minor),
    micro: micro === undefined ? undefined : Number(micro),
    freeThreaded: t === 't',
  };
}

/** Whether it may be the one: an unknown micro version does not speak against it. */
export function mayBe(known: KnownVersion, wanted: WantedVersion): boolean {
  return (
    known.major === wanted.major &&
    known.minor === wanted.minor &&
    known.freeThreaded === wanted.freeThreaded &&
    (wanted.micro === undefined || known.micro === undefined || known.micro === wanted.micro)
  );
}

/** The newest first; of equal ones, the one with a GIL. */
export function byVersion(a: KnownVersion, b: KnownVersion): number {
  return (
    b.major - a.major ||
    b.minor - a.minor ||
    (b.micro ?? 0) - (a.micro ?? 0) ||
    Number(a.freeThreaded) - Number(b.freeThreaded)
  );
}
