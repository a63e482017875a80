/**
 * Taking out an account: in each class it was in what was written there, by the channel's own room, so that screens, history, index and
 * files follow as with every message that is deleted; then what was its own there; last the account.
 */
import { dropPicture } from "../files/profile-picture.ts";
import { factsOf } from "../room/channel-facts.ts";
import { roomOf } from "../room/stubs.ts";
import { channelWithHome } from "../store/channel-with-home.ts";
import { openDb } from "../store/db.ts";
import { askWhereNobodyIs, placesOfAccount, removeAccount, removeMemberData } from "../store/erasing-steps.ts";
import { WALK_BEGINS, walkWordsOf, type Walk } from "../store/words-of.ts";
import { waitForErasure } from "./ask.ts";
import { plus, type Step } from "./job.ts";

export interface AccountState {
  /** The member that comes next, and how far the walk through their class is. */
  memberNo: number;
  walk: Walk;
}
export const ACCOUNT_BEGINS: AccountState = { memberNo: 0, walk: WALK_BEGINS };

/** Messages that a room takes out in one turn. */
const AT_ONCE = 100;

export const eraseAccount: Step<AccountState> = async (env, { no }, { state, counts }) => {
  const db = openDb(env.DB);
  const [place] = await placesOfAccount(db, no, state.memberNo);
  if (!place) {
    await removeAccount(db, no);
    return { state, counts: plus(counts, { records: 1 }), isDone: true };
  }
  const { memberNo, memberId, workspaceNo, workspaceId } = place;
  const walk = memberNo === state.memberNo ? state.walk : WALK_BEGINS;
  const { found, next } = await walkWordsOf(env.DB, db, workspaceNo, memberId, "touched", walk, AT_ONCE);
  let sum = counts;
  if (found) {
    const known = await channelWithHome(db, found.channel.id);
    const seqs = found.messages.map(({ seq }) => seq);
    const order = { type: "wordsOf", member: memberId, seqs } as const;
    if (known) sum = plus(sum, await roomOf(env, found.channel.id).takeOut(factsOf(known), order));
  }
  if (next) return { state: { memberNo, walk: next }, counts: sum };
  await dropPicture(env, { workspace: workspaceId, of: memberId, version: place.pictureAt });
  await removeMemberData(db, memberNo);
  // Nobody else was ever in it: with them it goes.
  const lonely = await askWhereNobodyIs(db, workspaceNo, no, Date.now());
  if (lonely) await waitForErasure(env, lonely);
  return { state: { memberNo: memberNo + 1, walk: WALK_BEGINS }, counts: plus(sum, { classes: 1, records: 1 }) };
};
