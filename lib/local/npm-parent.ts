// Does npm, which started this process, still run? A npm that is killed tells nobody, and its child would go on
// with the ports taken and nobody to see it.
import { readFileSync } from 'node:fs';

const CHECK_MS = 500;
/** npm, its shell, and a runner or two: more there is not between npm and us. */
const LONGEST_LINE = 4;

/** A process's name and parent, as Linux tells; undefined on other systems and for a process that has ended. */
const readProcess = (pid: number): { readonly name: string; readonly parent: number } | undefined => {
  try {
    const match = /^\d+ \((.*)\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return match === null ? undefined : { name: match[1] ?? '', parent: Number(match[2]) };
  } catch {
    return undefined;
  }
};

/** Our ancestors up to npm; only our parent where npm is not among them or the system does not tell. */
const lineToNpm = (): number[] => {
  const line = [process.ppid];
  for (let pid = process.ppid; line.length <= LONGEST_LINE; ) {
    const found = readProcess(pid);
    if (found === undefined) break;
    if (found.name.startsWith('npm')) return line;
    pid = found.parent;
    line.push(pid);
  }
  return line.slice(0, 1);
};

/** Calls `onEnd` once when npm, or what it runs us through, has ended before us. */
export const watchNpm = (onEnd: () => void): void => {
  const line = lineToNpm();
  const stands = () =>
    process.ppid === line[0] &&
    line.every((pid, index) => index === line.length - 1 || readProcess(pid)?.parent === line[index + 1]);
  const timer = setInterval(() => {
    if (stands()) return;
    clearInterval(timer);
    onEnd();
  }, CHECK_MS);
  timer.unref();
};
