import { alsoInWorkers } from '../../vitest.shared.ts';

export default alsoInWorkers('test/workers/**/*.test.ts');
