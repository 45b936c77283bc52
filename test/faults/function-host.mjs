// The process of one execution environment: loads a function's bundle and runs what it is told to.
const [, , bundle] = process.argv;

// The sender's pauses of ten seconds pass at once: the parent moves the clock.
const realNow = Date.now;
let offsetMs = 0;
Date.now = () => realNow() + offsetMs;

const { handler } = await import(bundle);

process.on('message', async ({ event, context, timeoutMs, clockMs }) => {
  offsetMs = clockMs;
  const deadline = Date.now() + timeoutMs;
  const remaining = { ...context, getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) };
  try {
    process.send({ result: await handler(event, remaining) });
  } catch (error) {
    process.send({ error: error instanceof Error ? String(error.stack) : String(error) });
  }
});
process.send({ ready: true });
