import { ClosedError } from '@pyloom/common';
import { isSharedBuffer, isSharedMemory, type SpecialWriter, WireEncoder } from '@pyloom/wire';
import type { OutgoingCall } from '../calls/outgoing-call';
import type { Recipient } from '../calls/recipient';
import { type Attachment, binding } from '../core/binding';
import { firstProcess, isInProcess } from '../core/pool-kind';
import { type AttributeHandle, attributeSymbol } from '../values/attribute';
import { type ExpressionHandle, expressionSymbol } from '../values/expression';
import type { JsValues } from '../values/js-values';
import { type ReferenceHandle, referenceSymbol } from '../values/reference';

/**
 * From here on a buffer is not copied into its message but pinned: making the reference that pins it takes 0.4 µs,
 * as long as copying 16 KB.
 */
const pinThreshold = 16 * 1024;

/**
 * Values on their way to the core: the bytes, and what travels beside them. A getter among the values may run any code:
 * whoever finds `busy` true writes with another one.
 */
export class MessageWriter {
  readonly encoder: WireEncoder;
  readonly #values: JsValues;
  #attachments: Attachment[] = [];
  #first = 0;
  #interpreter = -1;
  /** Of an object in the store of a cluster, if there is one: it decides where nothing else does. */
  #driver = -1;
  #session: Recipient | undefined = undefined;
  #call: OutgoingCall | undefined = undefined;
  /** The type of the object that decided on the interpreter; undefined: the call was bound before. */
  #decidedBy: string | undefined = undefined;

  constructor(values: JsValues) {
    this.#values = values;
    const writer = this;
    this.encoder = new WireEncoder({
      special: (value, special) => this.#writeSpecial(value, special),
      attach: (data, writable = false) => this.#attach(data, writable),
      get arrays() {
        return writer.#session?.arrays ?? 'memoryview';
      },
      pinThreshold,
      toPython: true,
    });
  }

  /** True while a value is being encoded. */
  get busy(): boolean {
    return this.encoder.busy;
  }

  /** Before the values of a call or a reply of the session, which run in this interpreter; -1: in any, until a reference tells. */
  begin(session: Recipient | undefined, interpreter: number, call?: OutgoingCall): void {
    this.#session = session;
    this.#first = this.#attachments.length;
    this.#interpreter = interpreter;
    this.#driver = -1;
    this.#call = call;
    this.#decidedBy = undefined;
  }

  /** After the values of a call: nothing of it is held here. */
  endCall(): void {
    this.#session = undefined;
    this.#call = undefined;
  }

  /** The interpreter that these values belong to. */
  get interpreter(): number {
    return this.#interpreter < 0 ? this.#driver : this.#interpreter;
  }

  /** The first of what travels beside these values. */
  get firstAttachment(): number {
    return this.#first;
  }

  /** How much travels beside these values. */
  get attachmentCount(): number {
    return this.#attachments.length - this.#first;
  }

  /** Beside these values: one that Python gets a handle to. Returns its number. */
  hold(value: unknown): number {
    const id = this.#values.hold(value);
    this.#attachments.push(id);
    return id;
  }

  /** These values are not sent after all. */
  takeBack(): void {
    for (const item of this.#attachments.splice(this.#first)) {
      if (typeof item === 'number') this.#values.release(item);
    }
  }

  /** All that travels beside what was written, for the core. */
  takeAttachments(): readonly Attachment[] {
    const attachments = this.#attachments;
    if (attachments.length > 0) this.#attachments = [];
    return attachments;
  }

