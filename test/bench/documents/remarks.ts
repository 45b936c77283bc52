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
- one predicate for a key's text instead of a chain of four: 0.50 → 0.40 µs
- one \`await\` less on the ordinary path: not measured by itself; no promise at all: no difference, left out

What is left above the floor is, above all, \`JSON.stringify\` of the event (1.3 µs), then the signature's comparison (0.5 µs), the
check of the fields (0.4 µs), the check of the nesting, the objects and the promise. Handing the sent text on instead of writing it anew would save the first, and
let repeated keys through, of which a reader of the event could see another than the one that was checked. With a floor that makes its HMAC key
once, too, the ratios are 2.30 and 2.71.

On Node.js 24, which the function runs on, the same bench gave 1.95 for documented and 2.49 for wild forms: its JSON is faster.`,
  'ingest-handler': `A profile has 5 % of the invocation in the metric line, 5 % in reading the request, and nearly all the rest in
the SDK's one call, which the bare handler makes, too. The SDK can keep its chain of middleware instead of making it anew
for every call, but not for a call with an abort signal: since a call's deadline is kept by a timer instead of a signal, it
does, which took the first ratio from 1.30 to below 1.1. The floor has the client's
defaults; with the same option it is the second row.`,
  'cold-start': `The limit is the SDK: EventBridge, Secrets Manager and SQS share 96 KB of @smithy/core, and need 72 KB more with @aws-sdk/core;
Powertools takes 32 KB, everything of ours with valibot 24 KB. What was tried, from 281.7 KB (what came after it was added to the function since):

- no \`import()\` of the rare clients: in a single file, esbuild then keeps every operation of theirs and of what they
  share: −28.8 KB
- no package.json of the clients, which are there for a version in the User-Agent header: −6.7 KB
- the signer for several regions, which EventBridge brings along, replaced by the plain one: −4 KB; left out, since it
  would make a dependency of the SDK's one of ours
- SQS's descriptions of its 23 operations (9 KB) stay, since their computed keys count as side effects; so do its errors (6.4 KB)
- calling Secrets Manager and SQS without their clients would save 37 KB, and lose their tested retries and errors
- \`--enable-source-maps\`, with which stacks name our lines, is measured with it and takes a quarter of the time
- the rare clients as files of their own (esbuild's splitting) would leave 216 KB to load at first, and load the secret's
  33 KB with the first request all the same; NodejsFunction bundles to one file

On Node.js 24, which the function runs on, the plain bundle loads faster and the ratio was 0.56 (0.46 without source maps), over the goal; the deployed bundle's own
time was the same.`,
  units: `A push to the CDN has up to five registers that keep the order key of their notification in \`asOf\`, about 70 bytes each: an item
that has seen all six types is just around 1 KB (on this day 45 pushes of 100 end at up to 43 bytes above it), and what is above
costs two units to write. It had seven; what is nothing but a time (\`publishedAt\`, \`stoppedAt\`) needs no key, since the greatest
wins: 1,215 → 1,067 bytes. What is left is the design's: keys hold time and notice id in full, and \`lastError\` the vendor's
words. Stays and channels stay far below.`,
  destroy: `The function hands the destroy back when 5 s are left; each receive goes on with the stays that are still open, and holds one page
of them. Its time here is a simulated clock: the tables are in memory, every write takes a millisecond of the partition's, every
read unit a third of one. The local engine cannot show that, since it does not limit a partition; and neither shows
that an index's partition (\`online-users\` has one for each channel, too) may throttle before the table's.`,
  embedded: `A notification is one conditional put and one item of each of two consistent reads; the put alone, sent as prepared bytes, is what it is
compared with. Profiled with 32 connections: the endpoint's thread is busy for a third of the time, dynalite's for a half, in which
LevelDB's reads and writes come first, and the rest is waiting for LevelDB's threads. What was tried: the projections call
dynalite through messages between the threads instead of through HTTP and the SDK (0.34 → 0.55); 1, 2, 3, 4, 8 or 16 batches at a
time (0.43, 0.50, 0.51, 0.52, 0.48, 0.51), batches of 2, 4, 10 or 32 (0.41, 0.47, 0.52, 0.52); one, two or eight threads for
LevelDB (0.52, 0.52, 0.56: with one, both sides are a quarter faster).`,
  peer: `The peer writes no metric and no line for a notification that went well, checks no field and bounds no call in time; ours keeps the SDK's
chain of middleware, and so comes out about equal: the ratio differs by a tenth from run to run. While the bus refuses, it answers 500 and leaves the rest to the sender, which gives up after three tries; ours parks the event.`,
};
