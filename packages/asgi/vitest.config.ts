export { ofBuild as default } from '../../vitest.shared.ts';
