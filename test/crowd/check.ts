/**
 * Whether what a crowd was promised was kept (design's I1 to I4, I7, I8). Pure: evidence in, broken promises out. It is itself tried with
 * histories that were forged (test/tools/crowd-check.test.ts), one for each thing that it must see.
 */
import type { Broken, Evidence, Kept, View } from "./evidence.ts";
import { WITHOUT_CODE } from "./traffic.ts";

/** In the order of what matters most. Empty: everything was kept. */
export function brokenIn(evidence: Evidence): Broken[] {
  return [
    ...acknowledgements(evidence),
    ...doubles(evidence),
    ...holes(evidence),
    ...ownOrder(evidence),
    ...evidence.views.flatMap((view) => viewAgainst(view, evidence.history.get(view.channel) ?? [])),
    ...records(evidence),
    ...changes(evidence),
    ...searches(evidence),
    ...files(evidence),
    ...faults(evidence),
  ];
}

/** I1: what was acknowledged stands where it was said to stand. */
function acknowledgements({ said, history }: Evidence): Broken[] {
  return said.flatMap(({ student, channel, id, seq }): Broken[] => {
    if (seq === null) return [];
    const at = (history.get(channel) ?? []).find((message) => message.id === id)?.seq;
    if (at === seq) return [];
    const about = { promise: "I1" as const, channel, seq, id, student };
    return at === undefined
      ? [
          {
            ...about,
            kind: "lost",
            says: `${student} was told that it stands at ${seq}, and the history has it nowhere`,
          },
        ]
      : [{ ...about, kind: "out of order", says: `${student} was told ${seq}, and it stands at ${at}` }];
  });
}

/** I2: nothing stands twice, neither under its id nor by its word, and nothing that nobody said. */
function doubles({ said, history }: Evidence): Broken[] {
  const sent = new Map(said.map((each) => [each.id, each]));
  return [...history].flatMap(([channel, messages]) => {
    const seen = new Map<string, number>();
    return messages.flatMap(({ id, seq }): Broken[] => {
      const before = seen.get(id);
      seen.set(id, seq);
      const about = {
        promise: "I2" as const,
        kind: "doubled" as const,
        channel,
        seq,
        id,
        student: sent.get(id)?.student,
      };
      if (before !== undefined) return [{ ...about, says: `it stands at ${before} and at ${seq}` }];
      if (!sent.has(id)) return [{ ...about, says: `nobody of the crowd said what stands at ${seq}` }];
      return [];
    });
  });
}

/** I3: places are 1, 2, 3 … */
function holes({ history, from }: Evidence): Broken[] {
  const placeAt = (index: number, channel: string) => (from.get(channel) ?? 0) + index + 1;
  return [...history].flatMap(([channel, messages]) =>
    messages.flatMap(({ seq, id }, index): Broken[] =>
      seq === placeAt(index, channel)
        ? []
        : [
            {
              promise: "I3",
              kind: "hole",
              channel,
              seq,
              id,
              says: `${seq} stands where ${placeAt(index, channel)} should`,
            },
          ],
    ),
  );
}

/** What one person said in a channel stands in the order in which it was said. */
function ownOrder({ said }: Evidence): Broken[] {
  const last = new Map<string, number>();
  return said.flatMap(({ student, channel, id, seq, isLate }): Broken[] => {
    if (seq === null || isLate) return [];
    const key = `${student} ${channel}`;
    const before = last.get(key) ?? 0;
    last.set(key, Math.max(before, seq));
    return seq > before
      ? []
      : [
          {
            promise: "I3",
            kind: "out of order",
            channel,
            seq,
            id,
            student,
            says: `${student} said it after what stands at ${before}`,
          },
        ];
  });
}

/** I3, I4: who was cut off, however often, has what the history has, in its order. */
function viewAgainst({ student, channel, posted, messages, waiting }: View, history: readonly Kept[]): Broken[] {
  const broken: Broken[] = [];
  const about = { channel, student };
  const unordered = posted.findIndex((seq, index) => index > 0 && seq <= (posted[index - 1] ?? 0));
  if (unordered > 0)
    broken.push({
      ...about,
      promise: "I3",
      kind: posted.indexOf(posted[unordered] ?? 0) < unordered ? "doubled" : "out of order",
      seq: posted[unordered],
      says: `${student} was told of ${posted[unordered]} after ${posted[unordered - 1]}`,
    });
  const first = messages[0]?.seq ?? Infinity;
  const wanted = history.filter(({ seq }) => seq >= first);
  const lastWanted = history.at(-1)?.seq ?? 0;
  if ((messages.at(-1)?.seq ?? 0) !== lastWanted)
    broken.push({
      ...about,
      promise: "I4",
      kind: "lost",
      seq: lastWanted,
      says: `${student} sees up to ${messages.at(-1)?.seq ?? "nothing"}, and the history ends with ${lastWanted}`,
    });
  for (const [index, kept] of wanted.entries()) {
    const shown = messages[index];
    const difference = shown === undefined ? "is not there" : differenceOf(shown, kept);
    if (difference === null) continue;
    broken.push({
      ...about,
      promise: "I4",
      kind: shown ? "not the same" : "lost",
      seq: kept.seq,
      id: kept.id,
      says: `for ${student}, ${kept.seq} ${difference}`,
    });
    break;
  }
  if (waiting > 0)
    broken.push({
      ...about,
      promise: "I1",
      kind: "lost",
      says: `${waiting} messages of ${student} still stand as not sent`,
    });
  return broken;
}

