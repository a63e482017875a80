/** Whether this PLACE serves: for whoever started it, and for a monitor. Told to everybody, so it says nothing of anybody. */
import type { HandlersOf } from "../http/handler.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import { searchOf } from "../search/found.ts";
import { answers, hasTables } from "../store/ready.ts";
import { because } from "../../protocol/reasons.ts";

/** Asked more often, it answers by what it found last: a monitor costs the database next to nothing. */
const ASK_EVERY_MS = 10_000;
/** A database that takes longer does not answer. */
const ANSWER_WITHIN_MS = 2_000;

/** Tables that were there once stay there: from then on the chat lives without the database too, and so does this answer. */
let hadTables = false;
let askedAt = 0;
type Answer = "answers" | "silent";
let database: Answer = "answers";
let search: Answer | "absent" = "absent";

export const health: HandlersOf<"health"> = {
  async read({ env }) {
    if (!hadTables) {
      const found = await inTime(hasTables(env.DB));
      if (found !== true)
        throw new Refused("unavailable", {
          ...because(found === false ? "starting_no_tables" : "starting_no_database"),
          retryAfter: 1_000,
        });
      hadTables = true;
      askedAt = Date.now();
      search = await searchAnswers(env);
    }
    const now = Date.now();
    if (now - askedAt >= ASK_EVERY_MS) {
      askedAt = now;
      [database, search] = await Promise.all([answerOf(env.DB), searchAnswers(env)]);
    }
    return { ok: true, database, search, faults: log.counts };
  },
};

const answerOf = async (d1: D1Database): Promise<Answer> =>
  (await inTime(answers(d1))) === true ? "answers" : "silent";

/** Whether the index answers; how far it is behind is told to those who lead a class (`search.state`). */
async function searchAnswers(env: Env): Promise<Answer | "absent"> {
  const index = searchOf(env);
  return index ? answerOf(index) : "absent";
}

/** Null where it fails or takes too long. */
async function inTime(asked: Promise<boolean>): Promise<boolean | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ANSWER_WITHIN_MS)));
  const answer = asked.catch((error: unknown) => {
    log.fault("health", error);
    return null;
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
