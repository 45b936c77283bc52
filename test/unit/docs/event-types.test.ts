// The types for consumers say what the contract says, and resolve in a TypeScript project that uses the package.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { REPORT_SOURCE, Source } from '../../../functions/contract/events';
import type { Notification } from '../../../functions/contract/notification';
import type { BusEvent, NotificationEvent } from '../../../types/events';

/** A type without the `undefined` that a schema's optional property also allows: JSON has none. */
type Plain<T> = T extends object ? { [Key in keyof T]: Plain<Exclude<T[Key], undefined>> } : T;
type Same<A, B> = [A, B] extends [B, A] ? true : false;

// Compared by the compiler: these lines are errors in `npm run typecheck` where the types drift apart.
const details: Same<Plain<Notification>, Plain<NotificationEvent['detail']>> = true;
const eventSources: Same<Source | typeof REPORT_SOURCE, BusEvent['source']> = true;

const root = process.cwd();
const compiler = join(root, 'node_modules/typescript/bin/tsc');

const CONSUMER = `
import type { BusEvent, EventOf, RtcEvent, UnrecognizedNotificationEvent } from 'anyrtc-notifications/events';

export const uidOf = ({ detail }: EventOf<'broadcaster join channel'>): number | string => detail.payload.uid;

export const describe = (event: BusEvent): string => {
  switch (event['detail-type']) {
    case 'broadcaster leave channel':
      return \`\${event.detail.payload.channelName} \${event.detail.payload.reason?.toFixed()}\`;
    case 'Publish Stream':
      return event.detail.payload.videoCodec?.toUpperCase() ?? 'sound only';
    case 'Unrecognized Notification':
      return event.detail.issues.map(({ path, message }) => path + message).join();
    default:
      return event['replay-name'] ?? event.id;
  }
};

// @ts-expect-error no event has this name
export type Misspelt = EventOf<'broadcaster joins channel'>;
// @ts-expect-error a join has no reason
export const reasonOf = (event: EventOf<'broadcaster join channel'>): number => event.detail.payload.reason;
// @ts-expect-error nothing but the notice id and the issues is certain
export const payloadOf = (event: UnrecognizedNotificationEvent): unknown => event.detail.payload;
// @ts-expect-error a type, not a value
export const value = new RtcEvent();
`;

it('are the same as the contract has', () => {
  expect([details, eventSources]).toEqual([true, true]);
});

describe('in a project that uses the package', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'consumer-'));
    const installed = join(folder, 'node_modules/anyrtc-notifications');
    mkdirSync(installed, { recursive: true });
    // As installed, but without its dependencies: the types need none.
    for (const path of ['package.json', 'types'])
      cpSync(join(root, path), join(installed, path), { recursive: true });
    for (const name of ['consumer.mts', 'consumer.cts']) writeFileSync(join(folder, name), CONSUMER);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const compile = (file: string, ...options: readonly string[]): string => {
    const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes'];
    try {
      return execFileSync(
        compiler,
        [...strict, '--types', '', '--skipLibCheck', 'false', '--outDir', 'out', ...options, file],
        { cwd: folder, encoding: 'utf8' },
      );
    } catch (error) {
      return String(Object(error).stdout);
    }
  };

  it.each([
    [
      'bundler',
      'consumer.mts',
      ['--module', 'esnext', '--moduleResolution', 'bundler', '--verbatimModuleSyntax'],
    ],
    [
      'nodenext, in a module',
      'consumer.mts',
      ['--module', 'nodenext', '--moduleResolution', 'nodenext', '--verbatimModuleSyntax'],
    ],
    ['nodenext, in CommonJS', 'consumer.cts', ['--module', 'nodenext', '--moduleResolution', 'nodenext']],
  ])('resolve with moduleResolution %s', (_, file, options) => {
    expect(compile(file, ...options)).toBe('');
  });
});
