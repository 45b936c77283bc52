// Pages of a console in a real Chromium that must stay without an error.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { readAssets } from '../../../lib/console/assets';
import { startBrowser } from './browser';
import { type ConsoleTarget, type ConsoleTargetOptions, startConsoleTarget } from './console-target';

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: string;
  readonly timezone?: string;
}

/** A browser, and what went wrong in its pages. */
export interface Pages {
  /** Opens a page in a context of its own. */
  open(path: string, look?: Look): Promise<Page>;
  /** Errors of scripts, refusals of the security policy, requests to anywhere else. */
  readonly problems: readonly string[];
  stop(): Promise<void>;
}

/** Pages of a console on filled tables. */
export interface PageSuite extends Pages {
  readonly target: ConsoleTarget;
}

/** Starts a browser for the pages of a console. */
export const startPages = async (base: string): Promise<Pages> => {
  const browser = await startBrowser();
  const problems: string[] = [];
  const watch = (page: Page) => {
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.stack ?? error.message}`));
    page.on('dialog', (dialog) => {
      problems.push(`${page.url()}: a dialog opened`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      // An answer that is no 200 is told by the browser, too, and the tests of failures want it.
      const isAnswer = /the server responded with a status of/.test(message.text());
      if (message.type() === 'error' && !isAnswer) problems.push(`${page.url()}: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(base)) problems.push(`${page.url()}: asked ${request.url()}`);
    });
  };
  return {
    problems,
    open: async (path, { width = 1400, height = 900, scheme, locale = 'en-GB', timezone } = {}) => {
      const options: BrowserContextOptions = {
        viewport: { width, height },
        locale,
        timezoneId: timezone ?? 'Asia/Shanghai',
        ...(scheme && { colorScheme: scheme }),
      };
      const page = await (await browser.newContext(options)).newPage();
      page.setDefaultTimeout(60_000);
      watch(page);
      await page.goto(`${base}${path}`);
      return page;
    },
    stop: () => browser.close(),
  };
};

/** Starts a console on tables that are empty, and a browser. */
export const startPageSuite = async (
  options: Pick<ConsoleTargetOptions, 'source'> = {},
): Promise<PageSuite> => {
  const target = await startConsoleTarget({ assets: readAssets, ...options });
  const pages = await startPages(`http://localhost:${target.port}`);
  return {
    ...pages,
    target,
    stop: async () => {
      await pages.stop();
      await target.stop();
    },
  };
};
