/** The history of a channel in D1, by its number. */
import { env } from "cloudflare:workers";

export async function findMessagesIn(channelNo: number): Promise<{ seq: number; rev: number; body: string }[]> {
  const { results } = await env.DB.prepare(
    "SELECT key - ?1 * 4294967296 AS seq, rev, body FROM messages WHERE key BETWEEN ?1 * 4294967296 AND ?1 * 4294967296 + 4294967295 ORDER BY key",
  )
    .bind(channelNo)
    .all<{ seq: number; rev: number; body: string }>();
  return results;
}
