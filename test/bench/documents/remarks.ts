// What a person should know of a bench's result: limits, and what was tried to reach a goal.

/** Remarks in Markdown, by the bench's name. */
export const remarks: Readonly<Record<string, string>> = {
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
  peer: `The peer writes no metric and no line for a notification that went well, checks no field and bounds no call in time; ours keeps the SDK's
chain of middleware, and so comes out about equal: the ratio differs by a tenth from run to run. While the bus refuses, it answers 500 and leaves the rest to the sender, which gives up after three tries; ours parks the event.`,
};
