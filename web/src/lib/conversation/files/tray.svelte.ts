/** The files that stand over a field, for the message that is written in it. */
import { t } from "#texts/files";
import { mintMessageId, type Api } from "../../../../../client/index.ts";
import { fileMaxFor } from "../../../../../protocol/file-sizes.ts";
import type { Role } from "../../../../../protocol/index.ts";
import { FILES_PER_MESSAGE } from "../../../../../protocol/limits.ts";
import { serverNow } from "../../base/server-clock.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import { FileDraft } from "./file-draft.svelte.ts";
import type { KeptFile } from "./kept-bytes.ts";
import { KeptTrays } from "./kept-trays.ts";
import { openTrays, type OpenTray } from "./open-trays.svelte.ts";
import { filesOf } from "./waiting-files.svelte.ts";

interface Around {
  /** Of the class. */
  id: string;
  api: Api;
  account: { id: string };
  me: { role: Role };
}

/** The tray of a channel's field: the one that was left, or a new one. */
export function trayIn(around: Around, channel: string): OpenTray {
  const open = openTrays.in(channel);
  if (open) return open;
  const tray = new Tray(around, channel);
  openTrays.open(channel, tray);
  return tray;
}

/** Trays that a page before this one left. Where one was begun here in the meantime, those files are added to it. */
export async function takeUpTrays(around: Around): Promise<void> {
  const kept = new KeptTrays(around.account.id);
  for (const { channel, message, files } of await kept.takeUp(around.id)) {
    const tray = openTrays.in(channel);
    if (!tray) openTrays.open(channel, new Tray(around, channel, { message, files }));
    else {
      tray.add(files.map(({ name, bytes }) => new File([bytes], name, { type: bytes.type })));
      kept.drop(message);
    }
  }
}

class Tray implements OpenTray {
  readonly #around: Around;
  readonly #channel: string;
  readonly #kept: KeptTrays;
  /** Id of the message that these are for. */
  message = $state.raw("");

  constructor(around: Around, channel: string, left?: { message: string; files: readonly KeptFile[] }) {
    this.#around = around;
    this.#channel = channel;
    this.#kept = new KeptTrays(around.account.id);
    this.message = left?.message ?? mintMessageId(serverNow());
    if (left) this.#set(left.files.map((file) => this.#draftOf(file)));
  }

  get files(): readonly FileDraft[] {
    return filesOf.get(this.message) ?? [];
  }

  add(added: readonly File[]): void {
    const room = FILES_PER_MESSAGE - this.files.length;
    if (added.length > room) toasts.trouble(t.tooMany({ most: FILES_PER_MESSAGE }));
    this.#set([...this.files, ...added.slice(0, Math.max(0, room)).map((file) => this.#draftOf(file))]);
  }

  remove(file: FileDraft): void {
    file.cancel();
    this.#set(this.files.filter((other) => other !== file));
  }

  /** @param by places towards the end */
  move(file: FileDraft, by: -1 | 1): void {
    const files = [...this.files];
    const from = files.indexOf(file);
    const to = from + by;
    if (from < 0 || to < 0 || to >= files.length) return;
    files.splice(from, 1);
    files.splice(to, 0, file);
    this.#set(files);
  }

  /** They belong to the message now, which goes out once they are there; what is added next is for another one. @returns its id */
  leave(): string {
    const { message } = this;
    this.#kept.sent(message);
    this.message = mintMessageId(serverNow());
    return message;
  }

  #set(files: readonly FileDraft[]): void {
    if (files.length === 0) filesOf.delete(this.message);
    else filesOf.set(this.message, files);
    this.#keep();
  }

  #keep(): void {
    this.#kept.keep(
      this.message,
      { workspace: this.#around.id, channel: this.#channel },
      this.files.flatMap(({ kept }) => kept ?? []),
    );
  }

  #draftOf(source: File | KeptFile): FileDraft {
    const { api, me } = this.#around;
    const { message } = this;
    const draft = new FileDraft(source, { api, channel: this.#channel, message, most: fileMaxFor(me.role) });
    // Of a message that was sent, whoever carries it keeps the files.
    draft.onkept = () => message === this.message && this.#keep();
    return draft;
  }
}
