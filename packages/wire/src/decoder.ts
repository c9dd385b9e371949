import type { DecoderHooks } from './decoder-hooks';
import { Failure, type Root } from './failure';
import { Source } from './source';
import { ValueReader } from './value-reader';

/**
 * Decodes what docs/wire.md describes, of whatever origin: input that is wrong in any way is a ConversionError,
 * found without reserving more memory than the input itself accounts for.
 */
export class WireDecoder {
  readonly #source = new Source();
  readonly #values: ValueReader;
  #next = 0;

  constructor(hooks: DecoderHooks = {}) {
    this.#values = new ValueReader(this.#source, hooks);
  }

  /**
   * Decodes the one value that `bytes` holds between `start` and `end`. Everything in the result is a copy.
   * @param root The start of the path that an error names, such as 'result'.
   * @throws ConversionError; or whatever a hook throws.
   */
  decode(bytes: Uint8Array, start: number, end: number, root: Root): unknown {
    const value = this.decodeAt(bytes, start, end, root);
    if (this.#next !== end) throw new Failure(`${end - this.#next} bytes follow the value`).toError(root);
    return value;
  }

  /** Decodes the value at `start`, with whatever behind it up to `end`; `next` then tells where it ended. */
  decodeAt(bytes: Uint8Array, start: number, end: number, root: Root): unknown {
    return this.#decodeAt(bytes, start, end, root, 0);
  }

  /** Like `decodeAt`, of an array or a map whose items count as values of their own. */
  decodeEach(bytes: Uint8Array, start: number, end: number, root: Root): unknown {
    return this.#decodeAt(bytes, start, end, root, -1);
  }

  #decodeAt(bytes: Uint8Array, start: number, end: number, root: Root, depth: number): unknown {
    const source = this.#source;
    // A hook may decode something else with the same decoder.
    const { bytes: outerBytes, position: outerPosition, end: outerEnd } = source;
    const outerDepth = this.#values.depth;
    source.bytes = bytes;
    source.position = start;
    source.end = Math.min(end, bytes.length);
    this.#values.depth = depth;
    try {
      const value = this.#values.value();
      this.#next = source.position;
      return value;
    } catch (error) {
      throw error instanceof Failure ? error.toError(root) : error;
    } finally {
      source.bytes = outerBytes;
      source.position = outerPosition;
      source.end = outerEnd;
      this.#values.depth = outerDepth;
    }
  }

  /** Where the value that was decoded last ended. */
  get next(): number {
    return this.#next;
  }
}
