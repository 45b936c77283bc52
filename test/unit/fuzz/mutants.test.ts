// The fuzzer must be able to fail: each of these faults, put into the product, is found.
import type { FuzzOptions } from '../../fuzz/fuzz';
import type { ViolationKind } from '../../fuzz/violation';
import { faultyHandlers } from './faulty-handlers';

type Modules = typeof import('../../fuzz/fuzz') &
  typeof import('../../fuzz/subject') &
  typeof import('../../fuzz/violation');

const SEED = 7;
/** Far more than any fault here needs to be found; the fuzzer stops at the first violation. */
const REQUESTS = 6_000;

/** The fuzzer with some of the product's modules replaced. */
const load = async (replaced: Readonly<Record<string, object>> = {}): Promise<Modules> => {
  jest.resetModules();
  for (const [path, exports] of Object.entries(replaced)) {
    const original: object = jest.requireActual(path);
    jest.doMock(path, () => ({ ...original, ...exports }));
  }
  const modules = {
    ...(await import('../../fuzz/subject')),
    ...(await import('../../fuzz/violation')),
    ...(await import('../../fuzz/fuzz')),
  };
  for (const path of Object.keys(replaced)) jest.dontMock(path);
  return modules;
};

/** What the fuzzer finds: the kind of the first violation, or undefined. */
const find = async (
  { fuzz, Violation }: Modules,
  options: Partial<FuzzOptions> = {},
): Promise<{ kind?: ViolationKind; detail?: string; indexes?: number[] }> => {
  try {
    await fuzz({ seed: SEED, requests: REQUESTS, ...options });
    return {};
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const { kind, detail, requests } = error;
    return { kind, detail, indexes: requests.map(({ index }) => index) };
  }
};

beforeAll(() => {
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'Fuzz';
});

afterEach(() => {
  Reflect.deleteProperty(Object.prototype, 'polluted');
});

const functions = '../../../functions';
const schemas = jest.requireActual<typeof import('valibot')>('valibot');
const events = jest.requireActual<typeof import('../../../functions/contract/events')>(
  '../../../functions/contract/events',
);

/** Faults by replaced module: the name, the module, what is exported instead, and what must be found. */
const faultyModules: readonly (readonly [string, string, object, readonly ViolationKind[]])[] = [
  ['a verifier that accepts everything', 'ingest/signature', { isSignedWithOneOf: () => true }, ['answer']],
  ['a verifier that accepts nothing', 'ingest/signature', { isSignedWithOneOf: () => false }, ['answer']],
  [
    'a verifier that compares as much as was sent',
    'ingest/signature',
    {
      isSignedWithOneOf: (secrets: readonly string[], body: Uint8Array, signature: string) => {
        const { createHmac } = jest.requireActual<typeof import('node:crypto')>('node:crypto');
        const given = signature.toLowerCase();
        return secrets.some((secret) =>
          ['sha1', 'sha256'].some((algorithm) =>
            createHmac(algorithm, secret).update(body).digest('hex').startsWith(given),
          ),
        );
      },
    },
    ['answer'],
  ],
  [
    'keys without limits',
    'contract/fields',
    { keyText: () => schemas.string() },
    ['item', 'projection', 'tables'],
  ],
  [
    'keys whose limits count characters',
    'contract/fields',
    {
      keyText: (_: string, max: number) =>
        schemas.pipe(schemas.string(), schemas.nonEmpty(), schemas.maxLength(max)),
    },
    ['item'],
  ],
  [
    'numbers without limits',
    'contract/fields',
    { integer: () => schemas.number() },
    ['item', 'event', 'projection'],
  ],
  ['texts with lone surrogates', 'contract/fields', { text: () => schemas.string() }, ['item']],
  [
    'times without limits',
    'contract/fields',
    { unixSeconds: () => schemas.number(), unixMilliseconds: () => schemas.number() },
    ['answer', 'event', 'projection'],
  ],
  ['nesting without a limit', 'contract/json', { isNestedWithin: () => true }, ['answer']],
  [
    'JSON as JavaScript prints it',
    'contract/events',
    {
      toBusEvent: (...parameters: Parameters<typeof events.toBusEvent>) => {
        const event = events.toBusEvent(...parameters);
        return { ...event, detail: JSON.stringify(JSON.parse(event.detail)) };
      },
    },
    ['event'],
  ],
  [
    'a form that keeps the secret',
    'contract/documented-form',
    { toDocumentedForm: (notification: object) => notification },
    ['leak', 'event', 'answer'],
  ],
  [
    'a register that takes the earliest event for the latest',
    'shared/item',
    { isLater: (key: string, held: string | undefined) => held === undefined || key < held },
    ['tables'],
  ],
  [
    'an expiry that is a day late',
    'shared/item',
    { expiryAfter: (time: string, days: number) => Date.parse(time) / 1000 + (days + 1) * 86_400 },
    ['tables'],
  ],
];

