/** One file to analyse: Python source as bytes, since it names its own encoding, or text. */
export type Upload =
  | { readonly name: string; readonly kind: 'source'; readonly content: Buffer }
  | { readonly name: string; readonly kind: 'text'; readonly content: string };
