/** Tables of 1 GB as libraries make them. */
export const shapes = [
  { library: 'pyarrow', columns: 10 },
  { library: 'pyarrow', columns: 125 },
  { library: 'polars', columns: 10 },
  { library: 'polars', columns: 125 },
  { library: 'pandas', columns: 10 },
].map((shape) => ({ ...shape, name: `${shape.library}, ${shape.columns} columns` }));
