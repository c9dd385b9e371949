import { mergeConfig } from 'vitest/config';
import { ofBuild } from '../../vitest.shared.ts';

export default mergeConfig(ofBuild, {
  plugins: [
    {
      name: 'lua-as-text',
      transform: (source: string, id: string) =>
        id.endsWith('.lua') ? `export default ${JSON.stringify(source)};` : undefined,
    },
  ],
});
