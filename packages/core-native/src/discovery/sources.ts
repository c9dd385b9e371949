/** The places of the search as messages name them, in its order. */
export const sources = {
  option: 'the python option',
  variable: '$PYLOOM_PYTHON',
  virtualEnv: '$VIRTUAL_ENV',
  dotVenv: './.venv',
  python3: 'python3 on the PATH',
  python: 'python on the PATH',
  uv: "uv's Pythons",
} as const;
