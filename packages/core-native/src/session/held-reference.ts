import type { Channel } from '../channel/channel';
import { type ReferenceHandle, referenceSymbol } from '../values/reference';

/** The module that Python has in the name of a type whose object is in a cluster's store. */
const storedPrefix = 'pyloom._stored.';

/** What a reference factory gets: released once, however often it is asked for. */
export class HeldReference implements ReferenceHandle {
  readonly handle: number;
  readonly interpreter: number;
  readonly typeName: string;
  readonly isStored: boolean;
  readonly #channel: Channel;
  #released = false;

  constructor(channel: Channel, handle: number, interpreter: number, typeName: string) {
    this.#channel = channel;
    this.handle = handle;
    this.interpreter = interpreter;
    this.isStored = typeName.startsWith(storedPrefix);
    this.typeName = this.isStored ? typeName.slice(storedPrefix.length) : typeName;
  }

  get [referenceSymbol](): this {
    return this;
  }

  get released(): boolean {
    return this.#released;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#channel.releaseReference(this.handle, this.interpreter);
  }
}
