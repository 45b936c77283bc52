// The generated documents in the repository are what the code generates now.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { generatedFiles, staleFiles, writeGeneratedFiles } from '../../../tools/docs/generated-files';

const root = process.cwd();

it('are fresh', () => {
  expect(staleFiles(root)).toEqual([]);
});

it('link only to files that are there, and to headings of their own', () => {
  for (const page of ['docs/events.md', 'docs/tables.md']) {
    const text = generatedFiles().get(page) ?? '';
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title.toLowerCase().replaceAll(' ', '-'),
    );
    const links = [...text.matchAll(/\]\(([^)#]*)#?([^)]*)\)/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const [, path = '', anchor = ''] of links) {
      if (path === '') expect(anchors).toContain(anchor);
      else if (path.includes('examples/')) expect(path).toBe('../examples/broadcaster-joined');
      else expect(readFileSync(join(root, dirname(page), path), 'utf8')).not.toBe('');
    }
  }
});

describe('in a folder of their own', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docs-'));
    writeGeneratedFiles(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are written, and then fresh', () => {
    expect(staleFiles(folder)).toEqual([]);
    expect(writeGeneratedFiles(folder)).toEqual([]);
    for (const [path, text] of generatedFiles()) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
  });

  it.each(['docs/events.md', 'types/events.d.ts', 'docs/events/anyrtc.rtc@ChannelCreate.json'])(
    '%s is stale once changed or missing, and mended',
    (path) => {
      const file = join(folder, path);
      writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
      expect(staleFiles(folder)).toEqual([path]);
      rmSync(file);
      expect(staleFiles(folder)).toEqual([path]);
      expect(writeGeneratedFiles(folder)).toEqual([path]);
      expect(staleFiles(folder)).toEqual([]);
    },
  );

  it('a schema of an event that is no more is stale, and removed', () => {
    writeFileSync(join(folder, 'docs/events/anyrtc.rtc@Old.json'), '{}');
    expect(staleFiles(folder)).toEqual(['docs/events/anyrtc.rtc@Old.json']);
    writeGeneratedFiles(folder);
    expect(staleFiles(folder)).toEqual([]);
  });
});
