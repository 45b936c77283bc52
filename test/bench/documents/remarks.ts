// What a person should know of a bench's result: limits, and what was tried to reach a goal.

/** Remarks in Markdown, by the bench's name. */
export const remarks: Readonly<Record<string, string>> = {
  'ingest-cpu': `Measured in parts, for a documented notification on one busy machine, the floor took 3.0 µs and ours 9.1 µs at first (a ratio of 3.0),
6.6 µs before the last of these steps:

- predicates made from the schemas instead of \`v.is\`, which makes an object for each field, and UTF-8 counted only for
  strings that may be too long: 1.47 → 0.41 µs
- the digest as hex instead of as a Buffer, compared in Buffers made once: 2.74 → 2.25 µs for the signature, and with keys
  made once for each secret 2.07 µs
- looking for U+FFFE and U+FFFF before replacing them: 1.07 → 0.93 µs for the event's JSON
- one \`await\` less on the ordinary path: not measured by itself

What is left above the floor is \`JSON.stringify\` of the event (0.9 µs), the check of the fields (0.4 µs), the promises
(about 0.4 µs) and the comparison (0.3 µs). Handing the sent text on instead of writing it anew would save the first, and
let repeated keys through, of which a reader of the event could see another than the one that was checked.`,
  'ingest-handler': `A profile has 4 % of the invocation in the metric line, 5 % in reading the request, and nearly all the rest in
the SDK's one call, which the bare handler makes, too; of that, the bound on the whole call (a timer and an
AbortController) is ours. The SDK can keep its chain of middleware (6 to 8 % of a call), which it does for DynamoDB, but
not for a call with an abort signal: without the signal, a run that gave 1.50 gave 1.31.`,
  'cold-start': `The limit is the SDK: EventBridge, Secrets Manager and SQS share 96 KB of @smithy/core, and need 72 KB more with @aws-sdk/core;
Powertools takes 32 KB, everything of ours with valibot 24 KB. What was tried, from 281.7 KB:

- no \`import()\` of the rare clients: in a single file, esbuild then keeps every operation of theirs and of what they
  share: −28.8 KB
- no package.json of the clients, which are there for a version in the User-Agent header: −6.7 KB
- the signer for several regions, which EventBridge brings along, replaced by the plain one: −4 KB; left out, since it
  would make a dependency of the SDK's one of ours
- SQS's descriptions of its 23 operations (9 KB) stay, since their computed keys count as side effects; so do its errors (6.4 KB)
- calling Secrets Manager and SQS without their clients would save 37 KB, and lose their tested retries and errors`,
  units: `A push to the CDN has up to seven registers, and each keeps the order key of its notification in \`asOf\`, about 65 bytes: an item that
has seen all six types is just above 1 KB, and costs two units to write. Stays and channels stay far below.`,
  destroy: `The function hands the destroy back when 5 s are left; each receive goes on with the stays that are still open, and holds one page
of them. Its time here is a simulated clock: the tables are in memory, every write takes a millisecond of the partition's, every
read unit a third of one. The local engine cannot show that, since it does not limit a partition; and neither shows
that an index's partition (\`online-users\` has one for each channel, too) may throttle before the table's.`,
  embedded: `Profiled with 32 connections: both threads are busy. In the endpoint's, the SDK takes about half (a call of it costs as much as dynalite's
answer); in dynalite's, LevelDB's reads for the two consistent reads of each batch take a third. A notification is one
conditional put and a fifth of a read of ten items, each through the SDK, against the put alone, sent as prepared bytes. What was tried: 2 to 8 batches at
a time (0.23 at 2, 0.26 at 4, 0.17 at 8, on a busy machine), and keeping the SDK's chain of middleware. What is left to try: a client
of the embedded DynamoDB without the SDK.`,
  peer: `The peer writes no metric and no line for a notification that went well, checks no field and bounds no call in time: that is the
difference in CPU. While the bus refuses, it answers 500 and leaves the rest to the sender, which gives up after three tries; ours parks the event.`,
};
