import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { newApp } from '../../test/helpers/synthesized';
import { type Announcement, type BroadcasterJoined, createHandler } from './announce';
import { BroadcasterJoinedStack } from './stack';

const schema = 'docs/events/anyrtc.rtc@BroadcasterJoinChannel.json';
const { examples }: { examples: readonly [BroadcasterJoined] } = JSON.parse(
  readFileSync(join(process.cwd(), schema), 'utf8'),
);
const [event] = examples;

describe('the function', () => {
  const announce = async (...events: readonly BroadcasterJoined[]): Promise<readonly Announcement[]> => {
    const sent: Announcement[] = [];
    const handler = createHandler(async (announcement) => void sent.push(announcement));
    for (const one of events) await handler(one);
    return sent;
  };

  it('announces who joined where', async () => {
    const [announcement] = await announce(event);
    expect(JSON.parse(announcement?.body ?? '')).toEqual({
      channelName: event.detail.payload.channelName,
      uid: event.detail.payload.uid,
      since: event.time,
    });
  });

  it('lets the queue drop what comes twice, and keep what is new', async () => {
    const resend = {
      ...event,
      id: 'another',
      detail: { ...event.detail, notifyMs: (event.detail.notifyMs ?? 0) + 10_000 },
    };
    const next = { ...event, detail: { ...event.detail, noticeId: '会议 notice' } };
    const [first, second, third] = await announce(event, resend, next);
    expect(second?.deduplicationId).toBe(first?.deduplicationId);
    expect(third?.deduplicationId).not.toBe(first?.deduplicationId);
    expect(third?.deduplicationId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('fails where the queue does, so that Lambda tries again', async () => {
    const handler = createHandler(async () => {
      throw new Error('no queue');
    });
    await expect(handler(event)).rejects.toThrow('no queue');
  });
});

describe('the stack', () => {
  const app = newApp({ 'aws:cdk:bundling-stacks': [] });
  const template = Template.fromStack(
    new BroadcasterJoinedStack(app, 'Example', { eventBusName: 'the-bus' }),
  );

  it('asks the bus for this event, and hands it to the function', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'the-bus',
      EventPattern: { source: [event.source], 'detail-type': [event['detail-type']] },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Announce'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Failed'), 'Arn'] } },
        },
      ],
    });
  });

  it('lets the function send to the queue of announcements and to that of failures', () => {
    const [policy] = Object.values(
      template.findResources('AWS::IAM::Policy', {
        Properties: { PolicyName: Match.stringLikeRegexp('^Announce') },
      }),
    );
    const statements: { Action: string | string[]; Resource: unknown }[] =
      policy?.Properties.PolicyDocument.Statement;
    // One statement, or one for each: the CDK merges those of the same actions where it is told to.
    const resources = statements.flatMap(({ Resource }) => [Resource].flat());
    expect(resources.map((resource) => JSON.stringify(resource)).sort()).toEqual([
      expect.stringMatching(/"Announcements\w+","Arn"/),
      expect.stringMatching(/"Failed\w+","Arn"/),
    ]);
    for (const { Action } of statements) expect([Action].flat()).toContain('sqs:SendMessage');
  });
});
