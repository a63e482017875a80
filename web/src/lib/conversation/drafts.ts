/** What was typed and not sent, per channel, kept on this device until it is; and, once joined, on all of its person's devices. */

const keyOf = (member: string, channel: string) => `place.draft.${member}.${channel}`;
/** The server has the same words: what it says later may take their place. */
const toldKeyOf = (member: string, channel: string) => `place.draft-told.${member}.${channel}`;

type Listener = (text: string) => void;
const listeners = new Map<string, Set<Listener>>();
let shareWith: { member: string; write: (channel: string, text: string) => void } | null = null;

function store(member: string, channel: string, text: string, isTold: boolean): void {
  try {
    if (text === "") localStorage.removeItem(keyOf(member, channel));
    else localStorage.setItem(keyOf(member, channel), text);
    if (isTold && text !== "") localStorage.setItem(toldKeyOf(member, channel), "1");
    else localStorage.removeItem(toldKeyOf(member, channel));
  } catch {
    // Storage closed or full: the text is still in the field.
  }
}

export const drafts = {
  read(member: string, channel: string): string {
    try {
      return localStorage.getItem(keyOf(member, channel)) ?? "";
    } catch {
      return "";
    }
  },
  /** It was typed here. */
  keep(member: string, channel: string, text: string): void {
    if (text === drafts.read(member, channel)) return;
    store(member, channel, text, false);
    if (shareWith?.member === member) shareWith.write(channel, text);
  },
  /** The words as all devices have them now, or, where not `isTold`, are about to have them. */
  take(member: string, channel: string, text: string, isTold: boolean): void {
    store(member, channel, text, isTold);
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
  kept(member: string): string[] {
    const start = keyOf(member, "");
    try {
      return Object.keys(localStorage).flatMap((key) => (key.startsWith(start) ? [key.slice(start.length)] : []));
    } catch {
      return [];
    }
  },
  /** Drafts of this device that the server does not have. */
  untold(member: string): { channel: string; text: string }[] {
    return drafts
      .kept(member)
      .map((channel) => ({ channel, text: drafts.read(member, channel) }))
      .filter(({ channel }) => {
        try {
          return localStorage.getItem(toldKeyOf(member, channel)) === null;
        } catch {
          return false;
        }
      });
  },
};
