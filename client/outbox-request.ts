/** Carries one entry of the outbox out by HTTP, which ends in the same place as the socket does. */
import type { Message, Refusal } from "../protocol/index.ts";
import type { Api } from "./api.ts";
import { RefusedError } from "./errors.ts";
import { contentOf, type OutboxEntry } from "./outbox-entry.ts";
import type { Carried } from "./outbox-lane.ts";

/** Higher than any: a page that names it is as new as the room. */
const NEWEST_REV = 999_999_999_999_999;

const carriedAs = (message: Message): Carried => ({ seq: message.seq, rev: message.rev, at: message.at, message });

/** @throws RefusedError, UnreachableError */
export async function requestByHttp(api: Api, entry: OutboxEntry): Promise<Carried> {
  try {
    return carriedAs((await ask(api, entry)).message);
  } catch (cause) {
    const carried = cause instanceof RefusedError ? await carriedBefore(api, entry, cause.refusal) : null;
    if (carried !== null) return carried;
    throw cause;
  }
}

function ask(api: Api, entry: OutboxEntry): Promise<{ message: Message }> {
  const { id, channel } = entry;
  switch (entry.kind) {
    case "post":
      return api.call("messages.post", { channel }, { id, ...contentOf(entry) });
    case "edit": {
      const { seq, body, rev } = entry;
      return api.call("messages.edit", { channel, seq }, { body, ...(rev !== undefined && { rev }) });
    }
    case "delete":
      return api.call("messages.remove", { channel, seq: entry.seq });
    case "act":
      return api.call("messages.act", { channel, seq: entry.seq }, { act: entry.act });
  }
}

/** A change whose first answer was lost may be refused the second time because it was carried out: then it is done. */
export async function carriedBefore(api: Api, entry: OutboxEntry, why: Refusal): Promise<Carried | null> {
  const telling =
    (entry.kind === "edit" && why.code === "stale") || (entry.kind === "delete" && why.code === "deleted");
  if (!telling || entry.attempts < 2) return null;
  const page = await api.call(
    "messages.page",
    { channel: entry.channel },
    { before: entry.seq + 1, limit: 1, rev: NEWEST_REV },
  );
  const message = page.messages.find(({ seq }) => seq === entry.seq);
  if (message === undefined) return null;
  const done = entry.kind === "edit" ? message.body === entry.body : message.deletedAt !== undefined;
  return done ? carriedAs(message) : null;
}
