// npm run docs: the API reference of all packages, from their doc comments, as web pages in docs/api. Fails on any warning, as
// on an export that has no comment.
import { bootstrap } from './bootstrap.mjs';
import { runNode } from './lib/child.mjs';
import { tools } from './lib/paths.mjs';
import { main } from './lib/say.mjs';

await main(async () => {
  await bootstrap();
  return (await runNode(tools.typedoc, [], { show: true })).code;
});
