/**
 * Words that gave way to others whose writer had not seen them: typed in another tab or on another device at the same time. Kept on
 * this device until they are taken or thrown away.
 */
import { onStored, readText, writeText } from "../../base/browser/storage.ts";

const START = "place.draft-other.";
const keyOf = (member: string, channel: string) => `${START}${member}.${channel}`;
/** Of one channel, the newest. */
const STORED_MAX = 5;

type Listener = () => void;
const listeners = new Map<string, Set<Listener>>();
const notify = (key: string) => listeners.get(key)?.forEach((listener) => listener());
onStored(START, notify);

function all(key: string): string[] {
  try {
    const texts = JSON.parse(readText(key) || "[]") as unknown;
    return Array.isArray(texts) ? texts.filter((text): text is string => typeof text === "string") : [];
  } catch {
    return [];
  }
}
function keep(key: string, texts: string[]): void {
  writeText(key, texts.length > 0 ? JSON.stringify(texts) : "");
  notify(key);
}

export const otherDrafts = {
  /** The newest; empty where there is none. */
  newest: (member: string, channel: string): string => all(keyOf(member, channel)).at(-1) ?? "",
  add: (member: string, channel: string, text: string): void => otherDrafts.addUnder(`${member}.${channel}`, text),
  /** `place`: member and channel, joined by a dot. */
  addUnder(place: string, text: string): void {
    if (text.trim() === "") return;
    const key = START + place;
    keep(key, [...all(key).filter((other) => other !== text), text].slice(-STORED_MAX));
  },
  drop(member: string, channel: string, text: string): void {
    const key = keyOf(member, channel);
    keep(
      key,
      all(key).filter((other) => other !== text),
    );
  },
  /** Called when there are others than before. Returns the function that ends it. */
  follow(member: string, channel: string, listener: Listener): () => void {
    const key = keyOf(member, channel);
    const known = listeners.get(key) ?? new Set();
    listeners.set(key, known.add(listener));
    return () => void known.delete(listener);
  },
};
