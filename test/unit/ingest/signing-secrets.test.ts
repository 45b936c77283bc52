import { CachedSigningSecrets, parseSigningSecrets } from '../../../functions/ingest/signing-secrets';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('the stored value', () => {
  it.each([
    ['one', ['one']],
    ['  one\n', ['one']],
    ['12345', ['12345']],
    ['"quoted"', ['"quoted"']],
    ['["old","new"]', ['old', 'new']],
    ['["only"]', ['only']],
    ['[unclosed', ['[unclosed']],
  ])('%j holds %j', (stored, secrets) => {
    expect(parseSigningSecrets(stored)).toEqual(secrets);
  });

  it.each([
    '',
    '   ',
    '\n',
    '{}',
    '{"secret":"x"}',
    '[]',
    '[""]',
    '["a",""]',
    '["a",5]',
    '[null]',
    '[["a"]]',
  ])('%j is no configuration', (stored) => {
    expect(parseSigningSecrets(stored)).toEqual([]);
  });
});

/** Cached secrets with a store and a clock of the test's own. */
const setUp = (stored: string | undefined) => {
  const state = { stored, failure: undefined as Error | undefined, now: 1_000_000, reads: 0 };
  const failures: unknown[] = [];
  const secrets = new CachedSigningSecrets(
    async () => {
      state.reads++;
      if (state.failure) throw state.failure;
      return state.stored;
    },
    (error) => failures.push(error),
    () => state.now,
  );
  return { secrets, state, failures };
};

describe('the cached secrets', () => {
  it('are read once and used for five minutes', async () => {
    const { secrets, state } = setUp('a');
    expect(await secrets.current()).toEqual(['a']);
    state.stored = 'b';
    state.now += 5 * MINUTE - 1;
    expect(await secrets.current()).toEqual(['a']);
    expect(state.reads).toBe(1);
  });

  it('are read again after five minutes, so that a retired one stops working', async () => {
    const { secrets, state } = setUp('["old","new"]');
    await secrets.current();
    state.stored = 'new';
    state.now += 5 * MINUTE;
    expect(await secrets.current()).toEqual(['new']);
    expect(state.reads).toBe(2);
  });

  it('are read after a mismatch, so that a rotation works at once, but once in 10 seconds only', async () => {
    const { secrets, state } = setUp('old');
    await secrets.current();
    state.now += 10 * SECOND;
    state.stored = 'new';
    expect(await secrets.refreshed()).toEqual(['new']);
    state.stored = 'newer';
    for (let index = 0; index < 100; index++) expect(await secrets.refreshed()).toEqual(['new']);
    state.now += 10 * SECOND - 1;
    expect(await secrets.refreshed()).toEqual(['new']);
    expect(state.reads).toBe(2);
    state.now += 1;
    expect(await secrets.refreshed()).toEqual(['newer']);
    expect(state.reads).toBe(3);
  });

  it('live for five minutes from their last read, whatever caused it', async () => {
    const { secrets, state } = setUp('a');
    await secrets.current();
    state.now += 4 * MINUTE;
    await secrets.refreshed();
    state.now += 4 * MINUTE;
    await secrets.current();
    expect(state.reads).toBe(2);
  });

  it.each([[undefined], [''], ['{}'], ['[]']])(
    'are asked for once in 10 seconds while none is set (%j)',
    async (stored) => {
      const { secrets, state } = setUp(stored);
      for (let index = 0; index < 5; index++) expect(await secrets.current()).toEqual([]);
      expect(await secrets.refreshed()).toEqual([]);
      expect(state.reads).toBe(1);
      state.stored = 'a';
      state.now += 10 * SECOND - 1;
      expect(await secrets.current()).toEqual([]);
      state.now += 1;
      expect(await secrets.current()).toEqual(['a']);
      expect(state.reads).toBe(2);
    },
  );

  it('stay as they are when a refresh fails, which is told each time and tried once in 10 seconds', async () => {
    const { secrets, state, failures } = setUp('a');
    await secrets.current();
    const outage = new Error('no answer');
    state.failure = outage;
    state.now += 5 * MINUTE;
    for (let index = 0; index < 10; index++) expect(await secrets.current()).toEqual(['a']);
    expect(await secrets.refreshed()).toEqual(['a']);
    expect(failures).toEqual([outage]);
    state.now += 10 * SECOND;
    expect(await secrets.current()).toEqual(['a']);
    expect(failures).toEqual([outage, outage]);
    expect(state.reads).toBe(3);
    state.failure = undefined;
    state.stored = 'b';
    state.now += 10 * SECOND;
    expect(await secrets.current()).toEqual(['b']);
  });

  it('are not known where the first read fails, and are there 5 seconds later', async () => {
    const { secrets, state, failures } = setUp('a');
    state.failure = new Error('no answer');
    const refusal = {
      statusCode: 503,
      reason: 'unavailable',
      message: expect.stringContaining('could not be read'),
    };
    await expect(secrets.current()).rejects.toMatchObject(refusal);
    state.failure = undefined;
    state.now += 5 * SECOND - 1;
    await expect(secrets.current()).rejects.toMatchObject(refusal);
    expect(failures).toHaveLength(1);
    state.now += 1;
    expect(await secrets.current()).toEqual(['a']);
    expect(state.reads).toBe(2);
  });

  it('are none any more once the stored value is emptied', async () => {
    const { secrets, state } = setUp('a');
    await secrets.current();
    state.stored = '';
    state.now += 5 * MINUTE;
    expect(await secrets.current()).toEqual([]);
  });

  it('are read once for concurrent calls, which all wait for that read', async () => {
    let answer: (stored: string) => void = () => {};
    let reads = 0;
    const secrets = new CachedSigningSecrets(
      () => {
        reads++;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
      () => {},
      () => 0,
    );
    const calls = [secrets.current(), secrets.current(), secrets.refreshed(), secrets.refreshed()];
    answer('a');
    expect(await Promise.all(calls)).toEqual([['a'], ['a'], ['a'], ['a']]);
    expect(reads).toBe(1);
  });
});
