/** After the crowd: what everybody has, what is kept, and what search finds. */
import { createApi, type Api } from "../../client/api.ts";
import type { Evidence, Found, Kept } from "./evidence.ts";
import type { CrowdPlace } from "./place.ts";
import { keptOf, type Student } from "./student.ts";
import { Traffic } from "./traffic.ts";

/** Of each kind (changed, removed, neither), at most. */
const SEARCHED_MAX = 15;
/** D1 and search follow the rooms; how long they are waited for, ms. */
const FOLLOWED_WITHIN_MS = 40_000;
const LOOK_EVERY_MS = 500;

/** @param from the last place of each channel before the crowd came */
export async function gather(
  place: CrowdPlace,
  students: readonly Student[],
  from: ReadonlyMap<string, number>,
  progress: (says: string) => void,
): Promise<Evidence> {
  const [first] = place.seats;
  if (!first) throw new Error("There is no crowd.");
  const api = createApi({ baseUrl: place.url, token: first.token });
  progress("waiting for what is under way");
  // Everybody has said what they had to say before the history is read.
  await Promise.all(students.map((student) => student.settle(new Map())));
  const history = new Map<string, Kept[]>();
  const heads = new Map<string, number>();
  for (const channel of place.channels) {
    const { messages, rev } = await wholeHistory(api, channel, from.get(channel) ?? 0);
    history.set(channel, messages);
    heads.set(channel, rev);
  }
  progress("waiting until everybody sees everything");
  await Promise.all(students.map((student) => student.toTheEnd()));
  await Promise.all(students.map((student) => student.settle(heads)));
  const said = students.flatMap((student) => student.said);
  const changed = students.flatMap((student) => student.changed);
  const isNew = ({ seq }: Kept, channel: string) => seq > (from.get(channel) ?? 0);
  progress("waiting for D1 and search");
  const words = chosen(history, said);
  return {
    said,
    changed,
    history,
    from,
    views: students.flatMap((student) =>
      student.views().map((view) => ({ ...view, messages: view.messages.filter((each) => isNew(each, view.channel)) })),
    ),
    rows: await rowsLike(place, history, from),
    found: await Promise.all(words.map((word) => searched(api, first.workspace, word))),
    files: await Promise.all(
      students.flatMap((student) => student.files.map((file) => readBack(place, first.token, history, file))),
    ),
    refusals: students.reduce<Record<string, number>>((sum, { refusals }) => {
      for (const [code, times] of Object.entries(refusals)) sum[code] = (sum[code] ?? 0) + times;
      return sum;
    }, {}),
    http: Traffic.sum(students.map(({ line }) => line.traffic)).refused,
  };
}

export async function wholeHistory(
  api: Api,
  channel: string,
  from: number,
): Promise<{ messages: Kept[]; rev: number }> {
  const messages: Kept[] = [];
  for (;;) {
    const page = await api.call("messages.page", { channel }, { after: messages.at(-1)?.seq ?? from, limit: 100 });
    messages.push(...page.messages.map(keptOf));
    if (page.reachedEnd || page.messages.length === 0) return { messages, rev: page.rev };
  }
}

/** As they are when they are what the rooms have, or when the patience is over. */
async function rowsLike(
  place: CrowdPlace,
  history: Evidence["history"],
  from: Evidence["from"],
): Promise<Evidence["rows"]> {
  const { rowsOf } = place;
  if (!rowsOf) return null;
  const read = () =>
    new Map(
      place.channels.map((channel) => [channel, rowsOf(channel).filter(({ seq }) => seq > (from.get(channel) ?? 0))]),
    );
  const isSame = (rows: Map<string, Kept[]>) =>
    [...history].every(
      ([channel, messages]) =>
        JSON.stringify(rows.get(channel)?.map(comparable)) === JSON.stringify(messages.map(comparable)),
    );
  return lookUntil(() => Promise.resolve(read()), isSame);
}

const comparable = ({ file: _, ...rest }: Kept) => JSON.stringify(Object.entries(rest).sort());

/** Asks again and again; what was found last where it never was as wanted. */
async function lookUntil<T>(look: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  const until = performance.now() + FOLLOWED_WITHIN_MS;
  for (;;) {
    const found = await look();
    if (isSo(found) || performance.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Some of each kind, spread over all that was said. */
function chosen(history: Evidence["history"], said: Evidence["said"]): Omit<Found, "hits">[] {
  const all = said.flatMap(({ channel, seq, word }) => {
    const message = seq === null ? undefined : history.get(channel)?.find((each) => each.seq === seq);
    return message
      ? [
          {
            channel,
            seq: message.seq,
            word,
            isThere: message.body.includes(word),
            isEdited: message.body.startsWith("changed "),
          },
        ]
      : [];
  });
  const kinds = [
    all.filter(({ isThere }) => !isThere),
    all.filter(({ isThere, isEdited }) => isThere && isEdited),
    all.filter(({ isThere, isEdited }) => isThere && !isEdited),
  ];
  return kinds.flatMap((some) => {
    const step = Math.max(1, Math.floor(some.length / SEARCHED_MAX));
    return some.filter((_, i) => i % step === 0).slice(0, SEARCHED_MAX);
  });
}

async function searched(api: Api, workspace: string, wanted: Omit<Found, "hits">): Promise<Found> {
  const look = async () => {
    const { hits } = await api.call("search.find", { workspace }, { q: `"${wanted.word}"` });
    return hits
      .filter(({ channel, message }) => channel === wanted.channel && message.body.includes(wanted.word))
      .map(({ message }) => message.seq);
  };
  const hits = await lookUntil(look, (found) => found.includes(wanted.seq) === wanted.isThere);
  return { channel: wanted.channel, seq: wanted.seq, word: wanted.word, isThere: wanted.isThere, hits };
}

async function readBack(
  { url }: CrowdPlace,
  token: string,
  history: Evidence["history"],
  { channel, seq, bytes, name }: Student["files"][number],
): Promise<Evidence["files"][number]> {
  const message = history.get(channel)?.find((each) => each.seq === seq);
  if (message?.isDeleted) return { channel, seq, isWhole: true };
  const answer = await fetch(`${url}/api/channels/${channel}/messages/${seq}/files/${message?.file ?? ""}/${name}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { channel, seq, isWhole: answer.ok && (await answer.text()) === bytes };
}
