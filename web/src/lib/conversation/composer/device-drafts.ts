/**
 * What was typed and not sent, per channel, kept on this device until it is; and, once joined, on all of its person's devices. Tabs
 * of one browser keep it in one place: what another one wrote there meanwhile is not written over, it becomes another draft.
 */
import { otherDrafts } from "./other-drafts.ts";
import { channelsUnder, onStored, readText, writeText } from "../../base/browser/storage.ts";

const START = "place.draft.";
const keyOf = (member: string, channel: string) => `${START}${member}.${channel}`;
/** The words that the server has, as far as this device knows: what it says later may take their place. */
const sentKeyOf = (member: string, channel: string) => `place.draft-told.${member}.${channel}`;
/** When the words were typed, ms by the server's clock. */
const atKeyOf = (member: string, channel: string) => `place.draft-at.${member}.${channel}`;

/** False: something is being typed there, and stays. */
type Listener = (text: string) => boolean;
interface Shared {
  member: string;
  write: (channel: string, text: string) => void;
  leave: (channel: string) => void;
  /** Another tab typed it, and tells the server. */
  adopt: (channel: string, text: string) => void;
  /** Milliseconds by the server's clock. */
  now: () => number;
}
const listeners = new Map<string, Set<Listener>>();
/** What this tab last read, wrote or showed: anything else that stands there is another tab's. */
const seen = new Map<string, string>();
let shareWith: Shared | null = null;

function show(key: string, text: string): void {
  const all = [...(listeners.get(key) ?? [])];
  if (all.map((listener) => listener(text)).every((isShown) => isShown)) seen.set(key, text);
}

onStored(START, (key, text, before) => {
  const mine = seen.get(key) ?? "";
  // Both wrote at once, and neither saw the other's: both tabs decide alike.
  if (before !== mine && mine !== text && mine.trim() !== "" && text.trim() !== "") {
    const [stays, goes] = text > mine ? [text, mine] : [mine, text];
    otherDrafts.addUnder(key.slice(START.length), goes);
    if (stays === mine) return writeText(key, mine);
  }
  show(key, text);
  const member = shareWith?.member ?? "";
  const start = keyOf(member, "");
  if (shareWith && key.startsWith(start) && seen.get(key) === text) shareWith.adopt(key.slice(start.length), text);
});

export const drafts = {
  read(member: string, channel: string): string {
    const text = readText(keyOf(member, channel));
    seen.set(keyOf(member, channel), text);
    return text;
  },
  /** It was typed here. */
  keep(member: string, channel: string, text: string): void {
    const key = keyOf(member, channel);
    const known = seen.get(key) ?? "";
    if (text === known) return;
    const stored = readText(key);
    if (stored !== known && stored !== text) otherDrafts.add(member, channel, stored);
    writeText(key, text);
    writeText(atKeyOf(member, channel), String(shareWith?.now() ?? Date.now()));
    seen.set(key, text);
    if (shareWith?.member === member) shareWith.write(channel, text);
  },
  /** Words from elsewhere than the field, which shows them where it is on the screen. */
  put(member: string, channel: string, text: string): void {
    drafts.keep(member, channel, text);
    show(keyOf(member, channel), text);
  },
  /** The page may close in the next moment. */
  leave(member: string, channel: string): void {
    if (shareWith?.member === member) shareWith.leave(channel);
  },
  /** The words as all devices have them now, or, where not `isSent`, are about to have them. `at`: when they were typed. */
  take(member: string, channel: string, text: string, at: number, isSent: boolean): void {
    const key = keyOf(member, channel);
    if (isSent) writeText(sentKeyOf(member, channel), text);
    const stored = readText(key);
    // Another tab has typed on since then, and will say so.
    if (stored !== text && at < Number(readText(atKeyOf(member, channel)))) return;
    writeText(key, text);
    writeText(atKeyOf(member, channel), text === "" ? "" : String(at));
    show(key, text);
  },
  /** Called with the words as they now are, those of other tabs and devices among them. Returns the function that ends it. */
  follow(member: string, channel: string, listener: Listener): () => void {
    const key = keyOf(member, channel);
    const all = listeners.get(key) ?? new Set();
    listeners.set(key, all.add(listener));
    return () => void all.delete(listener);
  },
  /** From now on what is typed is told to `sharing` too. Returns the function that ends it. */
  share(sharing: Shared): () => void {
    shareWith = sharing;
    return () => {
      if (shareWith === sharing) shareWith = null;
    };
  },
  /** Channels with a draft on this device. */
  kept: (member: string): string[] => channelsUnder(keyOf(member, "")),
  /** Drafts of this device that the server does not have, those that were emptied among them: `sent` is what it has. */
  unsent: (member: string): { channel: string; text: string; sent: string; at: number }[] =>
    [...new Set([...drafts.kept(member), ...channelsUnder(sentKeyOf(member, ""))])]
      .map((channel) => ({
        channel,
        text: readText(keyOf(member, channel)),
        sent: readText(sentKeyOf(member, channel)),
        at: Number(readText(atKeyOf(member, channel))),
      }))
      .filter(({ text, sent }) => sent !== text),
};
