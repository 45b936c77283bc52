// A real Chromium, as the system has it.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;

/** What to do where there is no Chromium. */
export const NO_CHROMIUM =
  'No Chromium was found. Install one (Debian, Ubuntu: apt-get install chromium fonts-noto-cjk; macOS: brew install --cask chromium), or set CHROMIUM_PATH to the program of Chromium or Chrome.';

/** The program, as CHROMIUM_PATH says or as PATH has it. */
export const chromiumPath = (env: NodeJS.ProcessEnv = process.env): string | undefined => {
  if (env.CHROMIUM_PATH) return existsSync(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : undefined;
  const folders = (env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );
};

/** Starts it. @throws Error that says what to install */
export const startBrowser = (): Promise<Browser> => {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  // Root has no sandbox in Chromium, and CI runs as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
};