describe('the fuzzer', () => {
  it('finds nothing in the handlers as they are', async () => {
    expect(await find(await load(), { requests: 1_500 })).toEqual({});
  });

  it.each(faultyModules)('finds %s', async (_, module, exports, kinds) => {
    const { kind } = await find(await load({ [`${functions}/${module}`]: exports }));
    expect(kinds).toContain(kind);
  });

  it.each(faultyHandlers)('finds %s', async (_, spoil, kinds) => {
    const modules = await load();
    const { kind } = await find(modules, { create: (parts) => spoil(modules.createSubject(parts), parts) });
    expect(kinds).toContain(kind);
  });

  it('finds a handler that keeps what it was sent', async () => {
    const modules = await load();
    const kept: Buffer[] = [];
    const { kind } = await find(modules, {
      requests: 4_000,
      create: (parts) => {
        const subject = modules.createSubject(parts);
        return {
          ...subject,
          ingest: (event, context) => {
            // As a cache that never forgets would: with what it has parsed.
            kept.push(Buffer.alloc(4_096, event.body ?? ''));
            return subject.ingest(event, context);
          },
        };
      },
    });
    expect(kept.length).toBe(4_000);
    expect(kind).toBe('memory');
  });

  it('names requests that show the fault again by themselves', async () => {
    const broken = { [`${functions}/ingest/signature`]: { isSignedWithOneOf: () => true } };
    const first = await find(await load(broken));
    expect(first.indexes).toHaveLength(1);
    expect(await find(await load(broken), { requests: first.indexes ?? [] })).toEqual(first);
  });

  it('names the requests of an item that is wrong, which show it again by themselves', async () => {
    const broken = {
      [`${functions}/shared/item`]: {
        isLater: (key: string, held: string | undefined) => held === undefined || key < held,
      },
    };
    const first = await find(await load(broken));
    expect(first.kind).toBe('tables');
    const again = await find(await load(broken), { requests: first.indexes ?? [] });
    expect(again.kind).toBe('tables');
  });

  it('prints the seed, the request in Base64 and the way to run it again', async () => {
    const modules = await load({ [`${functions}/ingest/signature`]: { isSignedWithOneOf: () => true } });
    const error: unknown = await modules.fuzz({ seed: SEED, requests: REQUESTS }).catch((thrown) => thrown);
    if (!(error instanceof modules.Violation)) throw error;
    const [request] = error.requests;
    const text = modules.describeViolation(error, SEED);
    expect(text).toContain(`seed ${SEED}: answer: `);
    expect(text).toContain(`"base64":"${request?.bytes.toString('base64')}"`);
    expect(text).toContain(`npm run fuzz -- --seed ${SEED} --only ${request?.index}`);
  });
});

describe('the requests', () => {
  it('are the same for the same seed, and others for another', async () => {
    const { makeRequest } = await import('../../fuzz/fuzz-request');
    const { makeCorpus } = await import('../../fuzz/corpus');
    const corpus = makeCorpus(SEED);
    const requests = (seed: number) =>
      Array.from({ length: 50 }, (_, index) => makeRequest(seed, index, corpus));
    expect(requests(SEED)).toEqual(requests(SEED));
    expect(requests(SEED)).not.toEqual(requests(SEED + 1));
  });
});
