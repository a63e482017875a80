/** What goes out of a field: words, files, or both, once they are what they will be; or why they stay. */
import { t as ui } from "#texts/ui";
import { isBlank, isText } from "../../../../../protocol/characters.ts";
import { wordsOfFiles } from "../../../../../protocol/file-kinds.ts";
import type { PostContent } from "../../../../../protocol/index.ts";
import { MESSAGE_MAX_CHARS } from "../../../../../protocol/limits.ts";
import { because } from "../../../../../protocol/reasons.ts";
import { refusal } from "../../../../../protocol/refusals.ts";
import { sentenceOf } from "../../base/texts/refusals.ts";
import { untilHere } from "../../base/until-here.ts";
import type { WritingField } from "../feature.ts";
import { openTrays, type OpenTray } from "../files/open-trays.svelte.ts";
import type { DraftText } from "./draft-text.svelte.ts";

/** What may be more than words; sending.ts decides. */
const NEEDS_A_LOOK = /@|^\/[a-z]/u;

/** The field that it goes out of. */
interface OutgoingField {
  /** What commands find there. */
  desk: () => WritingField;
  /** Puts a message into the list. @param waitingAs its id, where files of it are still on their way */
  send: (content: PostContent, waitingAs?: string) => void;
  /** Fetches what says why words are too many, and what can be done. Undefined: it could not be had */
  help: () => Promise<unknown>;
  focus: () => void;
  /** Its words are out. */
  sent: () => void;
}

export class Outgoing {
  readonly #draft: DraftText;
  readonly #field: OutgoingField;
  /** Why it stays, in words; empty where there is nothing to say. */
  trouble = $state("");
  #attaching: Promise<void> | null = null;
  #looking = false;

  constructor(draft: DraftText, field: OutgoingField) {
    this.#draft = draft;
    this.#field = field;
  }

  get tray(): OpenTray | undefined {
    return openTrays.in(this.#draft.channelId);
  }
  get files(): OpenTray["files"] {
    return this.tray?.files ?? [];
  }
  get #hasFailed(): boolean {
    return this.files.some(({ state }) => state === "failed");
  }

  /** The tray is fetched, and its files are made ready, with the first of them. */
  async attach(added: File[]): Promise<void> {
    const { workspace, channelId } = this.#field.desk();
    if (!workspace.keepsFiles) return void (this.trouble = sentenceOf(refusal("forbidden", because("files_absent"))));
    const before = this.#attaching;
    const adding = untilHere(() => import("../files/tray.svelte.ts")).then(async ({ trayIn }) => {
      // The first one waits longer, for the styles that come along: it stands before what was dropped after it all the same.
      await before;
      trayIn(workspace, channelId).add(added);
    });
    this.#attaching = adding;
    await adding;
    if (this.#attaching === adding) this.#attaching = null;
    this.#field.focus();
  }

  /** Words that are too many for a message become a file of it, and the field is free for some about them. */
  async asFile(words: string): Promise<void> {
    const { whole } = this.#draft;
    await this.attach([new File([words], "message.txt", { type: "text/plain" })]);
    this.#free(whole);
  }

  /** Puts words into the list, with the files of the tray. */
  say(body: string): void {
    if (this.tray && this.files.length > 0) this.#field.send({ body }, this.tray.leave());
    else this.#field.send({ body });
  }

  /** Sends what stands in the field, or says why not. */
  send(): void {
    const words = this.#draft.text.replace(/^(?:[^\S\n]*\n)+/u, "").trimEnd();
    if (this.#looking) return;
    // Dropped a moment ago: they belong to it.
    if (this.#attaching) return void this.#attaching.then(() => this.send());
    if (this.#hasFailed) return void import("#texts/files").then(({ t }) => (this.trouble = t.removeFailed));
    if (isBlank(words)) {
      if (this.files.length > 0) void this.#sendFilesAlone();
      return;
    }
    const body = this.#draft.above + words;
    if (body.length > MESSAGE_MAX_CHARS)
      return void this.#field.help().then((help) => help ?? (this.trouble = sentenceOf(refusal("too_long"))));
    if (!isText(body)) return void (this.trouble = sentenceOf(refusal("not_text")));
    if (NEEDS_A_LOOK.test(body)) return void this.#look(body);
    this.say(body);
    this.sent();
  }

  /**
   * The field is free for the next message.
   * @param isElsewhere a command led its writer there, and they stay
   * @param taken the draft that went out, where somebody may have typed on since then
   */
  sent(isElsewhere = false, taken = this.#draft.whole): void {
    this.trouble = "";
    this.#field.sent();
    this.#free(taken);
    if (!isElsewhere) this.#field.focus();
  }

  #free(taken: string): void {
    const { whole } = this.#draft;
    if (whole === taken) return this.#draft.empty();
    this.#draft.show(whole.startsWith(taken) ? whole.slice(taken.length).trimStart() : whole);
    this.#draft.keep();
  }

  /** Their names are the words, once they are what they will be. */
  async #sendFilesAlone(): Promise<void> {
    this.#looking = true;
    const { text } = this.#draft;
    await Promise.all(this.files.map(({ ready }) => ready));
    this.#looking = false;
    if (this.files.length === 0 || this.#hasFailed) return;
    const { above } = this.#draft;
    this.say(above + wordsOfFiles(this.files));
    this.sent(false, above + text);
  }

  async #look(body: string): Promise<void> {
    this.#looking = true;
    const from = document.activeElement;
    const { whole } = this.#draft;
    try {
      const { sendLooking } = await import("./sending.ts");
      const sending = await sendLooking(body, this.#field.desk(), () => this.sent(false, whole));
      const now = document.activeElement;
      if (sending.state === "sent") this.sent(now !== from && now !== document.body, whole);
      else if (sending.state === "kept") this.trouble = sending.words;
    } catch {
      // Only the asking could not be fetched; a name goes out without it, a command cannot be carried out.
      if (body.startsWith("/")) this.trouble = ui.partNotFetched;
      else {
        this.say(body);
        this.sent(false, whole);
      }
    } finally {
      this.#looking = false;
    }
  }
}
