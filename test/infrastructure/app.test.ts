// The app file itself, with a stack that only notes what it is made with.
interface Made {
  readonly id: string;
  readonly props: Readonly<Record<string, unknown>>;
}

const made: Made[] = [];

jest.mock('../../lib/notifications-stack', () => ({
  NotificationsStack: class {
    constructor(_scope: unknown, id: string, props: Made['props']) {
      made.push({ id, props });
    }
  },
}));

/** Runs the app with context, as the toolkit hands it over. Gives what it printed, and its exit code. */
const runApp = async (context: Readonly<Record<string, unknown>>) => {
  const printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  process.env.CDK_CONTEXT_JSON = JSON.stringify(context);
  // Else the CDK makes a folder among the temporary ones, and leaves it.
  process.env.CDK_OUTDIR = '.local/synthesized/app';
  made.length = 0;
  try {
    await jest.isolateModulesAsync(async () => {
      await import('../../bin/app');
    });
    return { printed: printed.mock.calls.flat().join('\n'), exitCode: process.exitCode };
  } finally {
    process.exitCode = 0;
    delete process.env.CDK_CONTEXT_JSON;
    delete process.env.CDK_OUTDIR;
    printed.mockRestore();
  }
};

describe('the app', () => {
  it.each([
    ['by default', {}, 'AnyrtcNotifications', true],
    ['of a stage', { stage: 'blue' }, 'AnyrtcNotifications-blue', true],
    ['of the stage dev', { stage: 'dev' }, 'AnyrtcNotifications-dev', false],
  ])(
    'makes one stack, protected from deletion unless it is dev: %s',
    async (_, context, id, terminationProtection) => {
      const { printed } = await runApp(context);
      expect(made).toMatchObject([
        { id, props: { terminationProtection, notifications: { retentionDays: 90 } } },
      ]);
      expect(printed).toBe('');
    },
  );

  it('makes none where the configuration is wrong, says what, and ends with code 1', async () => {
    const { printed, exitCode } = await runApp({ stage: 'no good', retentiondays: '5' });
    expect(made).toEqual([]);
    expect(exitCode).toBe(1);
    expect(printed).toContain('retentiondays: unknown setting');
    expect(printed).toContain('stage: got "no good"; allowed is a letter');
    expect(printed).not.toMatch(/^\s+at /m);
  });
});
