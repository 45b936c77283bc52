// Notifications a second through `npm start` as a process, over its DynamoDB's own conditional puts a second.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marshall } from '@aws-sdk/util-dynamodb';
import { SIGNATURE_HEADER, sign } from '../../../lib/simulator/sign';
import { freePorts } from '../../helpers/free-ports';
import { type Bench, median, type Row } from '../bench';
import { simulatedDay } from '../day';
import { SECRET } from '../requests';

const CONNECTIONS = 32;

interface Post {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Posts on 32 kept connections for a while; gives how many were answered 200 a second. */
const rateOf = async (port: number, posts: Iterator<Post>, durationMs: number): Promise<number> => {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const post = ({ path, headers, body }: Post): Promise<void> =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port,
          path,
          method: 'POST',
          agent,
          headers: { ...headers, 'content-length': body.length },
        },
        (response) => {
          response.resume().once('end', () => {
            if (response.statusCode === 200) resolve();
            else reject(new Error(`answered ${response.statusCode}`));
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  let answered = 0;
  const startedAt = performance.now();
  const connection = async (): Promise<void> => {
    while (performance.now() - startedAt < durationMs) {
      const { value, done } = posts.next();
      if (done) throw new Error('there was too little to post');
      await post(value);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return answered / seconds;
};

/** The simulator's notifications, signed beforehand. */
const notifications = (): Iterator<Post> =>
  simulatedDay()
    .map((notification): Post => {
      const body = Buffer.from(JSON.stringify(notification));
      return {
        path: '/notifications',
        headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: sign(body, SECRET) },
        body,
      };
    })
    .values();

/** New stays, each put on condition that it is not there: what a join writes. */
function* conditionalPuts(): Generator<Post> {
  for (let n = 0; ; n++) {
    const at = '2026-01-01T00:00:00.000Z';
    const key = `${at}#0#4f0c6a6e-9b1d-4f7e-8a55-${n}`;
    const Item = marshall({
      channelSId: `floor-${n % 200}`,
      uSId: `c2b7f8de-51a9-4c1e-8d11-${n}`,
      channelName: `room-${n % 200}`,
      uid: String(n),
      status: 'online',
      role: 'audience',
      platform: 'Android',
      joinedAt: at,
      firstEventAt: at,
      lastEventAt: at,
      onlineChannel: `room-${n % 200}`,
      asOf: { role: key, joinedAt: key },
      expiresAt: 1_800_000_000,
      revision: 1,
    });
    yield {
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.PutItem',
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: Buffer.from(
        JSON.stringify({
          TableName: 'UserSessions',
          Item,
          ConditionExpression: 'attribute_not_exists(revision)',
        }),
      ),
    };
  }
}

/** `npm start`, on ports and in a folder of its own. */
const startEmbedded = async () => {
  const [port = 0, dynamodbPort = 0] = await freePorts(2);
  const dataDir = await mkdtemp(join(tmpdir(), 'anyrtc-bench-'));
  const child = spawn('npm', ['start'], {
    env: {
      ...process.env,
      PORT: String(port),
      DYNAMODB_PORT: String(dynamodbPort),
      CONSOLE_PORT: '0',
      DATA_DIR: dataDir,
      ANYRTC_SECRET: SECRET,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let printed = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += String(chunk);
    if (printed.includes('\nready ')) break;
  }
  child.stdout.resume();
  return {
    port,
    dynamodbPort,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      // npm may end before what it has started.
      await rm(dataDir, { recursive: true, maxRetries: 20 });
    },
  };
};

export const embedded: Bench = {
  name: 'embedded',
  compares: `notifications a second through npm start ÷ its DynamoDB's own conditional puts a second, ${CONNECTIONS} connections each`,
  async run(short): Promise<Row[]> {
    const stack = await startEmbedded();
    try {
      const [posts, puts] = [notifications(), conditionalPuts()];
      const durationMs = short ? 1_000 : 2_000;
      const rounds: { through: number; own: number }[] = [];
      for (let round = -1; round < (short ? 3 : 9); round++) {
        const through = await rateOf(stack.port, posts, durationMs);
        const own = await rateOf(stack.dynamodbPort, puts, durationMs);
        // The first round warms up.
        if (round >= 0) rounds.push({ through, own });
      }
      return [
        {
          what: 'notifications ÷ conditional puts',
          value: median(rounds.map(({ through, own }) => through / own)),
          unit: '×',
          goal: 0.6,
          reached: 0.5,
          comparison: 'atLeast',
        },
        { what: 'notifications', value: median(rounds.map(({ through }) => through)), unit: 'a second' },
        { what: 'conditional puts', value: median(rounds.map(({ own }) => own)), unit: 'a second' },
      ];
    } finally {
      await stack.stop();
    }
  },
};
