import { types } from 'node:util';
import { ClosedError } from '@pyloom/common';
import { type SpecialWriter, WireEncoder } from '@pyloom/wire';
import type { OutgoingCall } from '../calls/outgoing-call';
import { type Attachment, binding } from '../core/binding';
import { type AttributeHandle, attributeSymbol } from '../values/attribute';
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
  #call: OutgoingCall | undefined = undefined;
  /** The type of the object that decided on the interpreter; undefined: the call was bound before. */
  #decidedBy: string | undefined = undefined;

  constructor(values: JsValues) {
    this.#values = values;
    this.encoder = new WireEncoder({
      special: (value, writer) => this.#writeSpecial(value, writer),
      attach: (data) => this.#attach(data),
      pinThreshold,
      toPython: true,
    });
  }

  /** True while a value is being encoded. */
  get busy(): boolean {
    return this.encoder.busy;
  }

  /** Before the values of a call or a reply, which run in this interpreter; -1: in any, until a reference tells. */
  begin(interpreter: number, call?: OutgoingCall): void {
    this.#first = this.#attachments.length;
    this.#interpreter = interpreter;
    this.#call = call;
    this.#decidedBy = undefined;
  }

  /** After the values of a call: nothing of it is held here. */
  endCall(): void {
    this.#call = undefined;
  }

  /** The interpreter that these values belong to. */
  get interpreter(): number {
    return this.#interpreter;
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

  #attach(data: ArrayBufferView | ArrayBuffer | SharedArrayBuffer): number {
    const shared = types.isSharedArrayBuffer(ArrayBuffer.isView(data) ? data.buffer : data);
    if (shared && !binding.keepsSharedMemory) {
      this.encoder.fail(
        'a SharedArrayBuffer of a worker thread goes with its thread on this platform, where Python could still use it: pass it from the main thread, or send a copy',
      );
    }
    this.#attachments.push([ArrayBuffer.isView(data) ? data : new Uint8Array(data), shared]);
    return this.attachmentCount - 1;
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
    this.#bindTo(reference.interpreter, reference.typeName, writer);
  }

  #bindTo(interpreter: number, what: string, writer: SpecialWriter): void {
    if (this.#interpreter === interpreter) return;
    const conflict = this.#interpreter < 0 ? this.#call?.bindTo?.(interpreter) : this.#elsewhere();
    if (conflict !== undefined) {
      writer.fail(
        `it is a ${what} of ${place(interpreter)}, but ${conflict}; objects that are to meet are made at home, through module objects (import, module) or eval`,
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
      : `this call has a ${this.#decidedBy} of ${here} already`;
  }
}

function place(interpreter: number): string {
  return interpreter === 0 ? 'the main interpreter' : `sub-interpreter ${interpreter}`;
}
