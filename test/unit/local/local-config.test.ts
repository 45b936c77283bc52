import { resolve } from 'node:path';
import { CommandFailure } from '../../../lib/command-line/command-failure';
import { readLocalConfig } from '../../../lib/local/local-config';

const messageOf = (env: NodeJS.ProcessEnv): string => {
  try {
    readLocalConfig(env);
  } catch (error) {
    if (error instanceof CommandFailure) return error.message;
    throw error;
  }
  throw new Error('expected a CommandFailure');
};

const reportSettings = { emptyMinutes: 15, silentHours: 0, countEvents: false };

describe('readLocalConfig', () => {
  it('reads when channels are over, fractions too', () => {
    expect(
      readLocalConfig({ EMPTY_MINUTES: '0.05', SILENT_HOURS: '12', COUNT_EVENTS: 'true' }),
    ).toMatchObject({
      emptyMinutes: 0.05,
      silentHours: 12,
      countEvents: true,
    });
  });

  it('has a default for everything', () => {
    expect(readLocalConfig({})).toEqual({
      port: 3000,
      dynamodbPort: 8000,
      consolePort: 8001,
      tablesPort: 8002,
      secrets: ['local-secret'],
      dataDir: resolve('.local/data'),
      ...reportSettings,
    });
  });

  it.each([
    'PORT',
    'DYNAMODB_PORT',
    'CONSOLE_PORT',
    'TABLES_PORT',
    'ANYRTC_SECRET',
    'DATA_DIR',
    'EMPTY_MINUTES',
    'SILENT_HOURS',
    'COUNT_EVENTS',
  ])('takes an empty %s for none', (name) => {
    expect(readLocalConfig({ [name]: '' })).toEqual(readLocalConfig({}));
  });

  it('reads every variable', () => {
    const ports = { PORT: '1', DYNAMODB_PORT: '2', CONSOLE_PORT: '3', TABLES_PORT: '4' };
    const env = { ...ports, ANYRTC_SECRET: 's', DATA_DIR: '/d' };
    expect(readLocalConfig(env)).toEqual({
      port: 1,
      dynamodbPort: 2,
      consolePort: 3,
      tablesPort: 4,
      secrets: ['s'],
      dataDir: '/d',
      ...reportSettings,
    });
  });

  it('keeps nothing with :memory:, and shows nothing with ports 0', () => {
    expect(readLocalConfig({ DATA_DIR: ':memory:', CONSOLE_PORT: '0', TABLES_PORT: '0' })).toEqual({
      port: 3000,
      dynamodbPort: 8000,
      secrets: ['local-secret'],
      ...reportSettings,
    });
  });

  it('takes several secrets as the stored secret has them', () => {
    expect(readLocalConfig({ ANYRTC_SECRET: '["new","old"]' }).secrets).toEqual(['new', 'old']);
  });

  it.each([
    ['EMPTY_MINUTES', 'soon'],
    ['SILENT_HOURS', '-1'],
    ['COUNT_EVENTS', 'perhaps'],
    ['PORT', 'abc'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', '0x50'],
    ['DYNAMODB_PORT', '0'],
    ['CONSOLE_PORT', '99999'],
    ['DATA_DIR', ' '],
    ['DATA_DIR', 'a\0b'],
  ])('refuses %s=%j with its name, its value and what is allowed', (name, value) => {
    const message = messageOf({ [name]: value });
    expect(message).toContain(`${name} is ${JSON.stringify(value)}: give a`);
    expect(message).not.toContain('\n');
  });

  it.each([[' '], ['{"a":1}'], ['[]'], ['[1]'], ['["a",""]']])(
    'refuses the secret %j without showing it',
    (value) => {
      expect(messageOf({ ANYRTC_SECRET: value })).toBe(
        'ANYRTC_SECRET is none that can be used: give one secret, or a JSON array of those that are valid together: ["new","old"].',
      );
    },
  );

  it('refuses one port for two things', () => {
    expect(messageOf({ PORT: '8000' })).toBe(
      'PORT and DYNAMODB_PORT are both 8000: give each a port of its own.',
    );
    expect(messageOf({ CONSOLE_PORT: '3000' })).toContain('PORT and CONSOLE_PORT are both 3000');
  });
});
