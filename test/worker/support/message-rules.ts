/** The rules of writing over a log of their own, and what they answer in short. */
import { v7 as uuidv7 } from "uuid";
import { REFUSALS, type Message } from "../../../protocol/index.ts";
import type { Written } from "../../../worker/room/contract.ts";
import { RateLimiter } from "../../../worker/room/commit/rate-limiter.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { FileTickets } from "../../../worker/room/files/tickets.ts";
import { MessageRules } from "../../../worker/room/commit/rules.ts";
import { channelFacts, somebody } from "./in-room.ts";

export const NOW = 1_700_000_000_000;
export const ada = somebody("ada");
export const bo = somebody("bo");
export const staff = somebody("tess", { role: "teacher" });

export function writingIn(state: DurableObjectState, limits?: object) {
  const log = new RoomLog(state.storage.sql);
  log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
  const writing = new MessageRules(log, new RateLimiter(JSON.stringify(limits ?? {})), new FileTickets(state.storage));
  const facts = channelFacts();
  const post = (body: string, more: object = {}, who = ada, now = NOW, where = facts) =>
    writing.post(where, who, { id: uuidv7(), body, ...more }, now);
  const change = (seq: number, request: object, who = ada, now = NOW + 1_000, where = facts) =>
    writing.change(
      where,
      who,
      { seq, ...request } as Parameters<MessageRules["change"]>[2],
      log.storedMessageAt(seq),
      now,
    );
  const sealedOf = (seq: number) => JSON.parse(log.storedMessageAt(seq)?.sealed ?? "{}") as Record<string, unknown>;
  return { log, writing, facts, post, change, sealedOf };
}
export const messageOf = (written: Written): Message => {
  if (!written.ok) throw new Error(written.refusal.code);
  return written.message;
};
/** What a refusal says: its code, field, and sentence where it is not the usual one. */
export const said = (written: Written) => {
  if (written.ok) return written.isNew ? "new" : "as it was";
  const { code, field, sentence, retryAfter } = written.refusal;
  const more = [field, sentence === REFUSALS[code].sentence ? undefined : sentence, retryAfter];
  return [code, ...more.filter((each) => each !== undefined)].join(" | ");
};
