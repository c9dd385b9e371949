import { Problem } from '../http/problem.ts';

/** @throws Problem 415 for a charset that nobody knows, 400 for bytes that it does not allow. */
export function decodeText(content: Uint8Array, what: string, charset = 'utf-8'): string {
  const decoder = decoderFor(charset);
  try {
    return decoder.decode(content);
  } catch {
    throw new Problem(400, `${what} is not valid ${decoder.encoding}.`);
  }
}

function decoderFor(charset: string) {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw new Problem(415, `The charset ${charset.slice(0, 40)} is unknown; send UTF-8.`);
  }
}
