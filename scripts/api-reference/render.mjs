/** The API reference of a package as Markdown: its entries, an index of each, and what each exports. */
export function renderReference({ folder, name, description, entries }) {
  const addresses = createAddresses(folder);
  const page = [
    `# API of ${name}`,
    `${description}. How to use it is in [its README](../../packages/${folder}/README.md).`,
    "Written from the comments in the sources by `pnpm api-reference`.",
    ...entries.flatMap((entry) => [
      ...(entries.length > 1 ? [`## \`${entry.name}\``] : []),
      ...renderEntry(entry, addresses),
    ]),
  ];
  return `${page.join("\n\n")}\n`;
}

/** What another entry has described already, or another package, is in the index alone. */
function renderEntry({ exports }, addresses) {
  const described = exports.filter((item) => addresses.isNew(item));
  const index = exports.map(
    (item) => `| [\`${item.name}\`](${addresses.of(item)}) | ${item.kind} | ${cell(summaryOf(item))} |`,
  );
  return [["| export | is | |", "| --- | --- | --- |", ...index].join("\n"), ...described.flatMap(renderExport)];
}

/**
 * Where exports are described: on their own package's page under their names in small letters, which are numbered where
 * several look alike so.
 */
function createAddresses(folder) {
  const known = new Map();
  const counts = new Map();
  return {
    /** Whether an export belongs on this page and is not there yet; from then on it is. */
    isNew({ declaredAt, name, home }) {
      if (home !== folder || known.has(declaredAt)) return false;
      const anchor = name.toLowerCase();
      const count = counts.get(anchor) ?? 0;
      counts.set(anchor, count + 1);
      known.set(declaredAt, `#${anchor}${count === 0 ? "" : `-${count}`}`);
      return true;
    },
    of: ({ declaredAt, name, home }) => known.get(declaredAt) ?? `${home}.md#${name.toLowerCase()}`,
  };
}

function renderExport({ name, signatures, text, tags }) {
  return [`### \`${name}\``, inline(text), code(signatures.join("\n\n")), ...tags.map(renderTag)];
}

const TAGS = {
  throws: (text) => `Throws ${inline(text.replace(/\.$/, ""))}.`,
  param: (text) => inline(text.replace(/^(\w+)(?: -)? /, "`$1`: ")),
  see: (text) => `See ${inline(text)}`,
  example: (text) => `For example:\n\n${code(text)}`,
};

function renderTag({ name, text }) {
  const render = TAGS[name];
  if (!render) throw new Error(`The reference does not know what to do with @${name} (${text}).`);
  return render(text);
}

const summaryOf = ({ text }) => /^.*?[.:;](?=\s|$)/s.exec(text)?.[0].replace(/[:;]$/, ".") ?? text;
const code = (text) => `\`\`\`ts\n${text}\n\`\`\``;
const cell = (text) => inline(text).replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
const inline = (text) => text.replaceAll(/\{@link ([^}]+)\}/g, "`$1`");
