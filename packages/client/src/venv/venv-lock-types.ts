/** The right to build an environment, which one process has at a time. The system takes it back from one that crashes. */
export interface VenvLock {
  /** To be inherited by commands: should this process crash, they hold the lock until they have ended themselves. */
  readonly descriptor: number | undefined;
  release(): void;
}

/** What whoever asks for the lock does meanwhile. */
export interface Waiting {
  /** A Python, of any kind. */
  readonly executable: string;
  readonly onWait: () => void;
  readonly signal: AbortSignal | undefined;
}
