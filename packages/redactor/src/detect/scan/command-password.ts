import { bareValue, isPassword, quotedValue } from "./password.ts";
import { report, type Scan } from "./scan.ts";

/** How much of the line after the command's name is read. */
const WINDOW = 240;
const MIN_LENGTH = 4;
const SCORE = 0.8;

/**
 * Options that take a password: `curl -u user:X`, `docker login -p X`, `sshpass -pX`, `redis-cli -a X`, `ldapsearch -w X`,
 * `smbclient -U user%X`. For mysql, `-p` with a space asks for the password: what follows is a database.
 */
const USER_AND_PASSWORD = /\s(?:-u ?|--(?:proxy-)?user[ =]|-U ?)(["'])?[^\s"':%]{1,64}[:%](?=[^\s])/;
const PASSWORD_ALONE = /\s(?:-p ?|-a |-w |-P )(["'])?(?=[^\s-])/;
const PASSWORD_GLUED = /\s-p(["'])?(?=[^\s-])/;
/** Commands whose `-p` is glued to its value. */
const GLUED = /(?:mysql|mysqldump|mysqladmin|mariadb)$/i;
const USER_COMMANDS = /(?:curl|wget|smbclient)$/i;
const LONGEST_COMMAND = 12;

/** The password among the options of the command whose name ends at `end`. */
export function findCommandPassword(scan: Scan, end: number): void {
  const { text } = scan;
  const name = text.slice(Math.max(0, end - LONGEST_COMMAND), end);
  const options = optionsOf(text.slice(end, end + WINDOW));
  const pattern = USER_COMMANDS.test(name) ? USER_AND_PASSWORD : GLUED.test(name) ? PASSWORD_GLUED : PASSWORD_ALONE;
  const match = pattern.exec(options);
  if (match === null) return;
  const quote = match[1];
  const from = match.index + match[0].length;
  const rest = options.slice(from);
  const value = quote === undefined ? bareValue(rest) : quotedValue(rest, quote);
  if (value.length < MIN_LENGTH || !isPassword(value, quote !== undefined, false, rest.charAt(value.length))) return;
  const start = end + from;
  report(scan, { type: "PASSWORD", kind: "command", start, end: start + value.length, score: SCORE, rule: "command" });
}

/** The rest of the command: up to the end of the line, unless a backslash continues it, or to the next command. */
function optionsOf(ahead: string): string {
  const end = /(?<!\\)\n|[;|]|&&/.exec(ahead);
  return end === null ? ahead : ahead.slice(0, end.index);
}
