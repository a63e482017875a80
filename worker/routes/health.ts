/** Whether this PLACE serves: for whoever started it, and for a monitor. Told to everybody, so it says nothing of anybody. */
import type { HandlersOf } from "../http/handler.ts";
import { log } from "../log.ts";
import { meterOf } from "../meter/carry.ts";
import { Refused } from "../refused.ts";
import { searchOf } from "../search/found.ts";
import { answers, hasTables } from "../store/ready.ts";
import { because, type Reason } from "../../protocol/reasons.ts";

/** Asked more often, it answers by what it found last: a monitor costs the database next to nothing. */
const ASK_EVERY_MS = 10_000;
/** The objects and R2 count what they are asked. */
const ASK_SELDOM_MS = 60_000;
/** What takes longer does not answer. */
const ANSWER_WITHIN_MS = 2_000;
/** A key that no file has. */
const NO_FILE = "health";

/** Tables that were there once stay there: from then on the chat lives without the database too, and so does this answer. */
let serves = false;
let askedAt = 0;
let askedSeldomAt = 0;
type Answer = "answers" | "silent";
const found: Record<"database" | "objects", Answer> & Record<"search" | "files", Answer | "absent"> = {
  ...{ database: "answers", objects: "answers", search: "absent", files: "absent" },
};

export const health: HandlersOf<"health"> = {
  async read({ env }) {
    if (!serves) {
      const [tables, objects] = await Promise.all([inTime(hasTables(env.DB)), answerOf(meterOf(env).ping())]);
      if (tables !== true) throw starting(tables === false ? "starting_no_tables" : "starting_no_database");
      // No channel could be opened, and nothing be said.
      if (objects !== "answers") throw starting("starting_no_objects");
      serves = true;
      askedAt = askedSeldomAt = Date.now();
      [found.search, found.files] = await Promise.all([searchAnswers(env), filesAnswer(env)]);
    }
    const now = Date.now();
    const asked: Promise<unknown>[] = [];
    if (now - askedAt >= ASK_EVERY_MS) {
      askedAt = now;
      asked.push(
        answerOf(answers(env.DB)).then((answer) => (found.database = answer)),
        searchAnswers(env).then((answer) => (found.search = answer)),
      );
    }
    if (now - askedSeldomAt >= ASK_SELDOM_MS) {
      askedSeldomAt = now;
      asked.push(
        answerOf(meterOf(env).ping()).then((answer) => (found.objects = answer)),
        filesAnswer(env).then((answer) => (found.files = answer)),
      );
    }
    await Promise.all(asked);
    return { ok: true, ...found, faults: log.counts };
  },
};

const starting = (reason: Reason) => new Refused("unavailable", { ...because(reason), retryAfter: 1_000 });

const answerOf = async (asked: Promise<unknown>): Promise<Answer> =>
  (await inTime(asked)) === null ? "silent" : "answers";

/** Whether the index answers; how far it is behind is told to those who lead a class (`search.state`). */
async function searchAnswers(env: Env): Promise<Answer | "absent"> {
  const index = searchOf(env);
  return index ? answerOf(answers(index)) : "absent";
}

async function filesAnswer(env: Partial<Pick<Env, "FILES">>): Promise<Answer | "absent"> {
  // That there is no such file is an answer, and not the null of one that does not come.
  return env.FILES ? answerOf(env.FILES.head(NO_FILE).then(() => true)) : "absent";
}

/** Null where it fails or takes too long. */
async function inTime<T>(asked: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ANSWER_WITHIN_MS)));
  const answer = asked.catch((error: unknown) => {
    log.fault("health", error);
    return null;
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
