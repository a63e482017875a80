/** What was typed and not sent, per channel, kept on this device until it is; and, once joined, on all of its person's devices. */

const keyOf = (member: string, channel: string) => `place.draft.${member}.${channel}`;
/** The words that the server has, as far as this device knows: what it says later may take their place. */
const toldKeyOf = (member: string, channel: string) => `place.draft-told.${member}.${channel}`;

type Listener = (text: string) => void;
const listeners = new Map<string, Set<Listener>>();
let shareWith: { member: string; write: (channel: string, text: string) => void } | null = null;

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
function store(key: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Storage closed or full: the text is still in the field.
  }
}
/** Channels with something under such a key. */
function channelsUnder(start: string): string[] {
  try {
    return Object.keys(localStorage).flatMap((key) => (key.startsWith(start) ? [key.slice(start.length)] : []));
  } catch {
    return [];
  }
}

export const drafts = {
  read: (member: string, channel: string): string => read(keyOf(member, channel)),
  /** It was typed here. */
  keep(member: string, channel: string, text: string): void {
    if (text === drafts.read(member, channel)) return;
    store(keyOf(member, channel), text);
    if (shareWith?.member === member) shareWith.write(channel, text);
  },
  /** The words as all devices have them now, or, where not `isTold`, are about to have them. */
  take(member: string, channel: string, text: string, isTold: boolean): void {
    store(keyOf(member, channel), text);
    if (isTold) store(toldKeyOf(member, channel), text);
    // Tabs of one browser keep them in one place: what is new there may be old here.
    for (const listener of listeners.get(keyOf(member, channel)) ?? []) listener(text);
  },
  /** Called with the words as they now are, those of other devices among them. Returns the function that ends it. */
  follow(member: string, channel: string, listener: Listener): () => void {
    const key = keyOf(member, channel);
    const all = listeners.get(key) ?? new Set();
    listeners.set(key, all.add(listener));
    return () => void all.delete(listener);
  },
  /** From now on what is typed is told to `write` too. Returns the function that ends it. */
  share(member: string, write: (channel: string, text: string) => void): () => void {
    const sharing = { member, write };
    shareWith = sharing;
    return () => {
      if (shareWith === sharing) shareWith = null;
    };
  },
  /** Channels with a draft on this device. */
  kept: (member: string): string[] => channelsUnder(keyOf(member, "")),
  /** Drafts of this device that the server does not have. */
  untold: (member: string): { channel: string; text: string }[] =>
    drafts
      .kept(member)
      .map((channel) => ({ channel, text: drafts.read(member, channel) }))
      .filter(({ channel, text }) => read(toldKeyOf(member, channel)) !== text),
  /** Channels whose draft was emptied here without the server's knowing. */
  emptied: (member: string): string[] =>
    channelsUnder(toldKeyOf(member, "")).filter((channel) => drafts.read(member, channel) === ""),
  /** These very words were thrown away here: the server has them only because it was not told. */
  isThrownAway: (member: string, channel: string, text: string): boolean =>
    text !== "" && drafts.read(member, channel) === "" && read(toldKeyOf(member, channel)) === text,
};
