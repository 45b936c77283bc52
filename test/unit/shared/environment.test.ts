import * as v from 'valibot';
import { positiveInteger, readEnvironment, stringList } from '../../../functions/shared/environment';

const entries = { NAME: v.pipe(v.string(), v.nonEmpty()), DAYS: positiveInteger, CHANNELS: stringList };

describe('readEnvironment', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('reads each variable by its schema', () => {
    Object.assign(process.env, { NAME: 'x', DAYS: '90', CHANNELS: '["a","b"]' });
    expect(readEnvironment(entries)).toEqual({ NAME: 'x', DAYS: 90, CHANNELS: ['a', 'b'] });
  });

  it('fails at once naming every variable that is missing or wrong', () => {
    Object.assign(process.env, { DAYS: '0', CHANNELS: 'a,b' });
    expect(() => readEnvironment(entries)).toThrow(
      expect.objectContaining({
        name: 'EnvironmentError',
        message: expect.stringMatching(
          /NAME: .*; DAYS: expected a whole number above 0; CHANNELS: expected a JSON array/,
        ),
      }),
    );
  });

  it.each(['', '0', '-1', '1.5', '1e3', ' 5', '12345678901234567890'])('takes %j for no number', (value) => {
    expect(v.is(positiveInteger, value)).toBe(false);
  });

  it.each(['', '{}', '[1]', '"a"', 'null'])('takes %j for no list of strings', (value) => {
    expect(v.is(stringList, value)).toBe(false);
  });
});
