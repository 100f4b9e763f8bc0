/** Writes a line to standard output. */
export function print(line) {
  process.stdout.write(`${line}\n`);
}
