import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.ts';
export default mergeConfig(shared, { resolve: { alias: { '@pyloom/core-native': '/tmp/ex/fake-core.ts' } } });
