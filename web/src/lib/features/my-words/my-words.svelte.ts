/**
 * All that is mine on its way into one zip of this device: a page and a JSON for each channel, files beside them, and what is stored about me.
 * What stopped goes on where it was. Where the browser can write to a file itself, nothing of it stays in memory.
 */
import { t } from "#texts/my-words";
import { ZipWriter } from "@zip.js/zip.js/lib/zip-core-writer.js";
import { systemClock } from "../../../../../client/clock.ts";
import { article, pageBegin, pageEnd } from "../../../../../client/transcript/html.ts";
import { MyWordsWalk } from "../../../../../client/transcript/my-words.ts";
import { retried } from "../../../../../client/transcript/retried.ts";
import type { MyWords } from "../../../../../protocol/mine.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { oneLine } from "../../../../../protocol/transcript/lines.ts";
import { me } from "../../class/account/account.svelte.ts";
import { outcomeOf } from "../../base/outcome.ts";

type Part = MyWords & { place: NonNullable<MyWords["place"]> };
interface Sheet {
  path: string;
  title: string;
  html: string[];
  json: string[];
  reactions: MyWords["reactions"];
}

/** A name that every system takes for a file. */
const plain = (text: string) =>
  [
    ...text
      .normalize("NFC")
      .replaceAll(/[^\p{L}\p{M}\p{N}.]+/gu, "-")
      .replaceAll(/^[-.]+|[-.]+$/gu, ""),
  ]
    .slice(0, 60)
    .join("") || "place";

export class MyWordsSaving {
  count = $state(0);
  refusal = $state.raw<Refusal | null>(null);
  readonly #walk = new MyWordsWalk(me.api, systemClock);
  readonly #zip: ZipWriter<unknown>;
  readonly #index: { path: string; title: string }[] = [];
  readonly #lacking: string[] = [];
  #sheet: Sheet | null = null;
  #stop = new AbortController();

  constructor(into: WritableStream<Uint8Array>) {
    // What is in it is small or packed already; storing it needs no codec of this device.
    this.#zip = new ZipWriter(into, { level: 0, useWebWorkers: false });
  }

  stop(): void {
    this.#stop.abort();
  }

  /** @returns whether all is in it; else it was stopped, or `refusal` says why it waits */
  async run(): Promise<boolean> {
    this.refusal = null;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const all = this.#all(signal).catch((cause: unknown) => {
      if (signal.aborted) return false;
      throw cause;
    });
    const outcome = await outcomeOf(all);
    if (!outcome.ok) this.refusal = outcome.refusal;
    return outcome.ok && outcome.value;
  }

  async #all(signal: AbortSignal): Promise<boolean> {
    for await (const part of this.#walk.read(signal)) await this.#take(part, signal);
    await this.#finishSheet();
    const stored = await retried(systemClock, signal, () => me.api.call("mine.stored"));
    await this.#add("stored.json", JSON.stringify(stored, null, 2));
    const links = this.#index.map(({ path, title }) => `<li><a href="${encodeURI(path)}">${escaped(title)}</a></li>`);
    const lacking = this.#lacking.map((name) => `<li>${escaped(name)}</li>`);
    const lacks = lacking.length > 0 ? `<p>${escaped(t.lacking)}</p><ul>${lacking.join("")}</ul>` : "";
    const lines = `<ul>${links.join("")}<li><a href="stored.json">stored.json</a></li></ul>${lacks}`;
    await this.#add("index.html", `${pageBegin(t.title, "")}${lines}${pageEnd(t.holds({ count: this.count }))}`);
    await this.#zip.close();
    return true;
  }

  async #take({ place, messages, reactions }: Part, signal: AbortSignal): Promise<void> {
    const path = `${plain(place.class.name)}-${place.class.id.slice(0, 4)}/${plain(nameOf(place))}-${place.channel.id.slice(0, 6)}`;
    if (this.#sheet?.path !== path) {
      await this.#finishSheet();
      this.#sheet = { path, title: `${place.class.name} · ${nameOf(place)}`, html: [], json: [], reactions: [] };
    }
    const sheet = this.#sheet;
    for (const { message, answers } of messages) {
      const files = new Map<string, string>();
      for (const { id, name } of message.meta?.files ?? []) {
        if (id === undefined) continue;
        const at = `files/${id}-${plain(name)}`;
        if (await this.#addFile(at, place.channel.id, message.seq, { id, name }, signal)) files.set(id, `../${at}`);
      }
      const answered = answers && { name: answers.author || t.somebody, words: oneLine(answers.body) };
      sheet.html.push(
        article(message, {
          name: nameOf(place),
          context: answered && t.answers(answered),
          fileAt: (_name, id) => (id === undefined ? undefined : files.get(id)),
        }),
      );
      sheet.json.push(JSON.stringify({ ...place, ...(answers && { answers }), ...message }));
      this.count += 1;
    }
    sheet.reactions.push(...reactions);
  }

  async #finishSheet(): Promise<void> {
    const sheet = this.#sheet;
    if (!sheet) return;
    const { path, title, html, json, reactions } = sheet;
    const given = reactions.map(({ seq, emoji }) => `<li>#${seq}: ${escaped(emoji.join(" "))}</li>`);
    const list = given.length > 0 ? `<p>${escaped(t.reactions)}</p><ul>${given.join("")}</ul>` : "";
    await this.#add(
      `${path}.html`,
      new Blob([pageBegin(title, ""), ...html, list, pageEnd(t.holds({ count: html.length }))]),
    );
    await this.#add(
      `${path}.json`,
      new Blob([`{"messages":[\n${json.join(",\n")}\n],"reactions":${JSON.stringify(reactions)}}\n`]),
    );
    this.#index.push({ path: `${path}.html`, title });
    this.#sheet = null;
  }

  /** @returns false where it cannot be had: the page says so */
  async #addFile(
    at: string,
    channel: string,
    seq: number,
    { id, name }: { id: string; name: string },
    signal: AbortSignal,
  ): Promise<boolean> {
    const parts = ["channels", channel, "messages", String(seq), "files", id, name].map(encodeURIComponent);
    const response = await fetch(`/api/${parts.join("/")}`, { signal }).catch(() => null);
    signal.throwIfAborted();
    if (!response?.ok || !response.body) {
      this.#lacking.push(name);
      return false;
    }
    await this.#zip.add(at, response.body);
    return true;
  }

  async #add(path: string, content: string | Blob): Promise<void> {
    await this.#zip.add(path, new Blob([content]).stream());
  }
}

function nameOf({ channel }: Part["place"]): string {
  if (channel.name !== "") return `#${channel.name}`;
  if (channel.kind === "dm") return t.aDirect;
  if (channel.kind === "group") return t.aGroup;
  return channel.kind === "thread" ? t.aThread : t.aChannel;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
