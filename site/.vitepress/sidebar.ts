import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { DefaultTheme } from 'vitepress';

const repository = resolve(import.meta.dirname, '../..');

/** The groups of docs/README.md in its order, so that a page is entered in one place. */
export function sidebar(): DefaultTheme.SidebarItem[] {
  return [
    ...groupsOfReadme(),
    { text: 'packages', collapsed: true, items: packages() },
    { text: 'decisions', collapsed: true, items: decisions() },
    { text: 'API', link: '/api/' },
  ];
}

function groupsOfReadme(): DefaultTheme.SidebarItem[] {
  const groups: DefaultTheme.SidebarItem[] = [];
  for (const line of readFileSync(join(repository, 'docs/README.md'), 'utf8').split('\n')) {
    const head = /^\| ([^|[]+) \| \|$/.exec(line);
    if (head) groups.push({ text: head[1], collapsed: groups.length > 0, items: [] });
    else for (const item of linksOf(line)) groups.at(-1)?.items?.push(item);
  }
  return groups;
}

function linksOf(line: string): DefaultTheme.SidebarItem[] {
  const [, first = ''] = line.split('|');
  return [...first.matchAll(/\[([^\]]+)\]\(([^)]+\.md)\)/g)].map(([, text, path = '']) => ({
    text,
    link: path.startsWith('../') ? `/${path.slice(3, -3)}` : `/docs/${path.slice(0, -3)}`,
  }));
}

function packages(): DefaultTheme.SidebarItem[] {
  const names = ['client', 'semaphore', 'state', 'redis', 'asgi', 'executor', 'core-native'];
  return names.map((name) => ({ text: `@pyloom/${name}`, link: `/packages/${name}/` }));
}

function decisions(): DefaultTheme.SidebarItem[] {
  const folder = join(repository, 'docs/decisions');
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      text: /^# (.+)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? file,
      link: `/docs/decisions/${basename(file, '.md')}`,
    }));
}
