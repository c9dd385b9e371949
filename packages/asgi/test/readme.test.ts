import { testExamples } from '../../../testing/readme-examples.ts';

testExamples(new URL('..', import.meta.url));
