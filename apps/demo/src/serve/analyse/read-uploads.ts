import type { FastifyError, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';
import { decodeText } from './decode-text.ts';
import type { Upload } from './upload.ts';

/** The body of a JSON request, as its schema lets it pass. */
export interface JsonUploads {
  readonly files: readonly { readonly name: string; readonly content: string }[];
}

/** What a parser of raw bodies hands to the route. */
export class RawBody {
  readonly content: Buffer;
  readonly isSource: boolean;
  readonly charset: string | undefined;

  constructor(content: Buffer, mediaType: string) {
    this.content = content;
    this.isSource = !mediaType.startsWith('text/plain');
    this.charset = /;\s*charset="?([^";\s]+)/i.exec(mediaType)?.[1];
  }
}

/**
 * The files in a request of any of the types that the route takes.
 *
 * @param most bytes of all files of a form together; the size of other bodies is looked at where they are read
 * @throws Problem 400, 413 or 415 for what it cannot read.
 */
export async function readUploads(request: FastifyRequest, most: number): Promise<Upload[]> {
  const uploads = request.isMultipart() ? await readParts(request, most) : readBody(request.body);
  if (uploads.length === 0) throw new Problem(400, 'The request holds no file.');
  return uploads;
}

function readBody(body: unknown): Upload[] {
  if (!(body instanceof RawBody)) {
    const { files } = body as JsonUploads;
    return files.map(({ name, content }) => toUpload(name, isSource(name), Buffer.from(content), undefined));
  }
  const { content, isSource: source, charset } = body;
  if (content.length === 0) throw new Problem(400, 'The body is empty.');
  return [toUpload(source ? 'source.py' : 'text.txt', source, content, charset)];
}

async function readParts(request: FastifyRequest, most: number): Promise<Upload[]> {
  const uploads: Upload[] = [];
  let left = most;
  try {
    for await (const part of request.files()) {
      const name = part.filename || part.fieldname;
      const source = isSource(name) || part.mimetype.includes('python');
      const content = await readAtMost(part.file, left);
      left -= content.length;
      uploads.push(toUpload(name, source, content, undefined));
    }
  } catch (error) {
    // The parser's own errors have no status; they are all about the form.
    if (error instanceof Problem || (error as FastifyError).statusCode !== undefined) throw error;
    throw new Problem(400, `The form cannot be read: ${(error as Error).message}.`);
  }
  return uploads;
}

/** The parser bounds each file; what they come to is only known while they arrive. */
async function readAtMost(file: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file) {
    bytes += chunk.length;
    if (bytes > most) throw new Problem(413, 'The files are too large together.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toUpload(name: string, source: boolean, content: Buffer, charset: string | undefined): Upload {
  return source
    ? { name, kind: 'source', content }
    : { name, kind: 'text', content: decodeText(content, name, charset) };
}

function isSource(name: string): boolean {
  return /\.pyi?$/i.test(name);
}
