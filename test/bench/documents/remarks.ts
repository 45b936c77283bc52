// What a person should know of a bench's result: limits, and what was tried to reach a goal.

/** Remarks in Markdown, by the bench's name. */
export const remarks: Readonly<Record<string, string>> = {
  arrival: `All is warm, and nothing else is under way. One thing is waited for at a time, and looked for without a pause, the engine's own
event, too: a long poll looks each 0.1 s there. An event is in the consumer's queue before the answer is out. Nothing of ours waits
for a time here: the engine hands on messages and changes as they come, but for 50 ms after its poller was woken for nothing, which
three joins in ten meet on their way to table and report. AWS has its own time for each step, reads a table's stream four times a
second, and collects changes for 5 s before they are counted, which a storm needs and one join does not.`,
  'ingest-handler': `Nearly all of an invocation is the SDK's one call, which the bare handler makes, too. By a profile, the metric line that Powertools
writes takes 7 %, reading the request 5 %. So 1.05 cannot be met as long as a library makes the metric line, and nobody waits for
it. The SDK keeps its chain of middleware instead of making it anew for every call; the second row's floor does so, too.`,
  'cold-start': `Half of it is Node.js's own modules (\`crypto\` and \`https\`, above all), which the plain one loads, too; of the rest, the SDK is two
thirds of the bytes. Tried, CPU against the bundle as it was, 60 rounds in turn:

| | bytes loaded | CPU |
| --- | --- | --- |
| \`--enable-source-maps\`, which the functions had | 252 KB | +21 % |
| the parking queue's client as a file of its own (esbuild's splitting, four files) | 231 KB | +1 % |
| minified once more, by swc | 239 KB | −3 % |
| CommonJS instead of ESM | 252 KB | −6 % |

So source maps are off: a stack is mapped with \`anyrtc-notifications stack-trace\`. The rest does not pay for a second bundler, more
files or another format. Since then came 8 KB that read long numbers as they were sent, and 6 KB by which the SDK names itself.`,
  units: `Each change of a stay writes the table and two indexes. Tried, by what is projected into an index (USD per million):

| | write units | saves |
| --- | --- | --- |
| \`sessions-by-user\` without what a leave changes | 0.888 → 0.420 | 0.29 USD |
| \`online-users\` with nothing but keys | 0.830 → 0.757 | 0.05 USD |
| \`sessions-by-channel\` with nothing but keys | 0.035 → 0.019 | 0.01 USD |
| \`live-channels\`, \`active-streams\` with nothing but keys | 0.041 → 0.035 | 0.004 USD |

All stay whole: without the first, "where was this user?" would not say until when and why. What is above 1 KB costs two units: a push
that has seen every type (0.002 USD per million), and the 4 stays in 100 whose role changes often (0.03 USD).`,
  destroy: `The function hands the destroy back when 5 s are left; each receive goes on with the stays that are still open, and holds one page
of them. The clock is simulated: a write takes a millisecond of the partition's time, a read unit a third of one. That an
index's partition (\`online-users\` has one for each channel) may throttle before the table's is not in it.`,
  'large-channel': `Each page is read anew, as out of an answer; the heap is looked at after each. A count keeps 200 to 400 bytes of a stay. Eight
channels are counted at once at most.`,
  storm: `A call takes 5 ms, a page of stays 20 ms, and a stay 0.02 ms of CPU; a throttled call is tried again as the SDK does it, five
times within 16 s. A second's units may be taken at once, no more; partitions are not split, and pollers are there at once. The
report lags by its window of 5 s, and by n / 2,000 s where n stays were just counted; where that puts a count off, it comes
with the next change or the next minute.`,
  'storm-million': `A partition that takes 1,000 writes a second needs 1,000 s for them. The longest count took 46 s of the two minutes that an
invocation has: some two million stays of one life can be counted, in time and in memory.`,
  peer: `The peer writes no metric and no line for a notification that went well, checks no field and bounds no call in time: that is what ours takes
more. While the bus refuses, the peer answers 500 and leaves the rest to the sender, which gives up after three tries; ours
parks the event.`,
};
