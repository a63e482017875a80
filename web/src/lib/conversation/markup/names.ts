/** Who and what a message can point at, looked up by what is written. */
import type { Member } from "../../../../../protocol/index.ts";
import { handleKey } from "../../../../../protocol/handles.ts";
import type { EmojiAddress } from "../../class/emoji/written.ts";
import type { Names } from "./plain-text.ts";

/** The part of a channel that a message can name. */
export interface NamedChannel {
  id: string;
  name: string;
}

/** @param people of two with one handle the later one is meant @param me my member id. */
export function namesOf(
  people: readonly Member[],
  named: readonly NamedChannel[],
  me: string,
  emoji: EmojiAddress,
): Names {
  const members = new Map(
    people.map(({ id, handle, name, left }) => [
      handleKey(handle),
      { id, name, isMe: id === me, hasLeft: left === true },
    ]),
  );
  const channels = new Map(
    named.filter(({ name }) => name !== "").map(({ id, name }) => [name.toLowerCase(), { id, href: `/c/${id}` }]),
  );
  return { member: (handle) => members.get(handleKey(handle)), channel: (name) => channels.get(name), emoji };
}
