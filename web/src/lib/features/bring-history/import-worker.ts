/** Reads an export and sends it, beside the page: whoever goes on talking meanwhile notices none of it. */
import { createApi } from "../../../../../client/api.ts";
import { RefusedError, UnreachableError } from "../../../../../client/errors.ts";
import { openChosen, type ChosenFile } from "../../../../../imports/blob-files.ts";
import { CannotImport, MustSay, type History, type ReadOptions } from "../../../../../imports/history.ts";
import { planImport, type Plan } from "../../../../../imports/plan.ts";
import { readHistory } from "../../../../../imports/read-history.ts";
import { summaryOf } from "../../../../../imports/summary.ts";
import { upload } from "../../../../../imports/upload.ts";
import type { FromWorker, ToWorker } from "./import-messages.ts";

/** Bringing in a batch is a lot of work for a small server. */
const TIMEOUT_MS = 120_000;
/** Nobody reads more of them. */
const PROGRESS_EVERY_MS = 150;

// The types are those of a page, whose own `postMessage` asks for an origin.
const page = self as unknown as { postMessage(message: FromWorker): void };
let plan: Plan | undefined;
let stop = new AbortController();

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.say === "stop") stop.abort();
  else void (data.say === "read" ? read(data.files, data.options) : send(data.workspace, data.keepPrivate));
});

async function read(chosen: ChosenFile[], options: ReadOptions): Promise<void> {
  try {
    plan = planImport(await historyOf(chosen, options));
    page.postMessage({ say: "plan", plan: summaryOf(plan) });
  } catch (error) {
    if (error instanceof MustSay) page.postMessage({ say: "ask", question: error.question, choices: error.choices });
    else if (error instanceof CannotImport) page.postMessage({ say: "cannot", sentence: error.message });
    // Whatever is in a stranger's file, whoever chose it is told.
    else
      page.postMessage({
        say: "cannot",
        sentence: `It cannot be read: ${String(error instanceof Error ? error.message : error)}.`,
      });
  }
}

async function historyOf(chosen: ChosenFile[], options: ReadOptions): Promise<History> {
  const files = await openChosen(chosen);
  try {
    return await readHistory(files, options);
  } finally {
    files.close();
  }
}

async function send(workspace: string, keepPrivate: string[]): Promise<void> {
  if (!plan) return;
  stop = new AbortController();
  const closed = new Set(keepPrivate);
  const chosen: Plan = {
    ...plan,
    channels: plan.channels.map((channel) =>
      closed.has(channel.key) && channel.kind === "public" ? { ...channel, kind: "private" } : channel,
    ),
  };
  let done = 0;
  let name = "";
  let toldAt = 0;
  const tell = () => {
    if (Date.now() - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = Date.now();
    page.postMessage({ say: "progress", channel: name, done });
  };
  const events = {
    channel: (next: string) => ((name = next), tell()),
    progress: (messages: number) => ((done += messages), tell()),
  };
  try {
    const uploaded = await upload(createApi({ timeout: TIMEOUT_MS }), workspace, chosen, events, stop.signal);
    page.postMessage({ say: "progress", channel: name, done });
    page.postMessage({ say: "done", uploaded });
  } catch (error) {
    page.postMessage({ say: "progress", channel: name, done });
    if (error instanceof RefusedError) page.postMessage({ say: "paused", refusal: error.refusal });
    else if (error instanceof UnreachableError) page.postMessage({ say: "paused", refusal: null });
    else throw error;
  }
}
