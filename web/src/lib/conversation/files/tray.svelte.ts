/** The files that stand over a field, for the message that is written in it. */
import { t } from "#texts/files";
import { mintMessageId, type Api } from "../../../../../client/index.ts";
import { fileMaxFor } from "../../../../../protocol/file-sizes.ts";
import type { Role } from "../../../../../protocol/index.ts";
import { FILES_PER_MESSAGE } from "../../../../../protocol/limits.ts";
import { serverNow } from "../../base/server-clock.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import { FileDraft } from "./file-draft.svelte.ts";
import { openTrays, type OpenTray } from "./open-trays.ts";
import { filesOf } from "./waiting-files.svelte.ts";

interface Around {
  api: Api;
  me: { role: Role };
}

/** The tray of a channel's field: the one that was left, or a new one. */
export function trayIn(around: Around, channel: string): OpenTray {
  const tray = openTrays.get(channel) ?? new Tray(around, channel);
  openTrays.set(channel, tray);
  return tray;
}

class Tray implements OpenTray {
  readonly #around: Around;
  readonly #channel: string;
  /** Id of the message that these are for. */
  message = $state.raw(mintMessageId(serverNow()));

  constructor(around: Around, channel: string) {
    this.#around = around;
    this.#channel = channel;
  }

  get files(): readonly FileDraft[] {
    return filesOf.get(this.message) ?? [];
  }

  add(added: readonly File[]): void {
    const { api, me } = this.#around;
    const room = FILES_PER_MESSAGE - this.files.length;
    if (added.length > room) toasts.trouble(t.tooMany({ most: FILES_PER_MESSAGE }));
    const options = { api, channel: this.#channel, message: this.message, most: fileMaxFor(me.role) };
    this.#set([...this.files, ...added.slice(0, Math.max(0, room)).map((file) => new FileDraft(file, options))]);
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
    this.message = mintMessageId(serverNow());
    return message;
  }

  #set(files: readonly FileDraft[]): void {
    if (files.length === 0) filesOf.delete(this.message);
    else filesOf.set(this.message, files);
  }
}
