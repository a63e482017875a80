/** The page held against itself: is every message what it was when the page was made? Without a network, by the browser's own SHA-256. */
import { INDEX_BLOCK, PRINTS_BLOCK } from "../../../imports/archive/course-format.ts";
import { firstFlaw, hashOfText, linesOfBlock, markOf, printsOf } from "../../../imports/archive/course-proof.ts";
import { entryKind } from "../../../protocol/archive/format.ts";
import { entries, textOf, wholeFile } from "./blocks.ts";
import { el, type Course } from "./message.ts";
import { say } from "./words.ts";

type Outcome =
  | { what: "whole"; count: number; mark: string }
  | { what: "changed" | "missing" | "added" | "moved" | "part"; channel: string; seq: number }
  | { what: "else" };
const SENTENCES = {
  changed: "flawChanged",
  missing: "flawMissing",
  added: "flawAdded",
  moved: "flawMoved",
  part: "flawPart",
} as const;

const sha256 = async (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export class Check {
  readonly element = el("div", "check");
  readonly #button = el("button", "quiet");
  readonly #told = el("p", "");
  readonly #course: Course;
  #done: { at: number; of: number } | null = null;
  #outcome: Outcome | null = null;

  constructor(course: Course) {
    this.#course = course;
    this.#told.setAttribute("role", "status");
    this.element.append(this.#button, this.#told);
    this.#button.addEventListener("click", () => void this.#run());
    // A page of before there was one, or a browser that has no SHA-256 for it.
    const { subtle } = globalThis.crypto as Partial<Crypto>;
    this.element.hidden = !course.index.hashes || !subtle;
  }

  /** In the language of now. */
  retell(): void {
    this.#button.textContent = say("check");
    this.#button.setAttribute("aria-disabled", String(this.#done !== null));
    this.#told.replaceChildren(this.#sentence());
  }

  #sentence(): string {
    if (this.#done) return say("checking", { done: this.#done.at, total: this.#done.of });
    const outcome = this.#outcome;
    if (outcome === null) return "";
    if (outcome.what === "whole")
      return `${say("whole", { count: outcome.count })} ${say("mark", { mark: outcome.mark })}`;
    if (outcome.what === "else") return say("flawElse");
    return say(SENTENCES[outcome.what], { channel: this.#nameOf(outcome.channel), seq: outcome.seq });
  }

  #nameOf(key: string): string {
    const { channels } = this.#course.index;
    const line = channels.find((channel) => channel.key === key);
    const on = line?.on && channels.find((channel) => channel.key === line.on?.channel);
    return on ? `#${on.name ?? ""}, ${say("thread")}` : `#${line?.name ?? ""}`;
  }

  async #run(): Promise<void> {
    if (this.#done) return;
    this.#outcome = null;
    this.#done = { at: 0, of: Object.keys(this.#course.index.hashes ?? {}).length };
    this.retell();
    const outcome = await this.#look();
    this.#done = null;
    this.#outcome = outcome;
    this.retell();
  }

  async #look(): Promise<Outcome> {
    await wholeFile;
    const { hashes = {}, counts } = this.#course.index;
    const there = entries();
    const of = Object.keys(hashes).length;
    for (const [n, [entry, hash]] of Object.entries(hashes).entries()) {
      const text = await textOf(entry).catch(() => null);
      if (text === null || (await hashOfText(text, sha256)) !== hash) return this.#flawIn(entry, text);
      this.#done = { at: n + 1, of };
      this.retell();
    }
    if (there.length !== of || there.some((entry) => !Object.hasOwn(hashes, entry))) return { what: "else" };
    const count = Object.values(counts).reduce((sum, each) => sum + each, 0);
    return { what: "whole", count, mark: await markOf((await textOf(INDEX_BLOCK)) ?? "", sha256) };
  }

  /** Which message of it; or from which on, where no line says. */
  async #flawIn(entry: string, text: string | null): Promise<Outcome> {
    const kind = entryKind(entry);
    const [channel, from] = kind?.kind === "messages" ? [kind.channel, kind.from] : ["", 1];
    const part: Outcome = { what: "part", channel, seq: from };
    if (text === null) return part;
    try {
      const prints = JSON.parse((await textOf(PRINTS_BLOCK)) ?? "{}") as Record<string, string>;
      const lines = linesOfBlock(text);
      const flaw = firstFlaw(prints[entry] ?? "", await printsOf(lines, sha256));
      if (flaw === null) return part;
      const seqAt = (at: number) => (JSON.parse(lines[at] ?? "") as { seq: number }).seq;
      const seq = flaw.what === "missing" ? (flaw.at === 0 ? from : seqAt(flaw.at - 1) + 1) : seqAt(flaw.at);
      return { what: flaw.what, channel, seq };
    } catch {
      // A line that is no message any more.
      return part;
    }
  }
}
