import type { ViewFormat } from './view-format';

const registry: unique symbol = Symbol.for('pyloom.viewOrigins');

/**
 * What Python's buffers of bytes and of booleans were, which are both a Uint8Array here: sent back, each is what it was. Kept for
 * the very view that was received, in one place for all copies of this package.
 */
const shared = globalThis as { [registry]?: WeakMap<ArrayBufferView, ViewFormat> };
shared[registry] ??= new WeakMap();
const origins = shared[registry];

export function rememberOrigin(view: ArrayBufferView, format: ViewFormat): void {
  origins.set(view, format);
}

/** Undefined for a view that JavaScript made. */
export function originOf(view: ArrayBufferView): ViewFormat | undefined {
  return origins.get(view);
}
