import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colours for a stream that is a terminal, and none for any other: picocolors alone looks at stdout, and at $CI. */
export function coloursFor(stream: NodeJS.WriteStream): Colours {
  return picocolors.createColors(stream.isTTY === true && picocolors.isColorSupported);
}
