import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

const repository = resolve(import.meta.dirname, '../..');
const elsewhere = 'https://github.com/pyloom/pyloom/blob/main';

/**
 * The pages are written for whoever reads them in the repository, where a link may lead to a folder or to code. Here a folder is its
 * page, if it has one, and what is no page of the site is looked up in the repository. What does not exist stays as it is: the build
 * then fails.
 */
export function linksOfRepository(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('links of the repository', (state) => {
    const page = (state.env as { path: string }).path;
    for (const { children } of state.tokens) {
      for (const token of children ?? []) {
        const link = token.type === 'link_open' && token.attrGet('href');
        if (link && /^[^#:/]/.test(link) && !/^\w+:/.test(link)) token.attrSet('href', onSite(link, page));
      }
    }
  });
}

function onSite(link: string, page: string): string {
  const [path = '', anchor] = link.split('#');
  const target = resolve(dirname(page), decodeURIComponent(path));
  if (!existsSync(target) || target.endsWith('.md')) return link;
  const readme = join(target, 'README.md');
  if (statSync(target).isDirectory() && existsSync(readme)) {
    return `${relative(dirname(page), readme)}${anchor === undefined ? '' : `#${anchor}`}`;
  }
  return `${elsewhere}/${relative(repository, target)}`;
}
