/**
 * What a crowd does and what befalls it, decided before anything happens: the same seed is the same plan, so that what went wrong can be
 * gone through again. What somebody edits, answers or scrolls to depends on what is there by then, and is chosen by the plan's own
 * random numbers all the same (`lot`).
 */
import { SeededRandom } from "../support/seeded-random.ts";
import { ANSWERS, BETWEEN_PEOPLE, CHARACTERS, drawn, GOING_ON, IN_A_ROW, WITH_CODE } from "./rhythm.ts";

export interface PlanOptions {
  seed: number;
  users: number;
  /** For how long something new is begun, ms. */
  forMs: number;
  channels: number;
  /** How many times quicker than the logs. */
  pace: number;
  /** Troubles at all, and those of the server. */
  chaos: boolean;
  ownServer: boolean;
}

/** Something that a student does. `lot`: 0 up to 1, for what is chosen when it is done. */
export type Deed =
  | { kind: "say"; channel: number; body: string; word: string; answers: boolean; typed: boolean }
  | { kind: "sayWithFile"; channel: number; body: string; word: string }
  | { kind: "edit" | "remove" | "react" | "scroll" | "read" | "search" | "wander"; channel: number };
/** Of the network between one student and the server. */
export const LINE_TROUBLES = ["cut", "halfOpen", "slow", "twice", "stopReading"] as const;
export type LineTrouble = (typeof LINE_TROUBLES)[number];
/** Of the server, for all (docs/crowd.md). */
export const SERVER_TROUBLES = [
  ...(["kill", "restart", "holdD1", "shutD1", "slowD1"] as const),
  ...(["shutR2", "slowR2", "evict", "alarmTwice", "stepClock"] as const),
];
export type ServerTrouble = (typeof SERVER_TROUBLES)[number];

export type Step = { atMs: number; lot: number } & (
  | { student: number; deed: Deed }
  | { student: number; trouble: LineTrouble; forMs: number }
  | { server: ServerTrouble; forMs: number }
);

/** Of a thousand steps beside what is said: what people do while others talk. */
const ASIDE: [Exclude<Deed["kind"], "say" | "sayWithFile">, number][] = [
  ["read", 400],
  ["react", 250],
  ["scroll", 130],
  ["edit", 80],
  ["search", 60],
  ["remove", 40],
  ["wander", 40],
];
/**
 * Students of a channel who talk with each other: the rhythm is that of one help channel, in which some twenty people take part at a time. Where
 * more sit, more is said at once.
 */
const IN_A_CONVERSATION = 20;
/** Of what is said in a channel: by who sat in another one until then. */
const COMES_OVER = 0.1;
/** Deeds aside for each message. */
const ASIDE_PER_MESSAGE = 1.5;
const WITH_FILE = 0.03;
/** Nobody of a class that is there waits for longer than this for the next word, ms. */
const LULL_MAX_MS = 4_000;
/** A student meets one so often, ms. */
const LINE_TROUBLE_EVERY_MS = 25_000;
/** So that a minute has each of them once. */
const SERVER_TROUBLE_EVERY_MS = 4_800;
/** The first one not before people talk, the last one so that it is over within the plan. */
const QUIET_AT_ENDS_MS = 6_000;

const VOWELS = "aeiou";
const CONSONANTS = "bdfgklmnprstvz";

/** In the order of their times. */
export function planOf(options: PlanOptions): Step[] {
  const random = new SeededRandom(options.seed);
  const steps: Step[] = [];
  const conversations = Math.max(1, Math.round(options.users / options.channels / IN_A_CONVERSATION));
  for (let channel = 0; channel < options.channels; channel += 1)
    for (let i = 0; i < conversations; i += 1) steps.push(...talkIn(`${channel}x${i}`, channel, options, random));
  const said = steps.length;
  for (let i = 0; i < said * ASIDE_PER_MESSAGE; i += 1) {
    const channel = random.below(options.channels);
    const student = someone(channel, options, random);
    steps.push({
      atMs: random.next() * options.forMs,
      lot: random.next(),
      student,
      deed: { kind: aside(random), channel },
    });
  }
  if (options.chaos) steps.push(...troublesOf(options, random));
  return steps.sort((a, b) => a.atMs - b.atMs);
}

