/**
 * `npm run crowd`: students who are none talk, read, search and scroll on a running PLACE, or on one of its own, while networks and, with
 * `--chaos`, servers fail; then everything that they were told is held against what is there (docs/crowd.md). Ends with 1 where anything
 * was lost, doubled, out of order or missing.
 */
import { parseArgs } from "node:util";
import { seedFrom } from "../support/seeded-random.ts";
import { runCrowd } from "./crowd.ts";
import { givenPlace, ownPlace, type CrowdPlace } from "./place.ts";
import { reportOf } from "./report.ts";

const USAGE =
  "npm run crowd -- [--users 60] [--minutes 2] [--chaos] [--seed N] [--pace 30] [--channels 3] [--url https://… --code JOIN-CODE]";

const { values } = parseArgs({
  options: {
    users: { type: "string", default: "60" },
    minutes: { type: "string", default: "2" },
    pace: { type: "string", default: "30" },
    channels: { type: "string", default: "3" },
    seed: { type: "string" },
    chaos: { type: "boolean", default: false },
    url: { type: "string" },
    code: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

function refuse(sentence: string): never {
  console.error(`${sentence}\n${USAGE}`);
  process.exit(2);
}

function numberIn(name: "users" | "minutes" | "pace" | "channels", least: number, most: number): number {
  const value = Number(values[name]);
  return value >= least && value <= most ? value : refuse(`--${name} is a number from ${least} to ${most}.`);
}

if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const users = Math.floor(numberIn("users", 1, 2_000));
const channels = Math.floor(numberIn("channels", 1, 20));
const minutes = numberIn("minutes", 0.1, 24 * 60);
const pace = numberIn("pace", 0.1, 1_000);
const seed = seedFrom(values.seed);
if (!Number.isInteger(seed)) refuse("--seed is a whole number.");
if (values.url !== undefined && values.code === undefined)
  refuse("With --url the crowd needs --code: the join code of a class that was made for it.");

const isTerminal = process.stderr.isTTY;
/** A log is told less often than a terminal, whose one line is written over. */
const LOG_EVERY_MS = 10_000;
let saidAt = -LOG_EVERY_MS;
function progress(says: string): void {
  const now = performance.now();
  if (isTerminal) process.stderr.write(`\r\u001B[2K${says}`);
  else if (now - saidAt >= LOG_EVERY_MS) {
    saidAt = now;
    console.error(says);
  }
}
const begin = () =>
  values.url === undefined
    ? ownPlace(users, channels, seed, progress)
    : givenPlace(values.url.replace(/\/+$/u, ""), values.code ?? "", users, seed, progress);

console.error(`seed ${seed}`);
let code: 0 | 1 = 1;
let place: CrowdPlace | undefined;
try {
  place = await begin();
  const result = await runCrowd({ place, seed, users, forMs: minutes * 60_000, pace, chaos: values.chaos, progress });
  const again = `npm run crowd -- --seed ${seed} --users ${users} --minutes ${minutes} --pace ${pace} --channels ${channels}${values.chaos ? " --chaos" : ""}`;
  if (isTerminal) progress("");
  console.log(reportOf(result, again));
  code = result.broken.length === 0 ? 0 : 1;
} catch (error) {
  const causes: string[] = [];
  for (let each: unknown = error; each !== undefined; each = each instanceof Error ? each.cause : undefined)
    causes.push(each instanceof Error ? each.message : String(each));
  console.error(`\n${causes.join(": ")}\nThe seed was ${seed}.`);
} finally {
  await place?.stop();
}
process.exit(code);
