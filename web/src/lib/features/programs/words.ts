/** What is said of programs, by what they are. */
import { t } from "#texts/programs";
import type { Delivery, HookEvent, Scope } from "../../../../../protocol/programs.ts";

export const SCOPE_NAMES: Record<Scope, string> = { read: t.read, write: t.write, manage: t.manageScope };
export const SCOPE_MEANS: Record<Scope, string> = { read: t.readMeans, write: t.writeMeans, manage: t.manageMeans };
export const EVENT_NAMES: Record<HookEvent, string> = {
  "message.posted": t.posted,
  "message.edited": t.edited,
  "message.deleted": t.deleted,
  "message.reacted": t.reacted,
};
export const STATE_NAMES: Record<Delivery["state"], string> = {
  waiting: t.waiting,
  delivered: t.delivered,
  undeliverable: t.undeliverable,
};
export const FAILURE_WORDS: Record<Exclude<NonNullable<Delivery["failure"]>, "status">, string> = {
  no_address: t.noAddress,
  private_address: t.privateAddress,
  redirected: t.redirected,
  timed_out: t.timedOut,
  secret_lost: t.secretLost,
  unreachable: t.unreachable,
  gone: t.gone,
};
