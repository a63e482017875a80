/** What a crowd found, for whoever started it. */
import { Diary, storyOf, type Entry } from "./diary.ts";
import type { Broken } from "./evidence.ts";
import type { CrowdResult } from "./crowd.ts";
import { megabytes, type Traffic } from "./traffic.ts";

/** Told in full; of more there is a number. */
const TOLD_MAX = 5;

/** @param again the command that does the same once more */
export function reportOf({ diary, evidence, traffic, own, broken }: CrowdResult, again: string): string {
  const of = (kind: Broken["kind"]) => broken.filter((each) => each.kind === kind).length;
  const counts = Object.entries(diary.counts).map(([what, times]) => `${times} ${what}`);
  const refusals = Object.entries(evidence.refusals).map(([code, times]) => `${times} ${code}`);
  const kept = [...evidence.history.values()].reduce((sum, messages) => sum + messages.length, 0);
  const lines = [
    `done: ${counts.join(", ")}`,
    `kept: ${kept} messages, in the history${evidence.rows ? ", in D1" : ""} and on ${evidence.views.length} screens`,
    `refused: ${refusals.join(", ") || "nothing"}`,
    ...trafficIn(traffic),
    `sent → stored: ${Diary.spread(diary.acknowledgedMs)}`,
    `sent → seen: ${Diary.spread(diary.seenMs)}`,
    `this process, in which all students are: busy for ${Math.round(own.busy * 100)} % of the time, p99 ${Math.round(own.p99Ms)} ms late`,
    `lost: ${of("lost")}, doubled: ${of("doubled")}, out of order: ${of("out of order")}, holes: ${of("hole")}`,
    `otherwise: ${of("not the same")} not the same, ${of("not found")} not found, ${of("our fault")} faults of ours`,
  ];
  for (const each of broken.slice(0, TOLD_MAX))
    lines.push("", `${each.promise}, ${each.kind}: ${each.says}`, ...told(diary, each));
  if (broken.length > TOLD_MAX) lines.push("", `… and ${broken.length - TOLD_MAX} more`);
  if (broken.length > 0) lines.push("", `The same again: ${again}`);
  return lines.join("\n");
}

function trafficIn({ frames, bytes, requests, refused }: Traffic): string[] {
  const answers = Object.entries(refused).map(([what, times]) => `${times} times ${what}`);
  return [
    `traffic: ${megabytes(bytes.in)} in and ${megabytes(bytes.out)} out, by ${frames.in} frames in and ${frames.out} out, and ${requests} requests`,
    `requests that were refused: ${answers.join(", ") || "none"}`,
  ];
}

function told(diary: Diary, { channel, seq, id, student }: Broken): string[] {
  if (channel === undefined) return [];
  return storyOf(diary.entries, { channel, seq, id, student }).map(lineOf);
}

const lineOf = ({ atMs, says }: Entry) => `  ${(atMs / 1_000).toFixed(3).padStart(8)} s  ${says}`;
