// docs/events.md: the event catalogue, written from the contract.
import { CDN_PRODUCT_ID } from '../../functions/contract/cdn';
import { REPORT_SOURCE, sources } from '../../functions/contract/events';
import { OTHER_RECORDING_EVENT, RECORDING_PRODUCT_ID } from '../../functions/contract/recording';
import { RTC_PRODUCT_ID } from '../../functions/contract/rtc';
import { type DeliveredEvent, readEventExamples } from './event-examples';
import {
  cdnFieldCodes,
  codeTables,
  definitionsOf,
  detailOf,
  detailWithoutPayload,
  eventBridgeTable,
  fieldTable,
  firstOf,
  payloadOf,
  rtcCodes,
  schemaLink,
  sourceTable,
} from './event-tables';
import { jsonText } from './json-text';
import { code, generatedFrom } from './markdown';

const BROADCASTER_JOIN = 'broadcaster join channel';

const exampleNamed = (
  examples: ReadonlyMap<string, DeliveredEvent>,
  find: (event: DeliveredEvent) => boolean,
): string => code('json', jsonText([...examples.values()].find(find)));

/** The page. */
export const eventsPage = (): string => {
  const examples = readEventExamples();
  const known = [sources.rtc, sources.cdn, sources.recording].flatMap(definitionsOf);
  const unrecognized = firstOf(sources.unrecognized);
  return `${generatedFrom('functions/contract')}

# Events

Every notification of anyRTC is one event on the bus that the stack's output \`EventBusName\` names.

## What a consumer must know

- **At least once**: the same notice may come again. Deduplicate by \`detail.noticeId\`, which a resend keeps; \`id\` and \`notifyMs\` change.
- **In no order**: a leave may come before its join. Order by \`payload.ts\` or \`payload.time\`, when it happened.
- **Not guaranteed**: anyRTC gives a notification up after three tries. A leave may never come.
- **Replays** carry \`replay-name\`. \`npm run replay\` does not send them to your rules; a replay of your own does where you choose your rules.
- **\`${sources.unrecognized}\` is not in the tables.** After an upgrade that knows the type, a replay of the archive brings it there; the event stays what it was.
- **Fields may be missing**: those with a question mark below, where the push does not carry them or the sender left them out. \`null\` is never written for them.
- **Fields may be added** by anyRTC, in \`detail\` and in \`payload\`: they are kept. Codes may be added, too.
- **\`stream\` carries the publishing key** of a push: keep it out of your logs.

## Match them

${code(
  'json',
  jsonText({
    source: [sources.rtc],
    'detail-type': [BROADCASTER_JOIN],
    detail: { payload: { channelName: ['my-channel'] } },
  }),
)}

${exampleNamed(examples, (event) => event['detail-type'] === BROADCASTER_JOIN)}

A rule in a stack of your own, with a function and a test: [examples/broadcaster-joined](../examples/broadcaster-joined). TypeScript types: \`import type { EventOf } from 'anyrtc-notifications/events'\` with a checkout of this package as a dev dependency (\`npm i -D PATH\`), or copy [types/events.d.ts](../types/events.d.ts), which imports nothing.

The JSON Schemas (draft-07) below describe the whole event, with an example. The stack publishes the same to an EventBridge schema registry: EventBridge → Schemas → custom registries, where code bindings are made from them. \`maxLength\` counts characters; the contract counts bytes of UTF-8.

## The envelope

EventBridge's fields:

${eventBridgeTable()}

\`detail\` holds what anyRTC sent, brought to the documented form. Numbers that a double does not hold are written digit for digit as they were sent; JSON.parse rounds them.


${fieldTable([...known.map(detailWithoutPayload), { properties: { payload: { type: 'object', description: 'below' } } }])}

## ${sources.rtc}

Real-time communication, \`productId\` ${RTC_PRODUCT_ID}.

${sourceTable(sources.rtc)}

${fieldTable(definitionsOf(sources.rtc).map(payloadOf), rtcCodes)}

${codeTables(rtcCodes)}

## ${sources.cdn}

Server push to CDN, \`productId\` ${CDN_PRODUCT_ID}.

${sourceTable(sources.cdn)}

${fieldTable(definitionsOf(sources.cdn).map(payloadOf), cdnFieldCodes)}

${codeTables(cdnFieldCodes)}

## ${sources.recording}

Cloud recording, \`productId\` ${RECORDING_PRODUCT_ID}: forwarded, in no table. The vendor's page of these events is known in part only: the names are those of the protocol's older twin, and every other \`eventType\` is a \`${OTHER_RECORDING_EVENT}\`.

${sourceTable(sources.recording)}

${fieldTable(definitionsOf(sources.recording).map(payloadOf))}

${exampleNamed(examples, (event) => event['detail-type'] === 'recorder started')}

## ${sources.unrecognized}

${unrecognized.meaning} Detail type \`${unrecognized.detailType}\`, schema ${schemaLink(unrecognized)}. Only these fields of \`detail\` are certain; the rest is as anyRTC sent it, without the signing secret.

${fieldTable([detailOf(unrecognized)])}

${exampleNamed(examples, (event) => event.source === sources.unrecognized)}

## ${REPORT_SOURCE}

Ours, not anyRTC's: what follows from the tables. **At least once**; of one \`channelSId\` the greatest \`basis\` is the newest. Not in the archive, and no projection takes them. How a report is made: [tables.md](tables.md#channelreports).

${definitionsOf(REPORT_SOURCE)
  .map(
    (definition) => `### ${definition.detailType}

${definition.meaning} Schema ${schemaLink(definition)}.

${fieldTable([detailOf(definition)])}

${exampleNamed(examples, (event) => event['detail-type'] === definition.detailType)}`,
  )
  .join('\n\n')}
`;
};
