import type { AttributeHandle, ReferenceHandle } from '@pyloom/core-native';
import type { CallLimits, CallOptions, EvaluationPlace } from '@pyloom/executor';

/** What an expression begins with: a reference or a module. */
export interface Beginning {
  /** `'PyRef'`, `'PyModule'`. */
  readonly kind: string;
  /** The qualified name of its type. */
  readonly typeName: string;
  /** Of a reference: the object, as the core knows it. */
  readonly reference: ReferenceHandle | undefined;
  /** Of a module: what it is as an argument. */
  readonly attribute: AttributeHandle | undefined;
  /** What its attributes are looked up in, where they are arguments. */
  readonly owner: AttributeHandle['owner'];
  /** Of a reference into a cluster's store: what a function of one argument gives for the object there. */
  readonly askStored: ((module: string, name: string) => Promise<unknown>) | undefined;
  /** As an operand of the program. */
  readonly operand: unknown;
  /** Where its expressions are evaluated. */
  readonly place: EvaluationPlace;
  /** Whether that is the lane of its scope: a reference is evaluated wherever others need it. */
  readonly isPlaced: boolean;
  /** The value of an attribute, by a name that may be dotted; '' is the object itself. */
  read(path: string, limits: CallLimits): Promise<unknown>;
  /** Calls one. */
  call(path: string, args: readonly unknown[], options: CallOptions): Promise<unknown>;
  /** Sets one. */
  write(name: string, value: unknown): Promise<void>;
  iterate(): AsyncIterator<unknown>;
  /** Lets go of it when nothing is done with it any more. */
  dispose(): void;
  /**
   * Until release(), for something that is done with it.
   * @throws ClosedError when it was disposed of.
   */
  hold(): void;
  release(): void;
  /** What messages call it. */
  describe(): string;
  /** As a text in JavaScript. */
  toText(): string;
}
