/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07): who sends a request that makes something again, because its answer
 * was lost, is answered what the first one was, and nothing is made twice. A message's key becomes its id, which costs nothing
 * (`keyedPost`); what else is made keeps its answer for a day, sealed.
 */
import { isKeyed, type Row } from "../../protocol/routes/index.ts";
import type { AppContext } from "../hono-env.ts";
import type { Caller } from "../identity/caller.ts";
import { DAY_MS, hashSecret } from "../identity/sessions.ts";
import { openSecret, sealSecret } from "../identity/sealed-secrets.ts";
import { keyedId } from "../identity/keyed-id.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import type { PostRequest, SocketIdentity } from "../room/contract.ts";
import { openDb } from "../store/db.ts";
import { claimAnswer, dropClaim, keepAnswer } from "../store/kept-answers.ts";
import { JsonText } from "./handler.ts";

const KEY_HEADER = "idempotency-key";
const AGAIN_AFTER_MS = 1_000;

/** A string of structured fields, or bare: up to 255 printable characters of ASCII. @throws Refused `invalid` for anything else */
function keyOf(c: AppContext): string | null {
  const sent = c.req.header(KEY_HEADER);
  if (sent === undefined) return null;
  const key = /^"(.*)"$/u.exec(sent)?.[1] ?? sent;
  if (!/^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/u.test(key))
    throw new Refused("invalid", { field: "Idempotency-Key" });
  return key;
}

/**
 * Does it, or answers what it was answered before.
 * @throws Refused `key_reused` where the key came with another request, `key_pending` where that has no answer (yet); what `handle` throws
 */
export async function onlyOnce(
  c: AppContext,
  row: Row,
  caller: Caller | null,
  handle: () => Promise<unknown>,
): Promise<unknown> {
  const key = isKeyed(row) === "answer" && caller && caller.user.no > 0 ? keyOf(c) : null;
  if (key === null || !caller) return handle();
  const db = openDb(c.env.DB);
  const claim = { userNo: caller.user.no, key: await hashSecret(`${row.method} ${c.req.path} ${key}`) };
  const asked = await hashSecret(JSON.stringify(c.get("body") ?? {}));
  const before = await claimAnswer(db, claim, asked, Date.now());
  if (before) return answeredBefore(c, claim.key, before, asked);
  let answer: unknown;
  try {
    answer = await handle();
  } catch (error) {
    // A refusal did nothing. What broke off may have: nobody does it again by that key.
    if (error instanceof Refused) await dropClaim(db, claim);
    throw error;
  }
  const text = answer instanceof JsonText ? answer.text : JSON.stringify(answer ?? null);
  try {
    await keepAnswer(db, claim, await sealSecret(c.env, text, claim.key));
  } catch (error) {
    // It is done, and the asker hears so: only a second one would be told that its end is not known.
    log.fault("keptAnswer", error, { trace: c.get("trace") });
  }
  return answer;
}

async function answeredBefore(
  c: AppContext,
  key: string,
  before: { asked: string; answer: string | null },
  asked: string,
): Promise<unknown> {
  if (before.asked !== asked) throw new Refused("key_reused", { field: "Idempotency-Key" });
  const text = before.answer === null ? null : await openSecret(c.env, before.answer, key);
  if (text === null) throw new Refused("key_pending", { field: "Idempotency-Key", retryAfter: AGAIN_AFTER_MS });
  c.header("idempotent-replayed", "true");
  return (JSON.parse(text) as unknown) ?? undefined;
}

/**
 * The id of a message whose sender gave it none but a key: the same for a day of UTC, and the room looks for that of the day before too,
 * so that a key holds for a day at least, whenever it came. @returns null without a key
 */
export function keyedPost(
  c: AppContext,
  who: SocketIdentity,
  channelId: string,
): Required<Pick<PostRequest, "id" | "keyed">> | null {
  const key = keyOf(c);
  if (key === null) return null;
  const name = `${who.member} ${channelId} ${key}`;
  const now = Date.now();
  return { id: keyedId(name, now), keyed: { dayBefore: keyedId(name, now - DAY_MS) } };
}
