// Links between pages lead to files and headings that are there, and each page can be found from the first one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { folder } from './snippets';

const docs = fileURLToPath(folder);
const root = dirname(docs.replace(/[\\/]$/, ''));

function pagesBelow(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md') && entry.name !== 'CHANGELOG.md')
    .map(({ name }) => join(path, name));
}

const folders = ['.', 'docs', 'docs/decisions', 'docs/libraries', 'apps/demo'];
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const pages = [...folders, ...packages].flatMap((path) => pagesBelow(join(root, path)));

/** As GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function linksOf(page: string) {
  return [...readFileSync(page, 'utf8').matchAll(/\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].map(
    ([link, path = '', anchor]) => ({
      link,
      file: path === '' ? page : resolve(dirname(page), path),
      anchor,
    }),
  );
}

it.each(pages.map((page) => relative(root, page)))('%s links to what is there', (name) => {
  const broken = linksOf(join(root, name)).filter(
    ({ file, anchor }) =>
      !existsSync(file) || (anchor && file.endsWith('.md') && !anchorsOf(file).includes(anchor)),
  );
  expect(broken.map(({ link }) => link)).toEqual([]);
});

it('has every page in the table of the first one', () => {
  const linked = linksOf(join(docs, 'README.md')).map(({ file }) => file);
  const all = ['docs', 'docs/libraries'].flatMap((path) => pagesBelow(join(root, path)));
  expect(all.filter((page) => !linked.includes(page) && page !== join(docs, 'README.md'))).toEqual([]);
});
