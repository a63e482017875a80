/** `place import`: says what it will do, asks, does it, and says what it did. */
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { RefusedError, UnreachableError } from "../../../client/errors.ts";
import { CannotStart } from "../../serve/cannot-start.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { DAY_ORDERS, type ReadOptions } from "../../../imports/history.ts";
import { isZone } from "../../../imports/local-time.ts";
import { archiveSummary, carryOutArchive, readArchive, type ReadArchive } from "../archive/import.ts";
import { makeDefault, makeWay } from "./new-class.ts";
import { planImport } from "../../../imports/plan.ts";
import { showProgress } from "./progress.ts";
import { readExport } from "./read-export.ts";
import { messagesIn, planSummary, report } from "./report.ts";
import { openRemote, type Target } from "./target.ts";
import { upload, type Uploaded } from "../../../imports/upload.ts";
import { plain } from "../../../imports/words.ts";

export const IMPORT_USAGE = `npm run place -- import PATH --workspace NAME [options]

  Brings a history into a class: people, channels, direct messages and what was said in them.
  PATH is what another chat exported, as a zip, a folder or a file; docs/import.md lists the formats.
  It says what it will do and asks before it does it. It is safe to run twice, and to stop and start again.

  --workspace NAME   the class, by its name or id; made where this machine's PLACE has none of that name
  --dry-run          only say what would be done
  --yes              do not ask
  --private NAME     a channel that nobody but those in it shall read; may be given several times
  --team NAME        the workspace or team to take of an export that has several
  --days ORDER       how WhatsApp's dates were written: dmy, mdy or ymd (day, month, year)
  --zone ZONE        where times without a zone were written, as in Europe/Madrid (default: this machine's)
  --all              name every entry that was not taken

  Without --url it goes into the PLACE of this machine, running or not:
  --state FOLDER     its folder (default .place, or PLACE_STATE)
  --owner HANDLE     the account that gets a new class (default importer)

  Into a deployed PLACE:
  --url ADDRESS      for instance https://place.example.workers.dev
  --token TOKEN      of an owner or teacher, from Settings → Tokens; better in PLACE_TOKEN, where nobody sees it`;

type Options = ReturnType<typeof readOptions>;

function readOptions(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      workspace: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      yes: { type: "boolean", short: "y", default: false },
      private: { type: "string", multiple: true, default: [] },
      team: { type: "string" },
      days: { type: "string" },
      zone: { type: "string" },
      all: { type: "boolean", default: false },
      state: { type: "string", default: process.env["PLACE_STATE"] ?? ".place" },
      owner: { type: "string", default: "importer" },
      url: { type: "string" },
      token: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return { ...values, paths: positionals };
}

/** Returns the exit code: 0 done, 1 not done, 130 stopped. @throws CannotImport, CannotStart, RefusedError, UnreachableError */
export async function importCommand(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (options.help) {
    console.log(IMPORT_USAGE);
    return 0;
  }
  const [path, ...more] = options.paths;
  if (path === undefined)
    throw new CannotImport(`What shall be imported? Give the path of an export.\n\n${IMPORT_USAGE}`);
  if (more.length > 0) throw new CannotImport(`One export at a time: "${more[0]}" is one too many.`);
  const workspace = options.workspace?.trim();
  if (!workspace && !options["dry-run"]) throw new CannotImport("Into which class? Say --workspace NAME.");

  const archive = await readArchive(path);
  if (archive) return importArchive(archive, options);
  const plan = planImport(await readExport(path, readOptionsOf(options)), options.private);
  console.log(planSummary(plan).join("\n"));
  return withTarget(options, (target) => carryOut(target, plan, options));
}

/** PLACE's own archive: it says itself who reads what. */
async function importArchive(read: ReadArchive, options: Options): Promise<number> {
  console.log(archiveSummary(read.archive).join("\n"));
  return withTarget(options, async (target) => carryOutArchive(await target.enter(), read, stopOnCtrlC()));
}

/** Asks, and does it where the answer is yes. */
async function withTarget(options: Options, run: (target: Target) => Promise<number>): Promise<number> {
  const workspace = options.workspace?.trim();
  if (options["dry-run"] || !workspace) {
    console.log("\nThis was a dry run: nothing was sent.");
    return 0;
  }
  if (!options.yes && !process.stdin.isTTY) {
    throw new CannotImport("Nobody is there to be asked. Add --yes to go on without a question.");
  }
  const target = await openTarget(options, workspace);
  try {
    console.log(`\n${plain(target.sentence)}`);
    if (!options.yes && !(await agreed())) {
      console.log("Nothing was sent.");
      return 1;
    }
    return await run(target);
  } finally {
    await target.close();
  }
}

function readOptionsOf({ team, days, zone }: Options): ReadOptions {
  const order = DAY_ORDERS.find((each) => each === days);
  if (days !== undefined && order === undefined) throw new CannotImport(`--days is one of ${DAY_ORDERS.join(", ")}.`);
  if (zone !== undefined && !isZone(zone))
    throw new CannotImport(`There is no time zone "${zone}". It looks like Europe/Madrid.`);
  return { team, days: order, zone };
}

async function openTarget(
  { url, token = process.env["PLACE_TOKEN"], state, owner }: Options,
  workspace: string,
): Promise<Target> {
  if (url !== undefined) return openRemote(url, token, workspace, { imports: true });
  // The runtime's tools are as large as all else: who brings a history to a deployment does without them.
  const { openLocal } = await import("./local-place.ts");
  return openLocal(state, workspace, owner, console.error);
}

async function agreed(): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(?:es)?$/iu.test((await asking.question("Go on? [y/N] ")).trim());
  } finally {
    asking.close();
  }
}

async function carryOut(
  target: Target,
  plan: Awaited<ReturnType<typeof planImport>>,
  { all }: Options,
): Promise<number> {
  const stop = stopOnCtrlC();
  const { api, workspaceId, isNew, notes } = await target.enter();
  const progress = showProgress(messagesIn(plan));
  let uploaded: Uploaded;
  try {
    const replaced = isNew ? await makeWay(api, workspaceId, plan) : [];
    uploaded = await upload(api, workspaceId, plan, progress, stop);
    await makeDefault(api, workspaceId, replaced);
  } finally {
    progress.done();
    for (const note of notes) console.log(`\n${note}`);
  }
  console.log(report(uploaded, plan, all).join("\n"));
  if (!uploaded.stopped) return 0;
  console.log("\nStopped before the end. The same command goes on from here.");
  return 130;
}

/** The first Ctrl-C ends after the batch under way; the second at once. */
function stopOnCtrlC(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // Miniflare listens too, and would end the process before the batch is through.
    process.removeAllListeners(signal);
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      stop.abort();
      console.error("\nStopping after this batch. Ctrl-C again stops at once.");
    });
  }
  return stop.signal;
}

/** The sentence for what went wrong, or null for a fault of the program itself. */
export function sentenceFor(error: unknown): string | null {
  if (error instanceof CannotImport || error instanceof CannotStart) return error.message;
  if (error instanceof RefusedError)
    return `PLACE refused: ${error.refusal.sentence}${error.refusal.trace ? ` (${error.refusal.trace})` : ""}`;
  if (error instanceof UnreachableError)
    return "PLACE cannot be reached. What was sent is kept; the same command goes on from there.";
  if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
    return error.message;
  return null;
}
