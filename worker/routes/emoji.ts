/** The class's own emoji: bringing one, looking at it, taking it out of the offer. */
import { EMOJI_MAX, EMOJI_PER_DAY, type ClassEmoji } from "../../protocol/index.ts";
import { permitInWorkspace, type Permit } from "../access.ts";
import { readEmojiPicture, TOO_LARGE } from "../files/emoji-picture.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { isStandardEmoji } from "../room/commit/standard-emoji.ts";
import { takeAllowance, untilTomorrow } from "../store/allowances.ts";
import type { Db } from "../store/db.ts";
import { dropPictures, getPicture, keepsFiles, putPicture, withoutFiles } from "../files/stored-emoji.ts";
import { addEmoji, emojiRows, findEmoji, offeredCount, removeEmoji, toEmoji } from "../store/emoji.ts";
import { publicId } from "../store/public-id.ts";
import { because } from "../../protocol/reasons.ts";

export const emoji: HandlersOf<"emoji"> = {
  async list({ db, permit }) {
    return { emoji: (await emojiRows(db, permit.workspace.no)).map(toEmoji) };
  },

  async add({ env, db, permit, rate, readBody }) {
    if (!keepsFiles(env)) throw withoutFiles();
    await rate();
    const { name, picture } = await readBody().catch(inWordsOfPictures);
    const { type, bytes } = readEmojiPicture(picture);
    const before = await demandFreeName(db, permit, name);
    await takeFromDay(db, permit);
    const { workspace, member } = permit;
    const at = { name, version: publicId() };
    // The picture is there before anybody hears of it.
    await putPicture(env, workspace.id, at, { type, bytes });
    const isAdded = await addEmoji(db, permit, { ...at, type, bytes: bytes.byteLength }, Date.now());
    if (!isAdded) {
      await dropPictures(env, workspace.id, [at]);
      // Somebody was quicker with the name, or with the last place.
      await demandFreeName(db, permit, name);
      throw tooMany();
    }
    if (before) await dropPictures(env, workspace.id, [before]);
    const added: ClassEmoji = { ...at, by: member.id };
    await live.sendEvent(env, workspace.id, { everyone: true }, { type: "emojiChanged", emoji: added });
    return { emoji: added };
  },

  async remove({ env, db, context, params }) {
    const { workspace, member } = context;
    const known = await findEmoji(db, workspace.no, params.name);
    if (!known) throw new Refused("not_found");
    const permit = permitInWorkspace("removeEmoji", context, { isAuthor: known.by === member.id });
    const removed: ClassEmoji = { ...toEmoji(known), removed: true };
    if (known.removedAt === null) {
      await dropPictures(env, workspace.id, await removeEmoji(db, permit, known, Date.now()));
      await live.sendEvent(env, workspace.id, { everyone: true }, { type: "emojiChanged", emoji: removed });
    }
    return { emoji: removed };
  },

  async picture({ c, env, permit, params }) {
    const picture = await getPicture(env, permit.workspace.id, params);
    if (!picture) throw new Refused("not_found");
    return c.body(picture.body, 200, {
      "content-type": picture.type,
      // For ever, but in the browser of who may see the class and in no cache on the way.
      "cache-control": "private, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; sandbox",
    });
  },
};

function inWordsOfPictures(error: unknown): never {
  throw error instanceof Refused && error.refusal.code === "too_large" ? new Refused("too_large", TOO_LARGE) : error;
}

/** @returns the removed emoji that had the name before @throws Refused `name_taken`, `too_many` */
async function demandFreeName(db: Db, { workspace }: Permit<"addEmoji">, name: string) {
  if (await isStandardEmoji(name)) {
    throw new Refused("name_taken", {
      field: "name",
      ...because("emoji_standard", { name }),
    });
  }
  const [known, count] = await Promise.all([findEmoji(db, workspace.no, name), offeredCount(db, workspace.no)]);
  if (known?.removedAt === null)
    throw new Refused("name_taken", { field: "name", ...because("emoji_there", { name }) });
  if (count >= EMOJI_MAX) throw tooMany();
  return known;
}

const tooMany = () => new Refused("too_many", because("emoji_full", { most: EMOJI_MAX }));

/** @throws Refused `too_fast` where the class was brought as many today as a day takes */
async function takeFromDay(db: Db, { workspace }: Permit<"addEmoji">): Promise<void> {
  const now = Date.now();
  if (await takeAllowance(db, workspace.no, "emoji", { amount: 1, perDay: EMOJI_PER_DAY, now })) return;
  throw new Refused("too_fast", {
    ...because("emoji_day", { most: EMOJI_PER_DAY }),
    retryAfter: untilTomorrow(now),
  });
}
