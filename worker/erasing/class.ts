/**
 * Taking out a class: it is shut first, then its rooms are emptied, so that nothing is written any more; then its history and what is found
 * of it, its files, and last its rows. Nothing else is touched: everything is found by the class's own numbers and names.
 */
import { backupsPrefix } from "../../protocol/archive/backup.ts";
import { backupsOf } from "../backup/contract.ts";
import { prefixOf } from "../files/bucket.ts";
import { facePrefixOf } from "../files/profile-picture.ts";
import { emojiPrefixOf } from "../files/stored-emoji.ts";
import { meterOf } from "../meter/carry.ts";
import { hubOf, roomOf } from "../room/stubs.ts";
import { factsOf } from "../room/channel-facts.ts";
import { searchOf, writeFound } from "../search/found.ts";
import { openDb } from "../store/db.ts";
import { classByNo } from "../store/erasures.ts";
import {
  channelsAfter,
  oldestOf,
  removeAccountsOfClass,
  removeClass,
  removeRowsOfChannel,
  removeUpTo,
  shutClass,
} from "../store/erasing-steps.ts";
import { channelWithHome } from "../store/channel-with-home.ts";
import { plus, type Progress, type Step } from "./job.ts";

export interface ClassState {
  phase: "shut" | "rooms" | "history" | "files" | "late" | "accounts" | "rows";
  /** Of `rooms`, `history` and `late`: the channel that comes next. */
  channelNo: number;
}
export const CLASS_BEGINS: ClassState = { phase: "shut", channelNo: 0 };

/** Calls of a step, about: a run may make fifty (free plan). */
const ROOMS = 10;
const MESSAGES = 1_000;
const OBJECTS = 500;
const PREFIXES = [prefixOf, facePrefixOf, emojiPrefixOf];
const ACCOUNTS = 10;

export const eraseClass: Step<ClassState> = async (env, { no }, before) => {
  const db = openDb(env.DB);
  const workspace = await classByNo(db, no);
  // A job that died behind its last step.
  if (!workspace) return null;
  const { state, counts } = before;
  const go = (phase: ClassState["phase"], more: Progress<ClassState>["counts"] = {}, channelNo = 0) => ({
    state: { phase, channelNo },
    counts: plus(counts, more),
  });
  switch (state.phase) {
    case "shut":
      await shutClass(db, no, Date.now());
      await hubOf(env, workspace.id).classGone();
      return go("rooms");
    case "rooms": {
      const { channels, next } = await channelsAfter(db, no, state.channelNo, ROOMS);
      for (const channel of channels) {
        const known = await channelWithHome(db, channel.id);
        if (known) await roomOf(env, channel.id).takeOut(factsOf(known), { type: "everything" });
      }
      return next === null ? go("history") : go("rooms", {}, next);
    }
    case "history":
    // What a room had on its way to D1 when it was emptied may have come in behind.
    case "late": {
      const { channels, next } = await channelsAfter(db, no, state.channelNo, 1);
      const [channel] = channels;
      const isLate = state.phase === "late";
      if (!channel) return go(isLate ? "accounts" : "files");
      const gone = await oldestOf(env.DB, channel.no, MESSAGES);
      const last = gone.at(-1);
      if (last) {
        const search = searchOf(env);
        if (search)
          await writeFound(
            search,
            gone.map((one) => ({ ...one, channelNo: channel.no, indexed: null })),
          );
        await removeUpTo(env.DB, channel.no, last.seq);
        return go(state.phase, { messages: gone.length }, channel.no);
      }
      await removeRowsOfChannel(db, channel.no);
      const more = isLate ? { channels: 1 } : {};
      if (next !== null) return go(state.phase, more, next);
      return go(isLate ? "accounts" : "files", more);
    }
    case "files": {
      await backupsOf(env, workspace.id).end();
      const bucket = (env as Partial<Env>).FILES;
      if (!bucket) return go("late");
      for (const prefix of [
        ...PREFIXES.map((of) => of(workspace.id)),
        `archives/${workspace.id}/`,
        backupsPrefix(workspace.id),
      ]) {
        const { objects } = await bucket.list({ prefix, limit: OBJECTS });
        if (objects.length === 0) continue;
        await bucket.delete(objects.map(({ key }) => key));
        return go("files", { files: objects.length });
      }
      return go("late");
    }
    case "accounts":
      return (await removeAccountsOfClass(db, no, ACCOUNTS)) > 0 ? go("accounts") : go("rows");
    case "rows": {
      await meterOf(env).forget(workspace.id);
      await searchOf(env)?.prepare(`DELETE FROM reindexing WHERE workspace_no = ?`).bind(no).run();
      return { ...go("rows", { people: await removeClass(db, no), classes: 1 }), isDone: true };
    }
  }
};
