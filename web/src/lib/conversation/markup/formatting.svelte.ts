/**
 * The HTML of a message's body, made once. The Markdown parser and the sanitiser are fetched when a first screen needs them, which
 * then waits for them, and otherwise after it; should a message be quicker, its text stands there plain for that moment and the
 * list keeps its place when the parser comes.
 */
import type { GroupMention } from "../../../../../protocol/markup/names-in-words.ts";
import type { Grammar } from "./rich-text.ts";
import { isPlain, plainToHtml, type Names } from "./plain-text.ts";

const CACHED_MAX = 400;

let grammar = $state.raw<Grammar | null>(null);
let withFormulas = $state.raw<((html: string) => { html: string; isWhole: boolean }) | null>(null);
/** Grows when a message whose formulas are being set goes on with them. */
let slice = $state(0);
let goingOn = false;
let fetching: Promise<void> | null = null;
let fetchingMath = false;

/** May be called at any time; a chunk that could not be fetched is tried again with the next message. Never rejects. */
export function loadRichText(): Promise<void> {
  if (grammar !== null) return Promise.resolve();
  fetching ??= import("./rich-text.ts")
    .then((module) => void (grammar = module.grammar))
    .catch(() => undefined)
    .finally(() => (fetching = null));
  return fetching;
}

/** Null until it is here, and asked for then. */
export function grammarIf(): Grammar | null {
  if (grammar === null) void loadRichText();
  return grammar;
}

/** The words of a body without their marks; as they were typed until the grammar is here. */
export const wordsOf = (body: string, spoiler: string): string =>
  isPlain(body) ? body : (grammarIf()?.plainWords(body, spoiler) ?? body);

/** Among these is one that is not shown as it is meant before `loadRichText()` has settled. */
export const needsMarkup = (bodies: readonly string[]): boolean => grammar === null && !bodies.every(isPlain);

/** Formulas are set when the first one is seen; until then, and without a connection, their source stands there. */
function loadMath(): void {
  if (fetchingMath) return;
  fetchingMath = true;
  import("./math.ts")
    .then((module) => (withFormulas = module.withFormulas))
    .catch(() => undefined)
    .finally(() => (fetchingMath = false));
}

/** No message holds up the page: what its formulas take is done a little at a time. */
function goOnSoon(): void {
  // Whoever asks is asked to ask again.
  void slice;
  if (goingOn) return;
  goingOn = true;
  setTimeout(() => {
    goingOn = false;
    slice += 1;
  }, 20);
}

// Names belong to the key: who can be mentioned decides what the HTML is.
const made = new WeakMap<Names, Map<string, string>>();

const reaching = new WeakMap<Names, Map<string, Names>>();

/** The same names for a message that reached these crowds, the same object for the same ones. */
function withReach(names: Names, reach: readonly GroupMention[]): Names {
  if (reach.length === 0) return names;
  let known = reaching.get(names);
  if (!known) reaching.set(names, (known = new Map()));
  let made = known.get(reach.join());
  if (!made) known.set(reach.join(), (made = { ...names, reach }));
  return made;
}

/** @param reach the crowds that the message has told (`meta.reach`): they are shown as named, others are words */
export function htmlOf(body: string, given: Names, reach: readonly GroupMention[] = []): string {
  const names = withReach(given, reach);
  const rich = isPlain(body) ? null : grammarIf();
  if (rich === null) return plainToHtml(body, names);
  let known = made.get(names);
  if (!known) made.set(names, (known = new Map()));
  let html = known.get(body);
  if (html === undefined) {
    html = rich.richText(body, names);
    if (html.includes(" data-math=")) {
      if (withFormulas === null) {
        loadMath();
        // Not kept: whoever asks again is to be told when the formulas can be set.
        return html;
      }
      const set = withFormulas(html);
      if (!set.isWhole) {
        goOnSoon();
        return set.html;
      }
      html = set.html;
    }
    if (known.size >= CACHED_MAX) known.delete(known.keys().next().value as string);
    known.set(body, html);
  }
  return html;
}