  #attach(data: ArrayBufferView | ArrayBuffer | SharedArrayBuffer, writable: boolean): number {
    const buffer = ArrayBuffer.isView(data) ? data.buffer : data;
    const shared = isSharedMemory(buffer);
    if (shared && !isSharedBuffer(buffer) && !binding.keepsSharedMemory) {
      this.encoder.fail(
        'a SharedArrayBuffer of a worker thread goes with its thread on this platform, where Python could still use it: pass it from the main thread, or send a copy',
      );
    }
    if (writable && !shared) this.#checkLending();
    this.#attachments.push([ArrayBuffer.isView(data) ? data : new Uint8Array(data), shared || writable]);
    return this.attachmentCount - 1;
  }

  /** What Python writes must arrive. */
  #checkLending(): void {
    if (this.#session?.remote) {
      this.encoder.fail(
        'a process has memory of its own, so that writable() cannot lend it an array: make it with sharedArray(), or return what Python makes',
      );
    }
    if (!binding.keepsSharedMemory) {
      this.encoder.fail(
        'this platform cannot keep the memory of an array in its place: lend one that is in a SharedArrayBuffer',
      );
    }
  }

  #writeSpecial(value: object, writer: SpecialWriter): boolean {
    const reference = (value as { [referenceSymbol]?: ReferenceHandle })[referenceSymbol];
    if (reference !== undefined) {
      this.#writeReference(reference, writer);
      return true;
    }
    const attribute = (value as { [attributeSymbol]?: AttributeHandle })[attributeSymbol];
    if (attribute !== undefined) {
      this.#writeAttribute(attribute, writer);
      return true;
    }
    if (typeof value !== 'function') return false;
    const expression = (value as { [expressionSymbol]?: ExpressionHandle })[expressionSymbol];
    if (expression !== undefined) {
      const sent = expression.sentBy(this.#call);
      if (typeof sent === 'string') writer.fail(sent);
      this.#writeAttribute(sent, writer);
      return true;
    }
    writer.writeFunction(this.hold(value));
    return true;
  }

  #writeReference(reference: ReferenceHandle, writer: SpecialWriter): void {
    this.#take(reference, writer);
    writer.writeReference(reference.handle, reference.interpreter);
  }

  #writeAttribute({ owner, path }: AttributeHandle, writer: SpecialWriter): void {
    if (typeof owner !== 'string') this.#take(owner, writer);
    else if (this.#call?.isHomeOnly?.(owner)) this.#bindTo(0, `value of the module ${owner}`, writer);
    writer.writeAttribute(owner, path);
  }

  #take(reference: ReferenceHandle, writer: SpecialWriter): void {
    if (reference.released) {
      throw new ClosedError(`The reference to ${reference.typeName} has been disposed of`);
    }
    if (reference.isStored) this.#takeStored(reference, writer);
    else this.#bindTo(reference.interpreter, reference.typeName, writer);
  }

  #takeStored({ interpreter, typeName }: ReferenceHandle, writer: SpecialWriter): void {
    if (this.#call?.takeStored?.() !== true) {
      writer.fail(
        `it is ${withArticle(typeName)} in the cluster's store, for calls of functions there to take: have one return what is needed of it, or await its $js()`,
      );
    }
    this.#driver = interpreter;
  }

  #bindTo(interpreter: number, what: string, writer: SpecialWriter): void {
    if (this.#interpreter === interpreter) return;
    const conflict = this.#interpreter < 0 ? this.#call?.bindTo?.(interpreter) : this.#elsewhere();
    if (conflict !== undefined) {
      writer.fail(
        `it is ${withArticle(what)} of ${place(interpreter)}, but ${conflict}; objects that are to meet are made at home, through module objects (import, module) or eval`,
      );
    }
    this.#interpreter = interpreter;
    // Of a call that is bound to a lane the first object is the core's own.
    if (this.#call?.lane === undefined) this.#decidedBy = what;
  }

  #elsewhere(): string {
    const here = place(this.#interpreter);
    return this.#decidedBy === undefined
      ? `this call runs in ${here}`
      : `this call has ${withArticle(this.#decidedBy)} of ${here} already`;
  }
}

/** 'a list', 'an object'; of names with a u most begin with a consonant's sound. */
function withArticle(name: string): string {
  return `${/^[aeio]/i.test(name) ? 'an' : 'a'} ${name}`;
}

function place(interpreter: number): string {
  if (interpreter === 0) return 'the main interpreter';
  if (!isInProcess(interpreter)) return `sub-interpreter ${interpreter}`;
  return `Python process ${interpreter - firstProcess + 1}`;
}
