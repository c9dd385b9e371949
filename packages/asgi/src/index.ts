export { type AsgiCloseOptions, type AsgiHandler, asgi } from './asgi';
export type { AsgiOptions } from './asgi-options';
export type { PythonClient } from './python-client';
