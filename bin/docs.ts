// `npm run docs`: writes the generated documents; with `--check`, fails where one is stale.
import { fileURLToPath } from 'node:url';
import { staleFiles, writeGeneratedFiles } from '../tools/docs/generated-files';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);

if (args.length === 0) {
  const written = writeGeneratedFiles(root);
  console.log(written.length === 0 ? 'Every generated document is fresh.' : `Changed: ${written.join(', ')}`);
} else if (args.length === 1 && args[0] === '--check') {
  const stale = staleFiles(root);
  if (stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}\nRun \`npm run docs\` and commit what it changes.`);
    process.exitCode = 1;
  }
} else {
  console.error('Usage: npm run docs, or npm run docs -- --check');
  process.exitCode = 2;
}
