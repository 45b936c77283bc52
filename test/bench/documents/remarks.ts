// What a person should know of a bench's result: limits, and what was tried to reach a goal.

/** Remarks in Markdown, by the bench's name. */
export const remarks: Readonly<Record<string, string>> = {
  'ingest-handler': `A profile has 5 % of the invocation in the metric line, 5 % in reading the request, and nearly all the rest in
the SDK's one call, which the bare handler makes, too. The SDK can keep its chain of middleware instead of making it anew
for every call, but not for a call with an abort signal: since a call's deadline is kept by a timer instead of a signal, it
does, which took the first ratio from 1.30 to below 1.1. The floor has the client's
defaults; with the same option it is the second row.`,
  'cold-start': `Half of what the deployed bundle takes is Node.js's own modules (\`crypto\` and \`https\`, above all), which the plain one loads,
too; of the rest, the SDK is two thirds of the bytes. Tried on Node.js 24, CPU against the bundle as it was, 60 rounds in turn:

| | bytes loaded | CPU |
| --- | --- | --- |
| \`--enable-source-maps\`, which the functions had | 252 KB | +21 % |
| the parking queue's client as a file of its own (esbuild's splitting, four files) | 231 KB | +1 % |
| minified once more, by swc | 239 KB | −3 % |
| CommonJS instead of ESM | 252 KB | −6 % |

So source maps are off: a stack is mapped with \`anyrtc-notifications stack-trace\`. The rest does not pay for a second bundler, more files or
another format. The 230 KB would take the first three together. Since then came 8 KB that read long numbers as they were sent, and 6 KB of the clients'
package.json, by which the SDK names itself.`,
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
