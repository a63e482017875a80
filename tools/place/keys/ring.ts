/** A new key that seals and signs, beside the old ones, and the end of those that nothing needs any more. */
import { hasToday, madeOn } from "../../key-names.ts";
import { FIRST_KEY, keepRing, newRingKey, OVER, RING, ringIn } from "../../ring-keys.ts";
import type { Needed } from "./needed.ts";
import { deleteSecret, kidOfName, nameOfKey, putSecret, quietly, secretNames, type Wrangler } from "./secrets.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A secret is everywhere in less: no isolate meets what was sealed by a key that it does not know yet. */
const KNOWN_BEFORE_MS = 2 * 60_000;
/** How long older ones stay whatever needs them: backups of seven nights are sealed by them, and tokens of visitors, of a quarter of an hour. */
const STAY_MS = 8 * DAY_MS;
/** The kid of the keys that objects made for themselves: what they sealed names none. */
const FIRST = "";

/** @param again also where one of today is there: that one leaked @returns what was done, for people */
export async function addToFolder(state: string, again = false, now = Date.now()): Promise<string> {
  const ring = await ringIn(state);
  const kids = ring.keys.map(({ kid }) => kid);
  if (!again && hasToday(now, kids)) return isThere(kids);
  const made = newRingKey(now, kids);
  await keepRing(state, { ...ring, keys: [made, ...ring.keys] });
  return said(made.kid, "from the next start on, which seals anew what it can");
}

/** @param again as above @throws CannotImport where wrangler cannot: nothing was changed */
export async function addToDeployment(again = false, wrangler: Wrangler = quietly, now = Date.now()): Promise<string> {
  const kids = (await secretNames(wrangler)).flatMap((name) => kidOfName(RING, name) ?? []);
  if (!again && hasToday(now, kids)) return isThere(kids);
  const made = newRingKey(now, kids, KNOWN_BEFORE_MS);
  const otherwise = "The new key that seals could not be set; nothing of that was changed.";
  await putSecret(wrangler, nameOfKey(RING, made.kid), JSON.stringify([made]), otherwise);
  return said(made.kid, "in two minutes; every night it seals anew some of what older ones sealed");
}

const isThere = (kids: readonly string[]) =>
  `A key of today that seals (${[...kids].sort().at(-1)}) is there already: nothing was changed. Where it leaked: --again.`;
const said = (kid: string, when: string) =>
  `The new key that seals secrets and signs tokens is ${kid}: ${when}. The older ones open until npm run place -- rotate-keys --finish.`;

/** What there is, and how to take one away. The kids newest first, the objects' own among them unless they are over. */
interface Held {
  kids: readonly string[];
  needed: Needed;
  end: (kid: string) => Promise<void>;
}

/** @returns what was done, line by line */
export async function finishFolder(state: string, needed: Needed, now = Date.now()): Promise<string[]> {
  let ring = await ringIn(state);
  const kids = [...ring.keys.map(({ kid }) => kid), ...(ring.firstIsOver ? [] : [FIRST])];
  const end = async (kid: string) => {
    ring = kid === FIRST ? { ...ring, firstIsOver: true } : without(ring, kid);
    await keepRing(state, ring);
  };
  return finish({ kids, needed, end }, now);
}

const without = <R extends { keys: { kid: string }[] }>(ring: R, gone: string): R => ({
  ...ring,
  keys: ring.keys.filter(({ kid }) => kid !== gone),
});

/** @throws CannotImport where wrangler cannot: what was taken away until then stays away */
export async function finishDeployment(
  needed: Needed,
  wrangler: Wrangler = quietly,
  now = Date.now(),
): Promise<string[]> {
  const names = await secretNames(wrangler);
  const dated = names.flatMap((name) => kidOfName(RING, name) ?? []).sort();
  const kids = [...dated.reverse(), ...(names.includes(FIRST_KEY) ? [] : [FIRST])];
  const end = (kid: string) =>
    kid === FIRST
      ? putSecret(wrangler, FIRST_KEY, OVER, "The first keys could not be ended; they stay.")
      : deleteSecret(wrangler, nameOfKey(RING, kid));
  return finish({ kids, needed, end }, now);
}

async function finish({ kids, needed, end }: Held, now: number): Promise<string[]> {
  const [newest = FIRST, ...older] = kids;
  if (newest === FIRST) return ["There is no newer key: npm run place -- rotate-keys makes one."];
  if (older.length === 0) return [`There is the key of ${newest} alone: nothing was changed.`];
  const until = madeOn(newest) + STAY_MS;
  if (now < until)
    return [
      `The newest key is of ${newest}. Those before it stay until ${new Date(until).toISOString().slice(0, 10)}: the backups of the last nights are sealed by them.`,
    ];
  const lines = needed
    .filter(({ kid, count }) => count > 0 && kid !== FIRST && !kids.includes(kid))
    .map(({ what, kid, count }) => `The key of ${kid} is not here, and ${what} (${count}) need it.`);
  for (const kid of older) {
    const needs = needed.filter((each) => each.kid === kid && each.count > 0);
    const which = kid === FIRST ? "The keys that PLACE began with" : `The key of ${kid}`;
    const verb = kid === FIRST ? ["stay", "are"] : ["stays", "is"];
    if (needs.length === 0) {
      await end(kid);
      lines.push(`${which} ${verb[1]} gone: nothing needed ${kid === FIRST ? "them" : "it"} any more.`);
    } else
      lines.push(
        `${which} ${verb[0]}: needed by ${needs.map(({ what, count }) => `${what} (${count})`).join(", ")}. They are sealed anew at night, and by npm start.`,
      );
  }
  return lines;
}
