/** A history on its way into a class: what was chosen, what it is, how far it is. It goes on while its page is closed, until PLACE is. */
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { ChosenFile } from "../../../../../imports/blob-files.ts";
import type { ReadOptions } from "../../../../../imports/history.ts";
import type { PlanSummary } from "../../../../../imports/summary.ts";
import { trustedScriptUrl } from "../../base/browser/trusted-script.ts";
import { readJson, write } from "../../base/browser/storage.ts";
import { inReadersLanguage } from "../../base/texts/refusals.ts";
import type { Cannot, FromWorker, ToWorker } from "./import-messages.ts";
import address from "./import-worker.ts?worker&url";

export type Step =
  | { at: "choose" }
  | { at: "reading" }
  | { at: "ask"; question: "team" | "days"; choices: readonly string[] }
  | { at: "cannot"; cannot: Cannot }
  | { at: "plan"; plan: PlanSummary }
  | { at: "sending"; plan: PlanSummary; isStopping: boolean }
  /** `refusal`: the server's; null: it does not answer; undefined: it was stopped. */
  | { at: "paused"; plan: PlanSummary; refusal: Refusal | null | undefined }
  | { at: "done"; plan: PlanSummary; uploaded: Extract<FromWorker, { say: "done" }>["uploaded"] };

/** What is kept on the device of an import that has not come to its end. */
interface Unfinished {
  name: string;
  done: number;
  total: number;
  options: ReadOptions;
  keepPrivate: string[];
}

const keyFor = (workspace: string) => `place:import:${workspace}`;
const underWay = new Map<string, BringHistory>();

/** The one of this class, for as long as the page lives. */
export function bringHistory(workspace: string): BringHistory {
  const known = underWay.get(workspace) ?? new BringHistory(workspace);
  underWay.set(workspace, known);
  return known;
}

class BringHistory {
  step = $state.raw<Step>({ at: "choose" });
  /** Messages and files that are known to be in the class, and the channel that was begun last. */
  progress = $state.raw({ done: 0, channel: "", files: 0 });
  /** Keys of channels that the export takes for open and that only those in them shall read. */
  keepPrivate = $state.raw<ReadonlySet<string>>(new Set());
  options = $state.raw<ReadOptions>({});
  unfinished = $state.raw<Unfinished | null>(null);
  readonly #workspace: string;
  #files: ChosenFile[] = [];
  #worker: Worker | null = null;

  constructor(workspace: string) {
    this.#workspace = workspace;
    this.unfinished = unfinishedIn(readJson(keyFor(workspace), null));
  }

  get isSending(): boolean {
    return this.step.at === "sending";
  }

  choose(files: ChosenFile[]): void {
    if (files.length === 0 || this.isSending) return;
    this.#files = files;
    // The same export goes on as it was begun.
    const isTheSame = this.unfinished?.name === this.#name;
    this.options = isTheSame ? (this.unfinished?.options ?? {}) : {};
    this.keepPrivate = new Set(isTheSame ? this.unfinished?.keepPrivate : []);
    this.#read();
  }

  /** What it does not say itself. */
  answer(options: ReadOptions): void {
    this.options = { ...this.options, ...options };
    this.#read();
  }

  setPrivate(key: string, isPrivate: boolean): void {
    const keys = new Set(this.keepPrivate);
    if (isPrivate) keys.add(key);
    else keys.delete(key);
    this.keepPrivate = keys;
  }

  /** Sends what is missing in the class: the first time all of it. */
  send(): void {
    const { step } = this;
    if (step.at !== "plan" && step.at !== "paused") return;
    this.step = { at: "sending", plan: step.plan, isStopping: false };
    this.progress = { done: 0, channel: "", files: 0 };
    this.#keep(step.plan);
    addEventListener("beforeunload", warn);
    this.#tell({ say: "send", workspace: this.#workspace, keepPrivate: [...this.keepPrivate] });
  }

  /** After the batches under way. */
  stop(): void {
    if (this.step.at !== "sending") return;
    this.step = { ...this.step, isStopping: true };
    this.#tell({ say: "stop" });
  }

  /** Back to the beginning; what was brought stays. */
  reset(): void {
    if (this.isSending) return;
    this.#worker?.terminate();
    this.#worker = null;
    this.#files = [];
    this.step = { at: "choose" };
  }

  forget(): void {
    this.unfinished = null;
    write(keyFor(this.#workspace), null);
  }

  get #name(): string {
    return this.#files[0]?.path.split("/")[0] ?? "";
  }

  #read(): void {
    this.step = { at: "reading" };
    this.#tell({ say: "read", files: this.#files, options: { ...this.options } });
  }

  #tell(message: ToWorker): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(trustedScriptUrl(address), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => this.#hear(data));
    worker.addEventListener("error", ({ message }) => {
      removeEventListener("beforeunload", warn);
      this.#worker = null;
      this.step = { at: "cannot", cannot: { sentence: message } };
    });
    return worker;
  }

  #hear(message: FromWorker): void {
    const { step } = this;
    if (message.say === "plan") this.step = { at: "plan", plan: message.plan };
    else if (message.say === "ask") this.step = { at: "ask", question: message.question, choices: message.choices };
    else if (message.say === "cannot") this.step = { at: "cannot", cannot: message.cannot };
    else if (step.at !== "sending") return;
    else if (message.say === "progress") {
      this.progress = { done: message.done, channel: message.channel, files: message.files };
      this.#keep(step.plan);
    } else if (message.say === "paused") this.#pause(step.plan, message.refusal && inReadersLanguage(message.refusal));
    else if (message.uploaded.stopped) this.#pause(step.plan, undefined);
    else {
      removeEventListener("beforeunload", warn);
      this.forget();
      this.step = { at: "done", plan: step.plan, uploaded: message.uploaded };
    }
  }

  #pause(plan: PlanSummary, refusal: Refusal | null | undefined): void {
    removeEventListener("beforeunload", warn);
    this.step = { at: "paused", plan, refusal };
  }

  #keep(plan: PlanSummary): void {
    const kept: Unfinished = {
      ...{ name: this.#name, done: this.progress.done, total: plan.messages },
      ...{ options: { ...this.options }, keepPrivate: [...this.keepPrivate] },
    };
    this.unfinished = kept;
    write(keyFor(this.#workspace), JSON.stringify(kept));
  }
}

/** A page that closes takes the files with it. */
const warn = (event: BeforeUnloadEvent) => event.preventDefault();

/** What was kept, where it is what this wrote. */
function unfinishedIn(kept: unknown): Unfinished | null {
  const { name, done, total, options, keepPrivate } = (kept ?? {}) as Partial<Record<keyof Unfinished, unknown>>;
  if (typeof name !== "string" || typeof done !== "number" || typeof total !== "number") return null;
  const keys = Array.isArray(keepPrivate) ? keepPrivate.filter((key) => typeof key === "string") : [];
  return { name, done, total, options: (options ?? {}) as ReadOptions, keepPrivate: keys };
}
