// Says in one line where Node.js is too old, before anything fails for that reason. In a form that any version reads.
var OLDEST = 20;
if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  console.error(
    'anyrtc-notifications needs Node.js ' +
      OLDEST +
      ' or later, and this is ' +
      process.versions.node +
      '. Best is 24, which Lambda runs it on.',
  );
  process.exit(1);
}
