/** What the search index has, looked at from outside. */
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { SEQS_IN_ROW } from "../../../protocol/search/index-rows.ts";

/** Places of the channel's messages in the index that this FTS5 query finds, ascending. */
export async function foundIn(channelNo: number, match: string): Promise<number[]> {
  // workerd serves its own calls before timers.
  await scheduler.wait(1);
  const { results } = await env.SEARCH.prepare(
    `SELECT rowid & ${SEQS_IN_ROW - 1} AS seq FROM found WHERE found MATCH ?1 AND ((rowid >> 20) & 262143) = ?2 ORDER BY rowid`,
  )
    .bind(match, channelNo)
    .all<{ seq: number }>();
  return results.map(({ seq }) => seq).sort((a, b) => a - b);
}

/** Waits until the index finds exactly these. */
export const expectFound = (channelNo: number, match: string, seqs: number[]) =>
  vi.waitFor(async () => expect(await foundIn(channelNo, match)).toEqual(seqs), { timeout: 10_000, interval: 5 });
