/** One file on its way into a message: made ready, uploaded, described. */
import { t } from "#texts/files";
import type { Api } from "../../../../../client/index.ts";
import { RefusedError, systemClock } from "../../../../../client/index.ts";
import { uploadFile, type BegunUpload } from "../../../../../client/file-upload.ts";
import type { PostFile, Uploaded } from "../../../../../protocol/index.ts";
import { because } from "../../../../../protocol/reasons.ts";
import { refusal, type Refusal } from "../../../../../protocol/refusals.ts";
import { sentenceOf } from "../../base/texts/refusals.ts";
import { sendableName } from "./file-name.ts";
import type { KeptFile } from "./kept-bytes.ts";
import { isHeic, isPicture, preparePicture } from "./smaller-picture.ts";

export type FileState = "preparing" | "going" | "waiting" | "there" | "failed";

export interface FileDraftOptions {
  api: Api;
  channel: string;
  /** Id of the message that it is for. */
  message: string;
  /** Bytes of a file that its owner may send. */
  most: number;
}

let made = 0;

export class FileDraft {
  readonly key = ++made;
  readonly options: FileDraftOptions;
  /** Null: taken up again by a later page. */
  readonly #file: File | null;
  /** Until the browser finds that it is none. */
  isPicture = $state.raw(false);
  name = $state("");
  alt = $state("");
  state = $state.raw<FileState>("preparing");
  /** Why it failed, in words. */
  trouble = $state.raw("");
  /** The bytes of a picture go as they came. */
  isOriginal = $state.raw(false);
  sent = $state.raw(0);
  /** Bytes that are left for files of the class, as far as it was told. */
  left = $state.raw(Infinity);
  size = $state.raw(0);
  /** Of a picture, to be looked at. */
  address = $state.raw<string | null>(null);
  refusal: Refusal | null = null;
  #bytes: Blob | null = null;
  #more: Pick<KeptFile, "preview" | "blur" | "width" | "height"> = {};
  #begun: BegunUpload | undefined;
  #uploaded: Uploaded | undefined;
  #previewUploaded: Uploaded | undefined;
  #abort = new AbortController();
  /** Settles when it is there, or failed. Made anew with each attempt. */
  ended: Promise<void> = Promise.resolve();
  /** Settles when its name and bytes are those that are sent. */
  ready: Promise<unknown> = Promise.resolve();
  /** What is kept of it changed. */
  onkept: () => void = () => undefined;

  constructor(source: File | KeptFile, options: FileDraftOptions) {
    this.options = options;
    this.name = sendableName(source.name);
    if (source instanceof File) {
      this.#file = source;
      this.isPicture = isPicture(source);
      this.size = source.size;
    } else {
      this.#file = null;
      const { bytes, alt, begun, uploaded, previewUploaded, preview, blur, width, height } = source;
      this.isPicture = width !== undefined;
      this.alt = alt;
      this.size = bytes.size;
      this.#bytes = bytes;
      this.#more = { preview, blur, width, height };
      this.#begun = begun;
      this.#uploaded = uploaded;
      this.#previewUploaded = previewUploaded;
    }
    this.#start();
  }

  /** 0 to 1. */
  get progress(): number {
    return this.state === "there" ? 1 : this.size === 0 ? 0 : Math.min(1, this.sent / this.size);
  }

  retry(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#start();
  }

