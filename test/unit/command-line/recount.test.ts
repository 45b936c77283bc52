// What `recount` refuses before it looks at anything on AWS.
import { commandLine } from '../../../lib/command-line/command-line';

const typed = (...args: string[]) => commandLine({}).parseAsync(['recount', ...args], { from: 'user' });

it('wants to know what to count', async () => {
  await expect(typed()).rejects.toThrow('Say what to count: --from TIME, or --channel-session ID');
});

it.each([[['--from', '2099-01-01']], [['--from', '2026-01-02', '--to', '2026-01-01']]])(
  'takes no time that ends before it begins: %s',
  async (args) => {
    await expect(typed(...args)).rejects.toThrow('--to (now, where it is not given) is before --from');
  },
);
