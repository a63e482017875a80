/** What a notification says, in the language of its reader. Pure: a push carries what was written, and the words around it are here. */
import type { PushPayload } from "../../../protocol/push.ts";

type Texts = Record<
  "newMessage" | "newMessages" | "somebody" | "inPlace" | "inAThread" | "inAThreadOf" | "unread" | "test",
  string
>;

/** Read as they stand: none of them has a plural, so that the service worker needs no compiler's runtime. */
const FILES = import.meta.glob<Texts>("../../texts/*/push.json", { eager: true, import: "default" });
const LANGUAGES = new Map(Object.entries(FILES).map(([file, texts]) => [file.split("/").at(-2) ?? "", texts]));
const FROM_RIGHT = new Set(["ar", "fa", "he", "ur"]);

/** What a service worker shows; `data` comes back with a click. */
export interface Shown {
  title: string;
  body: string;
  tag: string;
  lang: string;
  dir: "ltr" | "rtl";
  timestamp?: number;
  data: ShownData;
}
export interface ShownData {
  /** Where a click leads. */
  url: string;
  /** Of a message. */
  channel?: string;
  seq?: number;
}

const TEST_TAG = "place-test";

export function shownOf(payload: PushPayload): Shown {
  const wanted = payload.lang.split("-")[0] ?? "";
  const lang = LANGUAGES.has(wanted) ? wanted : "en";
  const texts = LANGUAGES.get(lang)!;
  const how = { lang, dir: FROM_RIGHT.has(lang) ? ("rtl" as const) : ("ltr" as const) };
  if (payload.type === "test")
    return { ...how, title: "PLACE", body: texts.test, tag: TEST_TAG, data: { url: "/settings/notifications" } };
  const { channel, seq, count, at, words } = payload;
  const data = { url: addressOf(payload), channel, seq };
  if (!words)
    return {
      ...{ ...how, title: "PLACE", tag: channel, timestamp: at, data },
      body: count > 1 ? filled(texts.newMessages, { count }) : texts.newMessage,
    };
  const more = count > 1 ? `\n${filled(texts.unread, { count })}` : "";
  return { ...how, title: titleOf(words, texts), body: words.text + more, tag: channel, timestamp: at, data };
}

function titleOf(
  { author: name, place }: NonNullable<(PushPayload & { type: "message" })["words"]>,
  texts: Texts,
): string {
  const author = name || texts.somebody;
  if (place.kind === "dm") return place.isThread ? filled(texts.inAThread, { author }) : author;
  if (place.name === undefined) return place.isThread ? filled(texts.inAThread, { author }) : author;
  const where = place.kind === "channel" ? `#${place.name}` : place.name;
  return filled(place.isThread ? texts.inAThreadOf : texts.inPlace, { author, place: where });
}

/** As addresses inside of PLACE are (class/state/links.ts). */
function addressOf({ channel, parent, seq }: PushPayload & { type: "message" }): string {
  return parent === undefined ? `/c/${channel}#${seq}` : `/c/${parent}?thread=${channel}&reply=${seq}`;
}

/** What is put in keeps its own direction, whatever it is. */
function filled(text: string, values: Record<string, string | number>): string {
  return text.replaceAll(/\{(\w+)\}/gu, (_place, name: string) => `\u2068${values[name] ?? ""}\u2069`);
}
