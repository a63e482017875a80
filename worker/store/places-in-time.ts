/**
 * At which message of a channel a moment lies. `at` grows with `seq`: the room gives no message an earlier time than the one before it
 * (`MessageRules.post`), and an import brings a channel's messages in the order in which they were written. So a moment is looked for by
 * halves, over the primary key, and costs two rows for each bit of `seq`, the message and its step: no index of times is written.
 *
 * Where an import brought times out of order, what is found is a place where the times pass the moment: a message that stands among
 * those of another day is found with them.
 */
import type { Places } from "../../protocol/index.ts";
import { keyOf } from "./message-key.ts";

const ENDS = `first (at) AS (SELECT at FROM messages, here WHERE key = base + 1),
  last (seq, at) AS (SELECT key - base, at FROM messages, here
    WHERE key BETWEEN base + 1 AND base + 4294967295 ORDER BY key DESC LIMIT 1)`;
const HERE = `here (base) AS (SELECT CAST(?1 AS INTEGER))`;

// The first message from a moment on is between `low` and `high`, both included. What D1 lacks for the moment (a message at the end that
// was changed before it was carried over) counts as later.
const PLACES = `WITH RECURSIVE ${HERE}, ${ENDS},
  halves (base, nth, moment, low, high) AS (
    SELECT base, key, value, iif(value > last.at, last.seq + 1, 1), iif(value <= first.at, 1, last.seq + 1)
    FROM json_each(?2) CROSS JOIN first CROSS JOIN last CROSS JOIN here
    UNION ALL
    SELECT base, nth, moment, iif(at < moment, (low + high) / 2 + 1, low), iif(at < moment, high, (low + high) / 2)
    FROM halves LEFT JOIN messages ON messages.key = base + (low + high) / 2 WHERE low < high)
  SELECT low AS seq FROM halves WHERE low >= high ORDER BY nth`;

// Of fewer messages than that, each is one.
const SAMPLES = `WITH RECURSIVE ${HERE}, ${ENDS},
  steps (nth, base, span, most) AS (
    SELECT 0, base, last.seq - 1, min(CAST(?2 AS INTEGER), last.seq) FROM last CROSS JOIN here WHERE ?2 > 0
    UNION ALL SELECT nth + 1, base, span, most FROM steps WHERE nth + 1 < most)
  SELECT key - base AS seq, at FROM steps CROSS JOIN messages ON messages.key = base + 1 + nth * span / max(1, most - 1)`;

const BOTH_ENDS = `WITH ${HERE}, ${ENDS} SELECT 1 AS seq, at FROM first UNION ALL SELECT seq, at FROM last`;

interface Place {
  seq: number;
  at: number;
}

/**
 * The places of these moments, samples of the whole, and both ends, as the history in D1 has them. One round trip. A moment reads two
 * rows for each bit of the last `seq` (40 at a million messages), none where it is before the first or after the last; so does a sample.
 * @param times ms since 1970
 * @param samples how many; two at least are given where there are two
 */
export async function placesInTime(
  d1: D1Database,
  channelNo: number,
  times: readonly number[],
  samples: number,
): Promise<Places> {
  const base = keyOf(channelNo, 0);
  const [ends, found, sampled] = await d1.batch<Place>([
    d1.prepare(BOTH_ENDS).bind(base),
    d1.prepare(PLACES).bind(base, JSON.stringify(times)),
    d1.prepare(SAMPLES).bind(base, samples === 1 ? 2 : samples),
  ]);
  const [first = null, last = null] = ends?.results ?? [];
  return {
    places: first === null ? times.map(() => 1) : (found?.results ?? []).map(({ seq }) => seq),
    samples: sampled?.results ?? [],
    first,
    last,
  };
}
