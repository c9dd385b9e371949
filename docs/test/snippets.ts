import { readdirSync, readFileSync } from 'node:fs';

/** Where the pages are; the examples are in a folder of it. */
export const folder = new URL('..', import.meta.url);

/** A block of code in a page. */
export interface Snippet {
  readonly page: string;
  readonly language: string;
  readonly code: string;
  /** What the comment above it says: its file (`examples/values/table.mjs`), with the packages it needs (`…, with numpy`, `…, with libraries` for those of libraries/, `…, with ray` for that of ray/), or `…, not run: ` and the reason; or that alone. */
  readonly announcement: string | undefined;
  /** What stands below it as its output. */
  readonly output: string | undefined;
  /** Whether the output differs from run to run: it is announced by "prints something like", not by "prints". */
  readonly varies: boolean;
}

const block =
  /(?:<!-- ([^\n]+) -->\n\n)?```(\w*)\n(.*?)```(?:\n\nprints( something like)?\n\n```text\n(.*?)```)?/gs;

/** The pages that are for users, and the decisions. */
export const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.md') && !path.includes('node_modules'))
  .sort();

/** All blocks of code, those of other languages and plain text included. */
export const snippets: readonly Snippet[] = pages.flatMap((page) =>
  [...readFileSync(new URL(page, folder), 'utf8').matchAll(block)].map(
    ([, announcement, language = '', code = '', varies, output]) => ({
      page,
      language,
      code,
      announcement,
      output,
      varies: varies !== undefined,
    }),
  ),
);

/** Those that are a file of examples/. */
export const examples = snippets
  .filter(({ announcement }) => announcement?.startsWith('examples/'))
  .map((snippet) => {
    const [file = '', condition = ''] = (snippet.announcement ?? '').split(/, (.*)/);
    const [, packages] = condition.split('with ');
    return {
      ...snippet,
      file,
      packages: packages?.split(' '),
      /** Whether the suite of the libraries runs it, which has them; or that of Ray. */
      withLibraries: packages === 'libraries',
      withRay: packages === 'ray',
      isRun: !condition.startsWith('not run'),
    };
  });

/** All files of examples/. */
export const exampleFiles = readdirSync(new URL('examples', folder), {
  recursive: true,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
  .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.pathname.length))
  .sort();