/** @param name no other conversation has it */
function talkIn(
  name: string,
  channel: number,
  { seed, users, channels, forMs, pace }: PlanOptions,
  random: SeededRandom,
): Step[] {
  const steps: Step[] = [];
  let [atMs, said] = [0, 0];
  for (;;) {
    const student = someone(channel, { users, channels }, random);
    const turns = Math.round(drawn(IN_A_ROW, random));
    for (let turn = 0; turn < turns; turn += 1) {
      const seconds = drawn(turn === 0 ? BETWEEN_PEOPLE : GOING_ON, random);
      atMs += Math.min(LULL_MAX_MS, (seconds * 1_000) / pace);
      if (atMs >= forMs) return steps;
      said += 1;
      // Nobody else writes it, so that search finds this message by it and no other.
      // Nor is it the beginning of another one.
      const word = `q${seed.toString(36)}x${name}x${said.toString(36).padStart(4, "0")}z`;
      const body = `${wordsOf(drawn(CHARACTERS, random), random)} ${word}`;
      const deed: Deed =
        random.next() < WITH_FILE
          ? { kind: "sayWithFile", channel, body, word }
          : { kind: "say", channel, body, word, answers: random.next() < ANSWERS, typed: random.next() < 0.5 };
      steps.push({ atMs, lot: random.next(), student, deed });
    }
  }
}

/** Mostly of those who sit in that channel (crowd.ts seats them in turn); now and then somebody comes over from another one. */
function someone(channel: number, { users, channels }: Pick<PlanOptions, "users" | "channels">, random: SeededRandom) {
  const there = Math.ceil((users - channel) / channels);
  return there < 1 || random.next() < COMES_OVER ? random.below(users) : channel + channels * random.below(there);
}

/** Words that mean nothing, of about that many characters; now and then code. */
function wordsOf(characters: number, random: SeededRandom): string {
  let text = "";
  while (text.length < characters) {
    const letters = Array.from({ length: 2 + random.below(8) }, (_, i) => (i % 2 === 0 ? CONSONANTS : VOWELS));
    text += (text === "" ? "" : " ") + letters.map((from) => from[random.below(from.length)]).join("");
  }
  if (random.next() < WITH_CODE) return `${text}\n\`\`\`py\nfor i in range(${characters | 0}):\n    print(i)\n\`\`\`\n`;
  return random.next() < 0.2 ? `${text}?` : text;
}

function aside(random: SeededRandom): (typeof ASIDE)[number][0] {
  let left = random.below(ASIDE.reduce((sum, [, share]) => sum + share, 0));
  for (const [kind, share] of ASIDE) {
    if (left < share) return kind;
    left -= share;
  }
  return "read";
}

function troublesOf({ users, forMs, ownServer }: PlanOptions, random: SeededRandom): Step[] {
  const steps: Step[] = [];
  const room = Math.max(1, forMs - 2 * QUIET_AT_ENDS_MS);
  for (let i = 0; i < (users * forMs) / LINE_TROUBLE_EVERY_MS; i += 1) {
    const trouble = random.pick<LineTrouble>(["cut", ...LINE_TROUBLES]);
    steps.push({
      // It takes a client half a minute to find out that a line is half open.
      atMs: random.next() * (trouble === "halfOpen" ? forMs / 2 : forMs - QUIET_AT_ENDS_MS),
      lot: random.next(),
      student: random.below(users),
      trouble,
      forMs: 500 + random.next() * 5_000,
    });
  }
  if (!ownServer) return steps;
  const times = Math.max(1, Math.floor(room / SERVER_TROUBLE_EVERY_MS));
  const round: ServerTrouble[] = [];
  for (let i = 0; i < times; i += 1) {
    // Each once before any comes again, in another order each time.
    if (round.length === 0) round.push(...shuffled(SERVER_TROUBLES, random));
    steps.push({
      // One after the other: each finds a server that runs.
      atMs: QUIET_AT_ENDS_MS + ((i + random.next() * 0.3) * room) / times,
      lot: random.next(),
      server: round.pop() ?? "kill",
      forMs: 1_000 + random.next() * 2_000,
    });
  }
  return steps;
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const other = random.below(i + 1);
    [all[i], all[other]] = [all[other] as T, all[i] as T];
  }
  return all;
}
