import type { LaidOutArray } from './array-layout';
import type { ArrayDescription } from './arrow-chunk';
import type { SchemaDescription } from './arrow-field';

/** What the core is given of a table. */
export type TableDescription = readonly [schema: SchemaDescription, arrays: readonly ArrayDescription[]];

/** What Python tells of one: a DataFrame that it has taken apart itself is described like those that it is given. */
export type ReadTable = readonly [
  schema: SchemaDescription,
  arrays: readonly (ArrayDescription | LaidOutArray)[],
];
