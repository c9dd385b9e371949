import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';

export default mergeConfig(shared, {
  test: { globalSetup: 'test/require-build.ts' },
  plugins: [
    {
      name: 'lua-as-text',
      transform: (source: string, id: string) =>
        id.endsWith('.lua') ? `export default ${JSON.stringify(source)};` : undefined,
    },
  ],
});
