/** Seats a crowd, lets it do what its plan says and suffer what befalls it, and looks at what is left. */
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { brokenIn } from "./check.ts";
import { Diary } from "./diary.ts";
import type { Broken, Evidence } from "./evidence.ts";
import { gather, wholeHistory } from "./gather.ts";
import type { CrowdPlace } from "./place.ts";
import { LINE_TROUBLES, planOf, SERVER_TROUBLES, type PlanOptions, type Step } from "./plan.ts";
import { Student } from "./student.ts";
import { megabytes, Traffic } from "./traffic.ts";

export interface CrowdOptions extends Omit<PlanOptions, "channels" | "ownServer"> {
  place: CrowdPlace;
  /** Told once a second while people talk, and at each stage after. */
  progress: (says: string) => void;
}

export interface CrowdResult {
  diary: Diary;
  evidence: Evidence;
  /** Of all of them together. */
  traffic: Traffic;
  /** All students are in this process: how much of the time it worked, 0 to 1, and how late it was at that, ms. */
  own: { busy: number; p99Ms: number };
  /** Empty: all was kept. */
  broken: Broken[];
}

const SAY_EVERY_MS = 1_000;
const LOOP_LOOK_MS = 10;

/** @throws Error where a student's client does not come to rest, or something else than PLACE is at fault */
export async function runCrowd(options: CrowdOptions): Promise<CrowdResult> {
  const { place, progress, forMs } = options;
  const plan = planOf({ ...options, channels: place.channels.length, ownServer: place.trouble !== null });
  const diary = new Diary();
  const students = place.seats.map((seat) => new Student(seat, place.url, diary));
  try {
    const from = await placesBefore(place, students);
    await Promise.all(students.map((student, i) => student.open(place.channels[i % place.channels.length] ?? "")));
    const began = diary.nowMs;
    const behind = monitorEventLoopDelay({ resolution: LOOP_LOOK_MS });
    behind.enable();
    const before = performance.eventLoopUtilization();
    const ticker = setInterval(() => progress(progressOf(diary, trafficOf(students), began, forMs)), SAY_EVERY_MS);
    const troubles = new Set<Promise<void>>();
    for (const step of plan) {
      await until(diary, began + step.atMs);
      take(step, place, students, diary, troubles);
    }
    clearInterval(ticker);
    behind.disable();
    const { utilization: busy } = performance.eventLoopUtilization(before);
    await Promise.all(troubles);
    for (const student of students) student.line.mend();
    const evidence = await gather(place, students, from, progress);
    const own = { busy, p99Ms: Math.max(0, behind.percentile(99) / 1e6 - LOOP_LOOK_MS) };
    return { diary, evidence, traffic: trafficOf(students), own, broken: brokenIn(evidence) };
  } finally {
    for (const student of students) student.leave();
  }
}

async function placesBefore({ channels }: CrowdPlace, [student]: readonly Student[]): Promise<Map<string, number>> {
  const places = new Map<string, number>();
  for (const channel of channels) {
    const { messages } = student ? await wholeHistory(student.api, channel, 0) : { messages: [] };
    places.set(channel, messages.at(-1)?.seq ?? 0);
  }
  return places;
}

function take(
  step: Step,
  place: CrowdPlace,
  students: readonly Student[],
  diary: Diary,
  troubles: Set<Promise<void>>,
): void {
  if ("server" in step) {
    diary.count(step.server);
    diary.add({ says: `${step.server} of the server for ${Math.round(step.forMs)} ms`, isOfAll: true });
    const over = (place.trouble?.(step.server, step.forMs, step.lot) ?? Promise.resolve()).then(() =>
      diary.add({ says: `the server serves again after ${step.server}`, isOfAll: true }),
    );
    // Told when all of them are waited for.
    over.catch(() => undefined);
    troubles.add(over);
    return;
  }
  const student = students[step.student];
  if (!student) return;
  if ("trouble" in step) {
    diary.count(step.trouble);
    diary.add({ says: `${student.name}: ${step.trouble} for ${Math.round(step.forMs)} ms`, student: student.name });
    return student.line.suffer(step.trouble, step.forMs);
  }
  student.do(step.deed, place.channels[step.deed.channel] ?? "", step.lot);
}

async function until(diary: Diary, atMs: number): Promise<void> {
  const left = atMs - diary.nowMs;
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}

const minutes = (ms: number) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, "0")}`;

const trafficOf = (students: readonly Student[]) => Traffic.sum(students.map(({ line }) => line.traffic));

function progressOf({ nowMs, counts, seenMs }: Diary, traffic: Traffic, began: number, forMs: number): string {
  const troubles = [...LINE_TROUBLES, ...SERVER_TROUBLES].flatMap((name) =>
    counts[name] === undefined ? [] : [`${counts[name]} ${name}`],
  );
  const said = `${counts["messages"] ?? 0} messages`;
  const refused = Object.values(traffic.refused).reduce((sum, times) => sum + times, 0);
  return [
    `${minutes(nowMs - began)} of ${minutes(forMs)}`,
    said,
    `seen: ${Diary.spread(seenMs)}`,
    `${megabytes(traffic.bytes.in)} in`,
    refused > 0 && `${refused} refused`,
    troubles.join(", "),
  ]
    .filter(Boolean)
    .join(" · ");
}
