import { run } from './child.mjs';
import { SetupError, say } from './say.mjs';
import { provideSystemPackages } from './system-packages.mjs';

/** What the tests of the demo's page drive. @type {import('./system-packages.mjs').Need} */
const browser = {
  what: 'Chromium, for the tests of the demo’s page',
  present: async () => {
    const commands = [process.env.PYLOOM_CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'];
    for (const command of commands) {
      if (command && (await run(command, ['--version'])).code === 0) return true;
    }
    return false;
  },
  packages: {
    // On Ubuntu it is a snap, which installs in few containers; $PYLOOM_CHROMIUM names another one.
    'apt-get': ['chromium'],
    dnf: ['chromium'],
    apk: ['chromium'],
    pacman: ['chromium'],
    brew: ['chromium'],
  },
};

/**
 * Installs Chromium where that can be done. Elsewhere the tests that need it are skipped, unless it is required.
 *
 * @param {{ required: boolean }} options
 * @throws {SetupError} with the command to type, if it is required
 */
export async function provideBrowser({ required }) {
  try {
    await provideSystemPackages([browser]);
  } catch (error) {
    if (required || !(error instanceof SetupError)) throw error;
    say(`${error.message.trimEnd()}\nUntil then these tests are skipped.`);
  }
}
