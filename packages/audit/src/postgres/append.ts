import { headOf } from "../query/rows.ts";
import { columnsOf } from "../query/usage-of.ts";
import type { AppendGroup, ChainChanges } from "../store.ts";
import type { Ask } from "./session.ts";

/**
 * Puts a group at the end of its chains, within a transaction. The journal's row is locked first, then those of the
 * heads in the order of their names; each is created to be locked where it is missing.
 */
export async function append(ask: Ask, schema: string, group: AppendGroup): Promise<ChainChanges | undefined> {
  const { journal, position, gone, accounts, extend } = group;
  await ask(`INSERT INTO ${schema}.journals (name) VALUES ($1) ON CONFLICT DO NOTHING`, [journal]);
  const [row] = await ask(`SELECT position FROM ${schema}.journals WHERE name = $1 FOR UPDATE`, [journal]);
  const done = Number(row?.position);
  if (done >= position) return undefined;
  await ask(
    `INSERT INTO ${schema}.heads (account)
     SELECT account FROM unnest($1::text[]) AS given (account) ORDER BY account COLLATE "C" ON CONFLICT DO NOTHING`,
    [accounts],
  );
  const heads = await ask(
    `SELECT account, signed, checkpoint_time FROM ${schema}.heads WHERE account = ANY($1::text[])
     ORDER BY account FOR UPDATE`,
    [accounts],
  );
  // Those that were only created to be locked are none.
  const grown = heads.filter(({ signed }) => signed !== null);
  const changes = extend(done, new Map(grown.map((row) => [String(row.account), headOf(row)])));
  await write(ask, schema, changes);
  await ask(`UPDATE ${schema}.journals SET position = $2 WHERE name = $1`, [journal, position]);
  if (gone.length > 0) await ask(`DELETE FROM ${schema}.journals WHERE name = ANY($1::text[])`, [gone]);
  return changes;
}

async function write(ask: Ask, schema: string, { records, heads, checkpoints }: ChainChanges): Promise<void> {
  const rows = records.map(({ record, seq, prev, hash, body }) => {
    const { correlationId, keyId, promptTokens, completionTokens, cachedTokens, reasoningTokens, ...same } =
      columnsOf(record);
    return {
      account: record.account,
      seq,
      prev,
      hash,
      body,
      ...same,
      correlation_id: correlationId,
      key_id: keyId,
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      cached_tokens: cachedTokens,
      reasoning_tokens: reasoningTokens,
    };
  });
  await ask(`INSERT INTO ${schema}.records SELECT * FROM json_populate_recordset(NULL::${schema}.records, $1::json)`, [
    JSON.stringify(rows),
  ]);
  await ask(
    `UPDATE ${schema}.heads AS head SET signed = given.signed, checkpoint_time = given.checkpoint_time
     FROM json_to_recordset($1::json) AS given (account text, signed text, checkpoint_time bigint)
     WHERE head.account = given.account`,
    [
      JSON.stringify(
        heads.map(({ signed, checkpointTime }) => ({
          account: signed.account,
          signed: JSON.stringify(signed),
          checkpoint_time: checkpointTime,
        })),
      ),
    ],
  );
  for (const signed of checkpoints)
    await ask(`INSERT INTO ${schema}.checkpoints VALUES ($1, $2, $3)`, [
      signed.account,
      signed.seq,
      JSON.stringify(signed),
    ]);
}
