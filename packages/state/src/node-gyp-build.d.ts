// node-gyp-build ships no types.
declare module 'node-gyp-build' {
  /** Loads the addon of the package in `folder`: build/Release if there is one, else the fitting prebuilt binary. */
  export default function load(folder: string): unknown;
}
