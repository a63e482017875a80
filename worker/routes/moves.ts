/** Messages that the teaching team moves to another channel or a thread. */
import { MOVE_MAX, MOVE_UNDONE_WITHIN_MS, type Move } from "../../protocol/moves.ts";
import { because } from "../../protocol/reasons.ts";
import { approachChannel, permitInChannel } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import type { Moved } from "../room/moving.ts";
import { roomOf } from "../room/stubs.ts";
import { homeOf, opensMore, whoLosesSight } from "../store/moves.ts";
import { publicId } from "../store/public-id.ts";

export const moves: HandlersOf<"moves"> = {
  async move({ env, db, caller, permit, body: { from, to, target } }) {
    if (to < from || to - from >= MOVE_MAX) throw new Refused("invalid", { field: "to" });
    const there = await approachChannel(db, caller, target);
    if (there.workspace.no !== permit.workspace.no) throw new Refused("not_found");
    if (there.channel.no === permit.channel.no) throw new Refused("invalid", { field: "target" });
    permitInChannel("moveMessages", there);
    permitInChannel("post", there);
    if (await opensMore(db, homeOf(permit), homeOf(there)))
      throw new Refused("forbidden", { ...because("move_opens"), field: "target" });
    const room = roomOf(env, permit.channel.id);
    const facts = factsOf(permit);
    const seqs = Array.from({ length: to - from + 1 }, (_, n) => from + n);
    const found = (await room.move(facts, { type: "look", seqs })).messages.filter(
      ({ deletedAt }) => deletedAt === undefined,
    );
    if (found.length === 0) throw new Refused("not_found", because("move_nothing"));
    if (found.some(({ meta }) => meta?.thread ?? meta?.fromThread ?? meta?.alsoToChannel))
      throw new Refused("forbidden", because("move_thread"));
    const authors = [...new Set(found.map(({ author }) => author))];
    const name = await whoLosesSight(db, homeOf(permit), homeOf(there), authors);
    if (name !== undefined) throw new Refused("forbidden", { ...because("move_unread", { name }), field: "target" });
    const id = publicId();
    const order = { type: "out", id, seqs: found.map(({ seq }) => seq), target: factsOf(there) } as const;
    const moved = await room.move(facts, { ...order, by: permit.member.id });
    // Deleted, or moved by somebody else, while it was looked at.
    if (moved.isDone && moved.places.length === 0) throw new Refused("not_found", because("move_nothing"));
    return { move: toMove(id, target, moved) };
  },

  async undo({ env, permit, params }) {
    const since = Date.now() - MOVE_UNDONE_WITHIN_MS;
    const order = { type: "back", id: params.move, since, by: permit.member.id } as const;
    const moved = await roomOf(env, permit.channel.id).move(factsOf(permit), order);
    if (!moved.isThere) throw new Refused("not_found");
    return { move: toMove(params.move, permit.channel.id, moved) };
  },
};

const toMove = (id: string, target: string, { places, isDone }: Moved): Move => ({ id, target, places, isDone });