  /** A picture goes as it came from the camera, with all that it says; or made ready again. */
  chooseOriginal(isOriginal: boolean): void {
    if (this.#file === null || isOriginal === this.isOriginal) return;
    this.isOriginal = isOriginal;
    this.#bytes = null;
    this.#begun = this.#uploaded = this.#previewUploaded = undefined;
    this.retry();
  }

  /** It is wanted by nobody any more. */
  cancel(): void {
    this.#abort.abort();
    if (this.address !== null) URL.revokeObjectURL(this.address);
    this.address = null;
  }

  /** As the message is posted with it; null before it is there. */
  get posted(): PostFile | null {
    const { blur, width, height } = this.#more;
    if (!this.#uploaded) return null;
    const alt = this.alt.trim();
    return {
      ...{ ticket: this.#uploaded.ticket, name: this.name },
      ...(this.#previewUploaded && { preview: this.#previewUploaded.ticket }),
      ...(alt !== "" && { alt }),
      ...(blur !== undefined && { blur }),
      ...(width !== undefined && height !== undefined && { width, height }),
    };
  }

  /** What a later page goes on from; null while it is made ready. */
  get kept(): KeptFile | null {
    if (this.#bytes === null) return null;
    return {
      ...{ name: this.name, bytes: this.#bytes, alt: this.alt, ...this.#more },
      ...{ begun: this.#begun, uploaded: this.#uploaded, previewUploaded: this.#previewUploaded },
    };
  }

  #start(): void {
    const { signal } = this.#abort;
    this.state = "preparing";
    this.trouble = "";
    this.refusal = null;
    this.sent = 0;
    this.ended = this.#run(signal).catch((cause: unknown) => {
      // Called off: nobody looks at it any more.
      if (signal.aborted) return;
      this.#fail(cause instanceof RefusedError ? cause.refusal : refusal("invalid", because("file_unreadable")));
    });
  }

  #fail(why: Refusal, words = sentenceOf(why)): void {
    this.refusal = why;
    this.trouble = words;
    this.state = "failed";
  }

  async #run(signal: AbortSignal): Promise<void> {
    const preparing = this.#bytes === null ? this.#prepare(signal) : Promise.resolve(this.#bytes);
    this.ready = preparing.catch(() => undefined);
    const bytes = await preparing;
    if (signal.aborted || bytes === null) return;
    this.#bytes = bytes;
    const { most } = this.options;
    this.size = bytes.size;
    if (this.isPicture && this.address === null) this.address = URL.createObjectURL(this.#more.preview ?? bytes);
    if (bytes.size === 0) return this.#fail(refusal("invalid", because("file_unreadable")), t.emptyFile);
    if (bytes.size > most)
      return this.#fail(refusal("too_large", because("file_too_large", { most: Math.floor(most / 1024 / 1024) })));
    this.state = "going";
    this.onkept();
    const { preview } = this.#more;
    if (preview && !this.#previewUploaded) this.#previewUploaded = await this.#upload(preview, signal);
    this.#uploaded ??= await this.#upload(bytes, signal, true);
    if (signal.aborted) return;
    this.left = this.#uploaded.left;
    this.state = "there";
    this.onkept();
  }

  #upload(bytes: Blob, signal: AbortSignal, isWhole = false): Promise<Uploaded> {
    const { api, channel, message } = this.options;
    return uploadFile({
      ...{ api, clock: systemClock, channel, message, bytes, signal },
      ...(isWhole && {
        begun: this.#begun,
        onBegun: (begun: BegunUpload) => {
          this.#begun = begun;
          this.onkept();
        },
        onProgress: (sent: number) => {
          this.state = "going";
          this.sent = sent;
        },
      }),
      onWaiting: (isWaiting) => (this.state = isWaiting ? "waiting" : "going"),
    });
  }

  /** @returns null: called off, or it failed and says why */
  async #prepare(signal: AbortSignal): Promise<Blob | null> {
    const file = this.#file;
    if (file === null) return null;
    if (this.isPicture) {
      try {
        const { bytes, name, ...more } = await preparePicture(file, this.isOriginal);
        // Made ready in another way since: what this way made of it is nobody's.
        if (signal.aborted) return null;
        this.#more = more;
        this.name = sendableName(name);
        return bytes;
      } catch {
        if (signal.aborted) return null;
        if (isHeic(file)) {
          this.#fail(refusal("invalid", because("file_unreadable")), t.heic);
          return null;
        }
        // It goes as the file that it is, without what its camera wrote down.
        this.isPicture = false;
        if (!this.isOriginal && file.size <= this.options.most) {
          const { isJpeg, withoutNotes } = await import("./jpeg-notes.ts");
          const bytes = new Uint8Array(await file.arrayBuffer());
          if (isJpeg(bytes)) return withoutNotes(bytes);
        }
      }
    }
    // Read now: a file that changes on the disk while it waits could not be read later.
    return file.size <= this.options.most ? new Blob([await file.arrayBuffer()], { type: file.type }) : file;
  }
}
