/** A message's text as it is drawn in a class of a few people with an emoji of their own. */
import { bodyToHtml } from "../../../web/src/lib/conversation/markup/body-html.ts";
import type { Names } from "../../../web/src/lib/conversation/markup/plain-text.ts";

const EMOJI = new Map(
  ["blobcat", "ok", "_party_", "a+b"].map((name) => [name, `/api/workspaces/w-1/emoji/${name}/v-1`] as const),
);
export const names: Names = {
  member: (handle) => {
    if (handle.toLowerCase() === "ada") return { id: "m-ada", name: "Ada Lovelace", isMe: true };
    return handle === "ben.b" ? { id: "m-ben", name: 'Ben "B" <b>', isMe: false } : undefined;
  },
  channel: (name) => (name === "general" ? { id: "c-1", href: "/c/c-1" } : undefined),
  emoji: (name) => EMOJI.get(name),
};
export const html = (body: string) => bodyToHtml(body, names);
/** Every element that is made, in order. */
export const tags = (body: string) => [...html(body).matchAll(/<([a-z]+)/gu)].map((match) => match[1]);
