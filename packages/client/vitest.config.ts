import { alsoInWorkers } from '../../vitest.shared.ts';

export default alsoInWorkers('test/callbacks/workers.test.ts');
