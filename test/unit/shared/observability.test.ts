import { createObservability, errorDetails, metricUnits } from '../../../functions/shared/observability';

const NAMESPACE = 'AnyrtcNotifications-test';

/** What is written to standard output and standard error, line by line as JSON. */
const capture = (run: () => void): Record<string, unknown>[] => {
  const chunks: string[] = [];
  const keep = (chunk: string | Uint8Array): boolean => {
    chunks.push(String(chunk));
    return true;
  };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(keep),
    jest.spyOn(process.stderr, 'write').mockImplementation(keep),
  ];
  try {
    run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return chunks
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};

describe('the observability of a deployed function', () => {
  const before = { ...process.env };
  beforeEach(() => {
    Object.assign(process.env, {
      POWERTOOLS_SERVICE_NAME: 'ingest',
      POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
      POWERTOOLS_LOG_LEVEL: 'WARN',
    });
  });
  afterEach(() => {
    process.env = { ...before };
  });

  it('writes one line of embedded metrics at once, with the dimension given and no other', () => {
    const { emit } = createObservability();
    const lines = capture(() =>
      emit({
        values: { Accepted: 1, Parked: 1 },
        dimensions: { source: 'anyrtc.rtc' },
        metadata: { noticeId: 'n', channel: undefined },
      }),
    );
    expect(lines).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: NAMESPACE,
              Dimensions: [['source']],
              Metrics: [
                { Name: 'Accepted', Unit: 'Count' },
                { Name: 'Parked', Unit: 'Count' },
              ],
            },
          ],
        },
        source: 'anyrtc.rtc',
        Accepted: 1,
        Parked: 1,
        noticeId: 'n',
      },
    ]);
  });

  it('writes a value for each message of a batch into the one line', () => {
    const { emit } = createObservability();
    const [line, ...others] = capture(() =>
      emit({ values: { Lag: [5, 0, 7], Conflicts: 0 }, dimensions: { source: 'anyrtc.cdn' } }),
    );
    expect(others).toEqual([]);
    expect(line).toMatchObject({ Lag: [5, 0, 7], Conflicts: 0 });
    expect(JSON.stringify(line)).toContain('{"Name":"Lag","Unit":"Milliseconds"}');
  });

  it('keeps nothing of one line for the next', () => {
    const { emit } = createObservability();
    const [, second] = capture(() => {
      emit({ values: { Accepted: 1 }, dimensions: { source: 'anyrtc.rtc' }, metadata: { noticeId: 'n' } });
      emit({ values: { Refused: 1 }, dimensions: { reason: 'signature' } });
    });
    expect(second).toMatchObject({ reason: 'signature', Refused: 1 });
    for (const name of ['source', 'Accepted', 'noticeId']) expect(second).not.toHaveProperty(name);
  });

  it('writes nothing where there is no value', () => {
    const { emit } = createObservability();
    expect(capture(() => emit({ values: { Lag: [] }, dimensions: { source: 'x' } }))).toEqual([]);
  });

  it('writes warnings and errors as one line each', () => {
    const { warn, error } = createObservability();
    const lines = capture(() => {
      warn('careful', { noticeId: 'n', ...errorDetails(new TypeError('no')) });
      error('broken', { messageId: 'm' });
    });
    expect(lines).toMatchObject([
      {
        level: 'WARN',
        message: 'careful',
        service: 'ingest',
        noticeId: 'n',
        errorName: 'TypeError',
        errorMessage: 'no',
      },
      { level: 'ERROR', message: 'broken', messageId: 'm' },
    ]);
  });

  it('has a unit for every metric', () => {
    expect(new Set(Object.values(metricUnits))).toEqual(new Set(['Count', 'Milliseconds']));
  });
});

describe('errorDetails', () => {
  it('tells name and message, and nothing else of an error', () => {
    const error = Object.assign(new RangeError('too far'), { request: { body: 's3cr3t' }, cause: 's3cr3t' });
    expect(errorDetails(error)).toEqual({ errorName: 'RangeError', errorMessage: 'too far' });
    expect(
      errorDetails(Object.assign(error, { $metadata: { httpStatusCode: 503, requestId: 'r', attempts: 2 } })),
    ).toEqual({ errorName: 'RangeError', errorMessage: 'too far', httpStatusCode: 503, awsRequestId: 'r' });
    expect(errorDetails('text')).toEqual({ errorName: 'unknown', errorMessage: 'text' });
  });
});
