/** Reads an export and sends it, beside the page: whoever goes on talking meanwhile notices none of it. */
import { createApi } from "../../../../../client/api.ts";
import { RefusedError, UnreachableError } from "../../../../../client/errors.ts";
import type { ChosenFile } from "../../../../../imports/blob-files.ts";
import { CannotImport } from "../../../../../imports/cannot-import.ts";
import { MustSay, type ReadOptions } from "../../../../../imports/history.ts";
import { prepareImport, type Prepared } from "../../../../../imports/prepare.ts";
import { CannotRead, trouble } from "../../../../../imports/trouble.ts";
import type { Cannot, FromWorker, ToWorker } from "./import-messages.ts";

/** Bringing in a batch is a lot of work for a small server. */
const TIMEOUT_MS = 120_000;
/** Nobody reads more of them. */
const PROGRESS_EVERY_MS = 150;

// The types are those of a page, whose own `postMessage` asks for an origin.
const page = self as unknown as { postMessage(message: FromWorker): void };
let prepared: Prepared | undefined;
let stop = new AbortController();

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.say === "stop") stop.abort();
  else void (data.say === "read" ? read(data.files, data.options) : send(data.workspace, data.keepPrivate));
});

async function read(chosen: ChosenFile[], options: ReadOptions): Promise<void> {
  try {
    prepared = await prepareImport(chosen, options);
    page.postMessage({ say: "plan", plan: prepared.summary });
  } catch (error) {
    if (error instanceof MustSay) page.postMessage({ say: "ask", question: error.question, choices: error.choices });
    else page.postMessage({ say: "cannot", cannot: whyNot(error) });
  }
}

/** Whatever is in a stranger's file, whoever chose it is told. */
function whyNot(error: unknown): Cannot {
  if (error instanceof CannotRead) return { why: error.troubles, broken: error.broken };
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof CannotImport) return { sentence: why };
  return { why: [trouble("unexpected", { why })], broken: [] };
}

async function send(workspace: string, keepPrivate: string[]): Promise<void> {
  if (!prepared) return;
  stop = new AbortController();
  let done = 0;
  let files = 0;
  let name = "";
  let toldAt = 0;
  const tell = () => {
    if (Date.now() - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = Date.now();
    page.postMessage({ say: "progress", channel: name, done, files });
  };
  const events = {
    channel: (next: string) => ((name = next), tell()),
    progress: (messages: number) => ((done += messages), tell()),
    files: (there: number) => ((files = there), tell()),
  };
  try {
    const uploaded = await prepared.send(
      createApi({ timeout: TIMEOUT_MS }),
      workspace,
      keepPrivate,
      events,
      stop.signal,
    );
    page.postMessage({ say: "progress", channel: name, done, files });
    page.postMessage({ say: "done", uploaded });
  } catch (error) {
    page.postMessage({ say: "progress", channel: name, done, files });
    if (error instanceof RefusedError) page.postMessage({ say: "paused", refusal: error.refusal });
    else if (error instanceof UnreachableError) page.postMessage({ say: "paused", refusal: null });
    else throw error;
  }
}