/** I8: the record has what the rooms have. */
function records({ rows, history }: Evidence): Broken[] {
  if (!rows) return [];
  return [...history].flatMap(([channel, messages]): Broken[] => {
    const kept = new Map((rows.get(channel) ?? []).map((row) => [row.seq, row]));
    const broken = messages.flatMap((message): Broken[] => {
      const row = kept.get(message.seq);
      kept.delete(message.seq);
      const difference = row === undefined ? "has no row" : differenceOf(row, message);
      return difference === null
        ? []
        : [
            {
              promise: "I8",
              kind: row ? "not the same" : "lost",
              channel,
              seq: message.seq,
              id: message.id,
              says: `in D1, ${message.seq} ${difference}`,
            },
          ];
    });
    for (const [seq, { id }] of kept)
      broken.push({
        promise: "I8",
        kind: "doubled",
        channel,
        seq,
        id,
        says: `D1 has a row at ${seq}, and the history has none`,
      });
    return broken;
  });
}

/** I7: the last edit or removal that was acknowledged is what stands there. */
function changes({ changed, history }: Evidence): Broken[] {
  const last = new Map(changed.map((change) => [`${change.channel} ${change.seq}`, change]));
  return [...last.values()].flatMap(({ student, channel, seq, body }): Broken[] => {
    const message = history.get(channel)?.find((each) => each.seq === seq);
    const isSo = body === null ? message?.isDeleted === true : message?.isDeleted === true || message?.body === body;
    const says = `${student} ${body === null ? "removed" : "changed"} ${seq}, and it stands there as before`;
    return isSo ? [] : [{ promise: "I7", kind: "not the same", channel, seq, id: message?.id, student, says }];
  });
}

/** I7: search has what the history has. */
function searches({ found }: Evidence): Broken[] {
  return found.flatMap(({ channel, seq, word, isThere, hits }): Broken[] => {
    const about = { promise: "I7" as const, channel, seq };
    if (isThere && !hits.includes(seq))
      return [
        {
          ...about,
          kind: "not found",
          says: `${word} stands at ${seq}, and search gives ${hits.join(", ") || "nothing"}`,
        },
      ];
    const more = hits.find((hit) => hit !== seq);
    if (!isThere && hits.length > 0)
      return [{ ...about, kind: "not the same", says: `${word} is gone from ${seq}, and search still finds it` }];
    return more === undefined
      ? []
      : [{ ...about, kind: "doubled", says: `${word} stands at ${seq}, and search gives ${more} too` }];
  });
}

function files({ files: all }: Evidence): Broken[] {
  return all.flatMap(({ channel, seq, isWhole }): Broken[] =>
    isWhole
      ? []
      : [{ promise: "I1", kind: "lost", channel, seq, says: `the file of ${seq} does not come back as it went` }],
  );
}

/** I9: whatever a crowd does, nothing of it is answered by a fault of ours, nor by anything that has no code. */
function faults({ refusals, http }: Evidence): Broken[] {
  const broken = (says: string): Broken => ({ promise: "I9", kind: "our fault", says });
  const times = refusals["internal"] ?? 0;
  return [
    ...(times === 0 ? [] : [broken(`${times} requests were answered by "internal"`)]),
    ...Object.entries(http)
      .filter(([what]) => /^500 | internal$/u.test(what) || what.endsWith(WITHOUT_CODE))
      .map(([what, count]) => broken(`${count} answers over HTTP were "${what}"`)),
  ];
}

/** Null: the same. */
function differenceOf(shown: Kept, kept: Kept): string | null {
  if (shown.seq !== kept.seq) return `is missing: ${shown.seq} stands there`;
  if (shown.id !== kept.id) return "is another message";
  if (shown.isDeleted !== kept.isDeleted) return shown.isDeleted ? "is removed, and is not" : "is not removed, and is";
  if (shown.body !== kept.body) return "has other words";
  if (shown.marks !== kept.marks)
    return `has the reactions ${shown.marks || "of nobody"}, not ${kept.marks || "of nobody"}`;
  return shown.rev === kept.rev ? null : `is of change ${shown.rev}, and the last was ${kept.rev}`;
}
