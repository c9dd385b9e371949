import picocolors from 'picocolors';

/** Colours for a stream that is a terminal, and none for any other: picocolors alone looks at stdout, and at $CI. */
export function coloursFor(stream: NodeJS.WriteStream): ReturnType<typeof picocolors.createColors> {
  return picocolors.createColors(stream.isTTY === true && picocolors.isColorSupported);
}
