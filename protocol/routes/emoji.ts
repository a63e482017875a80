/** The class's own emoji: bringing one, looking at it, taking it out of the offer. */
import * as v from "valibot";
import { AddEmojiBody, ClassEmojiSchema, EMOJI_BODY_MAX_BYTES, EmojiNameSchema } from "../class-emoji.ts";
import { PublicIdSchema } from "../text.ts";
import type { Row } from "./route.ts";

const One = () => v.object({ emoji: ClassEmojiSchema });

export const emoji = {
  list: {
    method: "GET",
    path: "/workspaces/:workspace/emoji",
    needs: { workspace: "readWorkspace" },
    bots: "read",
    answer: () => v.object({ emoji: v.array(ClassEmojiSchema) }),
    etag: true,
    since: "0.1",
    says: "by name, as in `bootstrap`: removed ones that are still shown included",
  },
  add: {
    method: "POST",
    path: "/workspaces/:workspace/emoji",
    needs: { workspace: "addEmoji" },
    body: AddEmojiBody,
    maxBytes: EMOJI_BODY_MAX_BYTES,
    // The picture is read when it is known that there is where to keep it.
    order: ["permit"],
    answer: One,
    status: 201,
    rate: { account: "emoji" },
    since: "0.1",
    says: "`picture` is a data URL in base64 of a PNG, GIF, WebP or JPEG by its bytes, 128 KB, 1024 pixels a side; not for guests",
  },
  remove: {
    method: "DELETE",
    path: "/workspaces/:workspace/emoji/:name",
    needs: { workspace: "removeEmoji" },
    params: { name: EmojiNameSchema },
    // Who added it decides.
    order: ["rate"],
    answer: One,
    rate: { account: "emoji" },
    since: "0.1",
    says: "`removed`, by who added it and the teaching team; what was written with it still shows it",
  },
  picture: {
    method: "GET",
    path: "/workspaces/:workspace/emoji/:name/:version",
    needs: { workspace: "readWorkspace" },
    bots: "read",
    params: { name: EmojiNameSchema, version: PublicIdSchema },
    answer: "picture",
    since: "0.1",
    says: "the picture, for who may see the class; the same for ever",
  },
} as const satisfies Record<string, Row>;
