import type { SQSEvent } from 'aws-lambda';
import {
  defaultQueueSettings,
  type ProjectionHandler,
  ProjectionQueue,
} from '../../../lib/local/projection-queue';

const settings = { ...defaultQueueSettings, retryDelaysMs: [1, 1, 1, 1] };
const none = { batchItemFailures: [] };

/** A handler that remembers its batches and answers what `answer` says. */
const recorder = (answer: (event: SQSEvent, call: number) => ReturnType<ProjectionHandler>) => {
  const batches: string[][] = [];
  const handler: ProjectionHandler = (event) => {
    batches.push(event.Records.map(({ body }) => body));
    return answer(event, batches.length);
  };
  return { batches, handler };
};

describe('ProjectionQueue', () => {
  it('answers each sender once its message is processed, and not before', async () => {
    let release = () => {};
    const { handler } = recorder(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return none;
    });
    let done = false;
    const sent = new ProjectionQueue('q', handler, settings).send('a').then(() => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(done).toBe(false);
    release();
    await sent;
    expect(done).toBe(true);
  });

  it('collects what comes together into batches of ten at most, a few at a time', async () => {
    let running = 0;
    let most = 0;
    const { batches, handler } = recorder(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return none;
    });
    const queue = new ProjectionQueue('q', handler, settings);
    const bodies = Array.from({ length: 57 }, (_, index) => String(index));
    await Promise.all(bodies.map((body) => queue.send(body)));
    expect(batches.flat().sort()).toEqual([...bodies].sort());
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 10, 10, 10, 7]);
    expect(most).toBe(settings.concurrency);
  });

  it('hands a record that failed in again, and its neighbours not', async () => {
    const receives: string[] = [];
    const { batches, handler } = recorder(async ({ Records }, call) => {
      receives.push(...Records.map(({ attributes }) => attributes.ApproximateReceiveCount));
      return call < 3
        ? {
            batchItemFailures: Records.filter(({ body }) => body === 'bad').map(
              ({ messageId: itemIdentifier }) => ({ itemIdentifier }),
            ),
          }
        : none;
    });
    const queue = new ProjectionQueue('q', handler, settings);
    await Promise.all(['a', 'bad', 'c'].map((body) => queue.send(body)));
    expect(batches).toEqual([['a', 'bad', 'c'], ['bad'], ['bad']]);
    expect(receives).toEqual(['1', '1', '1', '2', '3']);
  });

  it('gives up after five receives and says why', async () => {
    const { batches, handler } = recorder(async () => {
      throw new TypeError('broken');
    });
    const error = await new ProjectionQueue('q', handler, settings)
      .send('a')
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      message: 'q did not take an event in 5 tries',
      cause: { message: 'broken' },
    });
    expect(batches).toHaveLength(5);
  });

  it.each([[''], ['unknown']])(
    'takes a whole batch as failed for an identifier that it did not give: %j',
    async (itemIdentifier) => {
      const { batches, handler } = recorder(async (_, call) =>
        call === 1 ? { batchItemFailures: [{ itemIdentifier }] } : none,
      );
      const queue = new ProjectionQueue('q', handler, settings);
      await Promise.all(['a', 'b'].map((body) => queue.send(body)));
      expect(batches.flat().sort()).toEqual(['a', 'a', 'b', 'b']);
    },
  );

  it('gives the function the time that is left', async () => {
    const left: number[] = [];
    const handler: ProjectionHandler = async (_, context) => {
      left.push(context.getRemainingTimeInMillis());
      return none;
    };
    await new ProjectionQueue('q', handler, { ...settings, functionTimeoutMs: 1000 }).send('a');
    expect(left[0]).toBeGreaterThan(900);
    expect(left[0]).toBeLessThanOrEqual(1000);
  });
});
