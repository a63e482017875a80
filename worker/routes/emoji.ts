/** The class's own emoji: bringing one, looking at it, taking it out of the offer. */
import { Hono } from "hono";
import {
  AddEmojiBody,
  EMOJI_BODY_MAX_BYTES,
  EMOJI_MAX,
  EMOJI_PER_DAY,
  EmojiNameSchema,
  PublicIdSchema,
  parse,
  type ClassEmoji,
} from "../../protocol/index.ts";
import { enterWorkspace, permitInWorkspace, type Permit } from "../access.ts";
import { readBody } from "../body.ts";
import { readEmojiPicture, TOO_LARGE } from "../files/emoji-picture.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { isStandardEmoji } from "../room/commit/standard-emoji.ts";
import { takeAllowance, untilTomorrow } from "../store/allowances.ts";
import { openDb, type Db } from "../store/db.ts";
import { dropPictures, getPicture, keepsFiles, putPicture, withoutFiles } from "../files/stored-emoji.ts";
import { addEmoji, emojiRows, findEmoji, offeredCount, removeEmoji, toEmoji } from "../store/emoji.ts";
import { publicId } from "../store/public-id.ts";

export const emoji = new Hono<HonoEnv>()
  .get("/workspaces/:workspace/emoji", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { workspace } = permitInWorkspace("readWorkspace", standing);
    return c.json({ emoji: (await emojiRows(db, workspace.no)).map(toEmoji) });
  })
  .post("/workspaces/:workspace/emoji", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const permit = permitInWorkspace("addEmoji", standing);
    if (!keepsFiles(c.env)) throw withoutFiles();
    await throttleAccount(c, c.get("caller"), "emoji");
    const { name, picture } = await readBody(c, AddEmojiBody, EMOJI_BODY_MAX_BYTES).catch(inWordsOfPictures);
    const { type, bytes } = readEmojiPicture(picture);
    const before = await demandFreeName(db, permit, name);
    await takeFromDay(db, permit);
    const { workspace, member } = permit;
    const at = { name, version: publicId() };
    // The picture is there before anybody hears of it.
    await putPicture(c.env, workspace.id, at, { type, bytes });
    const isAdded = await addEmoji(db, permit, { ...at, type, bytes: bytes.byteLength }, Date.now());
    if (!isAdded) {
      await dropPictures(c.env, workspace.id, [at]);
      // Somebody was quicker with the name, or with the last place.
      await demandFreeName(db, permit, name);
      throw tooMany();
    }
    if (before) await dropPictures(c.env, workspace.id, [before]);
    const added: ClassEmoji = { ...at, by: member.id };
    await live.tell(c.env, workspace.id, { everyone: true }, { type: "emojiChanged", emoji: added });
    return c.json({ emoji: added }, 201);
  })
  .delete("/workspaces/:workspace/emoji/:name", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { workspace, member } = permitInWorkspace("readWorkspace", standing);
    await throttleAccount(c, c.get("caller"), "emoji");
    const known = await findEmoji(db, workspace.no, nameParam(c));
    if (!known) throw new Refused("not_found");
    const permit = permitInWorkspace("removeEmoji", standing, { isAuthor: known.by === member.id });
    const removed: ClassEmoji = { ...toEmoji(known), removed: true };
    if (known.removedAt === null) {
      await dropPictures(c.env, workspace.id, await removeEmoji(db, permit, known.name, Date.now()));
      await live.tell(c.env, workspace.id, { everyone: true }, { type: "emojiChanged", emoji: removed });
    }
    return c.json({ emoji: removed });
  })
  .get("/workspaces/:workspace/emoji/:name/:version", async (c) => {
    const standing = await enterWorkspace(openDb(c.env.DB), c.get("caller"), c.req.param("workspace"));
    const { workspace } = permitInWorkspace("readWorkspace", standing);
    const version = parse(PublicIdSchema, c.req.param("version"));
    const picture = version.ok
      ? await getPicture(c.env, workspace.id, { name: nameParam(c), version: version.value })
      : undefined;
    if (!picture) throw new Refused("not_found");
    return c.body(picture.body, 200, {
      "content-type": picture.type,
      // For ever, but in the browser of who may see the class and in no cache on the way.
      "cache-control": "private, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; sandbox",
    });
  });

/** What can be no name is the name of nothing. */
function nameParam(c: AppContext): string {
  const name = parse(EmojiNameSchema, c.req.param("name"));
  if (!name.ok) throw new Refused("not_found");
  return name.value;
}

function inWordsOfPictures(error: unknown): never {
  throw error instanceof Refused && error.refusal.code === "too_large" ? new Refused("too_large", TOO_LARGE) : error;
}

/** @returns the removed emoji that had the name before @throws Refused `name_taken`, `too_many` */
async function demandFreeName(db: Db, { workspace }: Permit<"addEmoji">, name: string) {
  if (await isStandardEmoji(name)) {
    throw new Refused("name_taken", {
      field: "name",
      sentence: `:${name}: is an emoji everywhere. Take another name.`,
    });
  }
  const [known, count] = await Promise.all([findEmoji(db, workspace.no, name), offeredCount(db, workspace.no)]);
  if (known?.removedAt === null)
    throw new Refused("name_taken", { field: "name", sentence: `:${name}: is there already. Take another name.` });
  if (count >= EMOJI_MAX) throw tooMany();
  return known;
}

const tooMany = () =>
  new Refused("too_many", {
    sentence: `A class has at most ${EMOJI_MAX} emoji of its own. Remove one to make room.`,
  });

/** @throws Refused `too_fast` where the class was brought as many today as a day takes */
async function takeFromDay(db: Db, { workspace }: Permit<"addEmoji">): Promise<void> {
  const now = Date.now();
  if (await takeAllowance(db, workspace.no, "emoji", { amount: 1, perDay: EMOJI_PER_DAY, now })) return;
  throw new Refused("too_fast", {
    sentence: `A class takes in ${EMOJI_PER_DAY} new emoji a day, and has. More can come tomorrow (UTC).`,
    retryAfter: untilTomorrow(now),
  });
}
