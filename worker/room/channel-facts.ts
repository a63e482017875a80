/** What the room must know of its channel to decide alone. Told by the worker at every contact, kept for the time between. */
import { hasStudentTasks, restoredAtOf } from "../store/class-settings.ts";
import type { ChannelFacts, RoomRules } from "./contract.ts";
import { keepsOf } from "../store/keeping.ts";
import { wentOf } from "../store/moved-threads.ts";
import type { ChannelContext } from "../store/membership-context.ts";

export function factsOf(
  context: Pick<ChannelContext, "channel" | "workspace"> & Partial<Pick<ChannelContext, "parent" | "isLarge">>,
): ChannelFacts {
  const { channel, workspace, parent, isLarge } = context;
  const { no, id, kind, posting, archivedAt, parentSeq } = channel;
  const facts: ChannelFacts = {
    channelNo: no,
    channelId: id,
    workspaceNo: workspace.no,
    workspaceId: workspace.id,
    kind,
    posting,
    archived: archivedAt !== null,
  };
  const { slow, holds, locked } = channel.rules ?? {};
  if (slow) facts.slow = slow;
  if (holds) facts.holds = true;
  if (locked) facts.locked = true;
  if (workspace.heldWords?.length) facts.words = workspace.heldWords;
  if (isLarge) facts.isLarge = true;
  if (hasStudentTasks(workspace.meta)) facts.studentTasks = true;
  const restoredAt = restoredAtOf(workspace.meta);
  if (restoredAt !== undefined) facts.restoredAt = restoredAt;
  const keeps = keepsOf(channel.meta);
  if (keeps) facts.keepDays = keeps.days;
  const played = workspace.demo ? workspace.meta?.["played"] : undefined;
  if (typeof played === "string") facts.played = played;
  const went = wentOf(channel.meta);
  if (parent && parentSeq !== null)
    facts.thread = { seq: parentSeq, parent: factsOf({ channel: parent, workspace }), ...(went > 0 && { went }) };
  return facts;
}

/** The channel whose members may read here: a thread's are its parent's. */
export const membersNoOf = (facts: ChannelFacts): number => facts.thread?.parent.channelNo ?? facts.channelNo;

/** The rules that a channel and its threads are written in by: a thread has none of its own, but its lock. */
export const homeOf = (facts: ChannelFacts): ChannelFacts => facts.thread?.parent ?? facts;

/** What a notice that the rules of a channel changed means for a thread in it. */
export function withRules(facts: ChannelFacts, rules: RoomRules): ChannelFacts {
  // A room of the build before says nothing of these.
  const all = { slow: undefined, holds: undefined, keepDays: undefined, ...rules };
  if (!facts.thread) return { ...facts, ...all };
  return {
    ...facts,
    archived: rules.archived,
    thread: { ...facts.thread, parent: { ...facts.thread.parent, ...all } },
  };
}
