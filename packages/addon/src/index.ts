export { loadAddon } from './load-addon';
