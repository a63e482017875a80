/** A message's JSON is made once: for every reader, for the page that a newcomer gets, and for D1. */
import type { Message } from "../../../protocol/index.ts";

const made = new WeakMap<Message, string>();

/** `message` must not be changed afterwards; the room makes a new object for each change. */
export function jsonOf(message: Message): string {
  let json = made.get(message);
  if (json === undefined) made.set(message, (json = JSON.stringify(message)));
  return json;
}

/** JSON of an array of messages. */
export const jsonOfAll = (messages: readonly Message[]): string => `[${messages.map(jsonOf).join(",")}]`;
