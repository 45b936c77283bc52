// An assembly as it was before the contract knew a notification type.
import { createHash } from 'node:crypto';
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** No notification type has this number. */
const NO_TYPE = 65_535;

/**
 * Copies an assembly, with bundles whose contract does not know a notification type.
 *
 * @param assembly - folder of the assembly
 * @param copy - folder of the copy
 * @returns how many bundles knew the type
 */
export const copyWithoutType = async (assembly: string, copy: string, eventType: number): Promise<number> => {
  await rm(copy, { recursive: true, force: true });
  await cp(assembly, copy, { recursive: true });
  const entries = await readdir(copy, { recursive: true, withFileTypes: true });
  /** What was uploaded under a hash is not uploaded again: whatever has changed needs a new one. */
  const newHashes = new Map<string, string>();
  const hashAnew = (hash: string) => newHashes.set(hash, sha256(`${hash} without ${eventType}`));

  let changed = 0;
  for (const { name, parentPath } of entries) {
    if (name !== 'index.mjs') continue;
    const file = join(parentPath, name);
    const bundle = await readFile(file, 'utf8');
    const older = bundle.replaceAll(`eventType:${eventType},`, `eventType:${NO_TYPE},`);
    if (older === bundle) continue;
    changed++;
    await writeFile(file, older);
    hashAnew(parentPath.slice(parentPath.lastIndexOf('asset.') + 'asset.'.length));
  }
  for (const { name, parentPath } of entries) {
    if (!name.endsWith('.assets.json')) continue;
    const { files } = JSON.parse(await readFile(join(parentPath, name), 'utf8'));
    for (const [hash, { source }] of Object.entries<{ source: { path: string } }>(files)) {
      if (source.path.endsWith('.template.json')) hashAnew(hash);
    }
  }

  for (const { name, parentPath } of entries) {
    if (!name.endsWith('.json')) continue;
    const file = join(parentPath, name);
    let text = await readFile(file, 'utf8');
    for (const [hash, anew] of newHashes) text = text.replaceAll(hash, anew);
    await writeFile(file, text);
  }
  for (const [hash, anew] of newHashes) {
    const folder = join(copy, `asset.${hash}`);
    if (entries.some(({ name }) => name === `asset.${hash}`))
      await rename(folder, join(copy, `asset.${anew}`));
  }
  return changed;
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
