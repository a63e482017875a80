/** The real bucket behind a door that fails where a test says so: before anything was done, or after it, so that only the answer is lost. */
import { env } from "cloudflare:workers";

type Step = "put" | "get" | "head" | "delete" | "createMultipartUpload" | "uploadPart" | "complete";

/** As R2 words it (developers.cloudflare.com/r2/api/error-codes). */
const AWAY = "We encountered an internal error. Please try again. (10001)";

export class R2WithFaults {
  readonly #real: R2Bucket;
  readonly #begun: R2MultipartUpload[] = [];
  #fault: { step: Step; isLost: boolean } | null = null;

  constructor(real: R2Bucket = env.FILES) {
    this.#real = real;
  }

  /** The next one of these is not carried out. */
  fail(step: Step): void {
    this.#fault = { step, isLost: false };
  }

  /** The next one of these is carried out, and nobody hears of it. */
  loseAnswer(step: Step): void {
    this.#fault = { step, isLost: true };
  }

  /** What was begun here and not put together is known to R2 no more, as after the days that it keeps it. */
  async forgetUploads(): Promise<void> {
    await Promise.all(this.#begun.splice(0).map((upload) => upload.abort()));
  }

  get bucket(): R2Bucket {
    const real = this.#real;
    const parts = (upload: R2MultipartUpload) => ({
      ...{ key: upload.key, uploadId: upload.uploadId, abort: () => upload.abort() },
      uploadPart: (...of: Parameters<R2MultipartUpload["uploadPart"]>) =>
        this.#at("uploadPart", () => upload.uploadPart(...of)),
      complete: (of: R2UploadedPart[]) => this.#at("complete", () => upload.complete(of)),
    });
    return {
      put: (key: string, value: ReadableStream) => this.#at("put", () => real.put(key, value)),
      get: (key: string, how?: R2GetOptions) => this.#at("get", () => real.get(key, how)),
      head: (key: string) => this.#at("head", () => real.head(key)),
      delete: (keys: string | string[]) => this.#at("delete", () => real.delete(keys)),
      list: (how?: R2ListOptions) => real.list(how),
      createMultipartUpload: (key: string, how?: R2MultipartOptions) =>
        this.#at("createMultipartUpload", async () => {
          const upload = await real.createMultipartUpload(key, how);
          this.#begun.push(upload);
          return parts(upload);
        }),
      resumeMultipartUpload: (key: string, id: string) => parts(real.resumeMultipartUpload(key, id)),
    } as unknown as R2Bucket;
  }

  async #at<T>(step: Step, work: () => Promise<T>): Promise<T> {
    if (this.#fault?.step !== step) return work();
    const { isLost } = this.#fault;
    this.#fault = null;
    if (isLost) await work();
    throw new Error(`${step}: ${AWAY}`);
  }
}
