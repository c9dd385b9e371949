import { cpSync } from 'node:fs';
import { nodeFileTrace } from '@vercel/nft';

const { fileList } = await nodeFileTrace(['service.mjs']);
for (const file of fileList) cpSync(file, `function/${file}`);

// What is read at run time no tracing of imports sees: the packages' binaries and Python files, and those of your own.
for (const path of ['node_modules/@pyloom', 'prices.py']) {
  cpSync(path, `function/${path}`, { recursive: true });
}
