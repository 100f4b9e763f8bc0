/** Where the price lists disagree by more than 1 %, as Markdown. */
export function disagreementReport(files, disagreements) {
  const offers = Object.values(files).flatMap((models) => models.flatMap((model) => model.offers));
  const rows = disagreements.map(({ provider, id, rate, quotes, price, why }) => {
    const said = quotes.map((quote) => `${quote.source} ${usd(quote.price)}`).join("; ");
    return `| ${provider} | \`${id}\` | ${rate} | ${said} | ${price === undefined ? "none" : usd(price)} | ${why} |`;
  });
  return `# Where the price lists disagree

Written by \`scripts/generate.mjs\`. Prices are USD per million tokens. Of ${offers.length} offers,
${new Set(disagreements.map(({ provider, id }) => `${provider}/${id}`)).size} have a rate on which two lists differ by more than 1 %: ${disagreements.length} rates in all.
Taken is what most lists say, else the highest, unless \`scripts/curated/decisions.mjs\` says otherwise.

| vendor | id | rate | lists | taken | because |
| --- | --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function usd(micro) {
  return String(micro / 1e6);
}
