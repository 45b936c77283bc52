// The package as others use it: installed into an app of its own, type-checked, deployed, and a notification through it.
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CdkPlace, deploy, destroy, synthesize } from '../helpers/engine/cdk';
import { engineClients } from '../helpers/engine/clients';
import { runCommand } from '../helpers/engine/command';
import { currentDeployment, stackResources } from '../helpers/engine/deployment';
import { engineEndpoint } from '../helpers/engine/endpoint';
import { engineEnvironment } from '../helpers/engine/engine';
import { functionLogLines } from '../helpers/engine/function-logs';
import { setSigningSecret } from '../helpers/engine/signing-secret';
import { postNotice } from '../helpers/engine/traffic';
import { waitFor } from '../helpers/engine/wait';
import { joinNotice } from '../helpers/notices';

const STACK = 'OwnApp';
const SECRET = 'secret-of-the-own-app';

const { app: repository, folder, address } = currentDeployment();
const clients = engineClients(address);
let app: string;
let assembly: string | undefined;
const place = (): CdkPlace => ({ app, folder, address });

/** Runs a program in the app's folder. */
const run = (program: string, ...args: string[]): Promise<string> =>
  runCommand(program, args, { cwd: app, env: engineEnvironment(address), log: join(folder, 'own-app.log') });

beforeAll(async () => {
  // Outside the repository, whose packages it must not find.
  app = await mkdtemp(join(tmpdir(), 'own-app-'));
  await cp(join(repository, 'examples/own-app'), app, { recursive: true });
  await runCommand('npm', ['pack', '--pack-destination', app], { cwd: repository, env: process.env });
  const [tarball] = (await readdir(app)).filter((name) => name.endsWith('.tgz'));
  await run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`);
});
afterAll(async () => {
  if (assembly !== undefined) await destroy(place(), assembly, STACK);
  clients.close();
  await rm(app, { recursive: true, maxRetries: 20 });
});

it.each([
  ['as CommonJS', []],
  ['as a module for a bundler', ['--module', 'preserve', '--moduleResolution', 'bundler']],
])('is type-checked %s, the types of the package with it', async (_, options) => {
  expect(await run('npx', 'tsc', '--noEmit', ...options)).toBe('');
});

it('brings nothing along but itself', async () => {
  const listed: unknown = JSON.parse(await run('npm', 'ls', 'anyrtc-notifications', '--all', '--json'));
  expect(listed).toMatchObject({ dependencies: { 'anyrtc-notifications': { version: '0.1.0' } } });
  expect(JSON.stringify(listed)).not.toContain('valibot');
});

it('brings the command line', async () => {
  expect(await run('npx', 'anyrtc-notifications', '--help')).toMatch(/simulate[\s\S]*redrive[\s\S]*replay/);
});

it('is deployed, and a notification reaches the rule, whose function reads the table', async () => {
  const { deployable, original } = await synthesize(place(), 'own-app.out');
  assembly = deployable;
  const { NotificationsUrl: url = '', SigningSecretArn: secretArn = '' } = await deploy(
    place(),
    deployable,
    STACK,
  );
  await setSigningSecret(clients, secretArn, SECRET);
  const endpoint = engineEndpoint(address, url);
  const resources = await stackResources(clients, original, STACK);
  const [whoIsThere] = resources
    .ofType('AWS::Lambda::Function')
    .filter(({ logicalId }) => logicalId.startsWith('WhoIsThere'));
  if (whoIsThere === undefined) throw new Error('the app has no function of its own');

  const ts = Math.floor(Date.now() / 1000);
  const notice = (uid: number) =>
    joinNotice(`own-${uid}-${ts}`, 103, {
      ...{ channelName: `own-${ts}`, channelSId: `own-life-${ts}`, ts, platform: 7 },
      ...{ uid, uSId: `own-stay-${uid}-${ts}` },
    });
  const target = {
    secret: SECRET,
    post: (body: Uint8Array, headers: Readonly<Record<string, string>>) => endpoint.send(url, body, headers),
  };
  const saidOf = (uid: number) =>
    waitFor(`what the function says of ${uid}`, async () => {
      const lines = await functionLogLines({ clients, resources }, whoIsThere);
      return lines.find((line) => line.uid === uid);
    });
  await postNotice(target, notice(4711));
  expect(await saidOf(4711)).toMatchObject({
    noticeId: `own-4711-${ts}`,
    node: expect.stringMatching(/^v24\./),
  });
  // By then the first is in the table.
  await waitFor('a count of those who are there', async () => {
    const uid = 5000 + Math.floor(Math.random() * 1e6);
    await postNotice(target, notice(uid));
    return Number((await saidOf(uid)).online) > 0 || undefined;
  });
  endpoint.close();
});

it('has its dead letters found by the command line', async () => {
  expect(await run('npx', 'anyrtc-notifications', 'redrive', '--stack', STACK, '--yes')).toMatch(
    /^rtc: no dead letters in \S+\ncdn: no dead letters in \S+\nNothing to move.\n$/,
  );
});

it('has its tables found by the command line, and its lives counted', async () => {
  const day = new Date().toISOString().slice(0, 10);
  const command = (...args: string[]) => run('npx', 'anyrtc-notifications', ...args, '--stack', STACK);
  const usage = await command('usage', '--from', day, '--to', day, '--csv');
  expect(usage).toMatch(new RegExp(`^day,.*\\n${day},`));
  expect(await command('recount', '--from', day)).toBe('1 of 1 counted\n');
});
