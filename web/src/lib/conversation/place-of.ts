/** Where in the history a place lies that somebody named. */
import { t } from "#texts/jump";
import { outcomeOf } from "../base/outcome.ts";
import type { ConversationClass } from "./context.ts";
import type { Where } from "./where.ts";

export type Place = { ok: true; seq: number | "last" } | { ok: false; sentence: string };

/**
 * Asks the server where a moment lies; everything else is known. `sentence`: why not.
 * @param head the newest message, as far as it is known: what is above it is nowhere
 */
export async function placeOf(
  workspace: Pick<ConversationClass, "api">,
  channel: string,
  where: Where,
  head = 0,
): Promise<Place> {
  if (where.kind === "first") return { ok: true, seq: 1 };
  if (where.kind === "last") return { ok: true, seq: "last" };
  if (where.kind === "message" && head > 0 && where.seq > head) return { ok: false, sentence: t.noSuch({ head }) };
  if (where.kind === "message") return { ok: true, seq: where.seq };
  const outcome = await outcomeOf(workspace.api.call("messages.places", { channel }, { times: [where.at] }));
  if (!outcome.ok) return { ok: false, sentence: outcome.refusal.sentence };
  const { places, last } = outcome.value;
  if (!last) return { ok: false, sentence: t.none };
  const seq = places[0] ?? 1;
  // After the last message of the history there may be some of the last moments.
  return { ok: true, seq: seq > last.seq ? "last" : seq };
}
