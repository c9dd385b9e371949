import { createHash } from 'node:crypto';
import { PythonInstallError } from './python-install-error';

/** A wheel that an index has. */
export interface IndexedWheel {
  readonly fileName: string;
  readonly version: string;
  readonly url: string;
  /** Undefined where the index gives none. */
  readonly sha256: string | undefined;
}

/** The index that pip and uv are set up to use, else PyPI. */
export function indexUrl(env: NodeJS.ProcessEnv): string {
  const set = [env.UV_DEFAULT_INDEX, env.UV_INDEX_URL, env.PIP_INDEX_URL].find(Boolean);
  // uv's may have a name: `company=https://pypi.example.com/simple`.
  return (set ?? 'https://pypi.org/simple').replace(/^[\w.-]+=/, '').replace(/\/+$/, '');
}

/** The newest release of a package that has a wheel which fits. */
export async function newestWheel(
  index: string,
  name: string,
  fits: (fileName: string) => boolean,
): Promise<IndexedWheel> {
  const page = `${index}/${name}/`;
  const response = await get(page, 'application/vnd.pypi.simple.v1+json, text/html;q=0.1');
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const files = isJson ? ofJson(await response.json()) : ofHtml(await response.text());
  const release = new RegExp(`^${name}-(\\d+(?:\\.\\d+)*)-.*\\.whl$`);
  const wheels = files.flatMap(({ fileName, url, sha256 }) => {
    const version = release.exec(fileName)?.[1];
    // Addresses may be relative to where the page has come from.
    return version !== undefined && fits(fileName)
      ? [{ fileName, version, url: withAccount(new URL(url, response.url).href, page), sha256 }]
      : [];
  });
  const [newest] = wheels.sort((a, b) => compareVersions(b.version, a.version));
  if (newest !== undefined) return newest;
  const machine = `${process.platform}-${process.arch}`;
  throw new PythonInstallError(`${withoutAccount(page)} has no ${name} for this machine, ${machine}`);
}

/** The file, if it is what the index says that it is. */
export async function download({ url, sha256 }: IndexedWheel): Promise<Buffer> {
  const contents = Buffer.from(await (await get(url, '*/*')).arrayBuffer());
  const actual = createHash('sha256').update(contents).digest('hex');
  if (sha256 === undefined || sha256 === actual) return contents;
  throw new PythonInstallError(
    `${withoutAccount(url)} is not the file that the index lists: its SHA-256 is ${actual}, and should be ${sha256}`,
  );
}

/** For messages: a private index may have a password in its address. */
export function withoutAccount(url: string): string {
  const { username, password } = new URL(url);
  return username || password ? url.replace(/\/\/[^/@]*@/, '//') : url;
}

async function get(url: string, accept: string): Promise<Response> {
  const { username, password } = new URL(url);
  const account = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const headers = {
    accept,
    ...(username || password ? { authorization: `Basic ${account.toString('base64')}` } : {}),
  };
  const response = await fetch(withoutAccount(url), { headers }).catch((cause: Error) => {
    const reason = (cause.cause ?? cause) as NodeJS.ErrnoException;
    const hint = certificateHint(reason.code) || proxyHint();
    const text = `${withoutAccount(url)} could not be fetched: ${reason.message}${hint}`;
    throw new PythonInstallError(text, undefined, { cause });
  });
  if (response.ok) return response;
  throw new PythonInstallError(
    `${withoutAccount(url)} could not be fetched: HTTP ${response.status} ${response.statusText}`,
  );
}

/** Node.js trusts the authorities that it comes with, and not those of the system, as pip and uv may be told to. */
function certificateHint(code = ''): string {
  return /CERT|VERIFY_LEAF_SIGNATURE/.test(code)
    ? '. Node.js trusts the certificates of a company or a proxy with NODE_EXTRA_CA_CERTS=<file.pem>; where uv is on the PATH it is not fetched'
    : '';
}

/** fetch() goes through a proxy only if Node.js is told so as it starts. */
function proxyHint(): string {
  const { HTTPS_PROXY, https_proxy, NODE_USE_ENV_PROXY } = process.env;
  return (HTTPS_PROXY || https_proxy) && NODE_USE_ENV_PROXY !== '1'
    ? '. Node.js uses $HTTPS_PROXY with NODE_USE_ENV_PROXY=1, from 22.21 and 24.5 on; where uv is on the PATH it is not fetched'
    : '';
}

/** Files of the index itself may need its account, those elsewhere must not get it. */
function withAccount(url: string, page: string): string {
  const [file, index] = [new URL(url), new URL(page)];
  if (file.origin !== index.origin || file.username) return url;
  [file.username, file.password] = [index.username, index.password];
  return file.href;
}

interface ListedFile {
  readonly fileName: string;
  readonly url: string;
  readonly sha256: string | undefined;
}

function ofJson(page: unknown): ListedFile[] {
  type File = { filename: string; url: string; hashes?: { sha256?: string }; yanked?: boolean | string };
  const { files = [] } = page as { files?: File[] };
  return files
    .filter(({ yanked = false }) => yanked === false)
    .map(({ filename, url, hashes }) => ({ fileName: filename, url, sha256: hashes?.sha256 }));
}

/** As older indexes have it: a page of links. */
function ofHtml(page: string): ListedFile[] {
  return [...page.matchAll(/<a\b([^>]*)>/gi)].flatMap(([, attributes = '']) => {
    const [, href] = /\bhref\s*=\s*["']([^"']*)["']/i.exec(attributes) ?? [];
    if (href === undefined || /\bdata-yanked\b/i.test(attributes)) return [];
    const [url = '', fragment = ''] = href.replaceAll('&amp;', '&').split('#');
    const fileName = decodeURIComponent(url.split('?')[0]?.split('/').at(-1) ?? '');
    return [{ fileName, url, sha256: /sha256=([\da-f]{64})/.exec(fragment)?.[1] }];
  });
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
