/** The extension types of docs/wire.md; include/pyloom/wire_format.h has the same numbers for C++. */
export const wireExtensions = {
  timestamp: -1,
  integer: 1,
  surrogates: 2,
  mapping: 3,
  set: 4,
  view: 5,
  pinnedView: 6,
  pinnedBytes: 7,
  numbers: 8,
  tuple: 9,
  reference: 10,
  function: 11,
  convertedReference: 12,
  attribute: 13,
  named: 14,
  naive: 15,
  array: 16,
} as const;

/** How deep containers may nest, counted from each argument or result. */
export const maxDepth = 512;

/** Kinds of `numbers`: as JavaScript has them, or all floats. */
export const numbersAsInJavaScript = 0x6e; // 'n'
export const numbersAllFloats = 0x64; // 'd'

/** What CPython bounds a buffer's dimensions to (PyBUF_MAX_NDIM). */
export const maxDimensions = 64;
