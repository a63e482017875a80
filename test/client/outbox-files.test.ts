/** Messages that wait for their files, and the files' own way up. */
import { describe, expect, test, vi } from "vitest";
import { RefusedError, UnreachableError } from "../../client/errors.ts";
import { uploadFile, type BegunUpload, type FileUploadOptions } from "../../client/file-upload.ts";
import type { PostEntry } from "../../client/outbox-entry.ts";
import type { BytesRequest } from "../../client/send-bytes.ts";
import { refusal } from "../../protocol/index.ts";
import { FILE_PART_BYTES, FILE_WHOLE_MAX_BYTES } from "../../protocol/limits.ts";
import { fakeApi } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { CHANNEL, left, started } from "./support/made-outbox.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";
const FILES = [{ ticket: "a.b", name: "a.png" }];

describe("a message that waits for its files", () => {
  test("is shown and kept at once, lets others go before it, and goes out under its id when they are there", async () => {
    const waiting: PostEntry[] = [];
    const { outbox, socket, store } = await started({ onWaiting: (entry) => waiting.push(entry) });
    const { sent, take } = socket();
    outbox.post(CHANNEL, "with a file", ID);
    const after = outbox.post(CHANNEL, "after it");
    expect(take().map(({ id }) => id)).toEqual([after.id]);
    expect(waiting.map(({ id }) => id)).toEqual([ID]);
    expect(outbox.entries(CHANNEL).map((entry) => "body" in entry && entry.body)).toEqual(["with a file", "after it"]);
    await settled();
    expect((await store.all()).find(({ id }) => id === ID)).toMatchObject({ waits: true, body: "with a file" });
    outbox.release(ID, FILES);
    expect(sent).toEqual([{ type: "post", id: ID, body: "with a file", files: FILES }]);
  });

  test("of a page that was closed is told of again, and nothing of it is sent", async () => {
    const waiting: string[] = [];
    const { outbox, store, socket } = await started({ onWaiting: ({ id }) => waiting.push(id) });
    const { sent } = socket();
    await store.put(left(ID, { waits: true }));
    await outbox.start();
    const again = await started({ store, onWaiting: ({ id }) => waiting.push(id) });
    await settled();
    expect([waiting, sent]).toEqual([[ID], []]);
    again.outbox.release(ID, FILES);
    expect(again.outbox.entries(CHANNEL)).toMatchObject([{ id: ID, files: FILES }]);
  });

  test("whose files cannot come stays with the reason, and waits again when it is retried", async () => {
    const onWaiting = vi.fn();
    const { outbox, listen, told } = await started({ onWaiting });
    listen();
    const { settled: outcome } = outbox.post(CHANNEL, "with a file", ID);
    outbox.release(ID, refusal("too_many"));
    expect(await outcome).toEqual({ ok: false, refusal: refusal("too_many") });
    expect(told).toEqual(["queued with a file", "failed with a file"]);
    outbox.retry(ID);
    expect(onWaiting).toHaveBeenCalledTimes(2);
  });

  test("is taken back while they travel, and what comes of them then is nobody's", async () => {
    const { outbox, socket, store } = await started();
    const { sent } = socket();
    outbox.post(CHANNEL, "with a file", ID);
    expect(outbox.discard(ID)).toBe(true);
    outbox.release(ID, FILES);
    await settled();
    expect([sent, await store.all(), outbox.entries(CHANNEL)]).toEqual([[], [], []]);
  });
});

describe("an upload", () => {
  const clock = new FakeClock();
  function upload(size: number, more: Partial<FileUploadOptions> = {}) {
    const { api, asked } = fakeApi(({ path }) =>
      path.endsWith("/uploads") ? { upload: "u.p", partBytes: FILE_PART_BYTES, left: 1 } : { ticket: "t.t" },
    );
    const sent: string[] = [];
    const send = vi.fn(({ url, body }: BytesRequest): Promise<unknown> => {
      sent.push(`${new URL(url).pathname.split("/").at(-1)} ${body.size}`);
      return Promise.resolve(url.includes("/uploads/") ? { etag: `etag ${sent.length}` } : { ticket: "t.t" });
    });
    const { signal } = new AbortController();
    const options = {
      api,
      clock,
      channel: CHANNEL,
      message: ID,
      bytes: new Blob([new Uint8Array(size)]),
      signal,
      send,
    };
    return { done: uploadFile({ ...options, ...more }), sent, asked, send };
  }

  test("of a small file is one request", async () => {
    const { done, sent, asked } = upload(FILE_WHOLE_MAX_BYTES);
    expect(await done).toEqual({ ticket: "t.t" });
    expect([sent, asked]).toEqual([[`files ${FILE_WHOLE_MAX_BYTES}`], []]);
  });

  test("of a large one goes in parts, and from where an earlier page stopped", async () => {
    const kept: BegunUpload[] = [];
    const size = 2 * FILE_PART_BYTES + 7;
    const whole = upload(size, { onBegun: (begun) => kept.push(begun) });
    await whole.done;
    expect(whole.sent).toEqual([`1 ${FILE_PART_BYTES}`, `2 ${FILE_PART_BYTES}`, "3 7"]);
    expect(whole.asked.at(-1)?.body).toEqual({ upload: "u.p", parts: ["etag 1", "etag 2", "etag 3"] });
    const rest = upload(size, { begun: kept[2] });
    await rest.done;
    expect(rest.sent).toEqual(["3 7"]);
  });

  test("sends two parts at a time, tells how far both are, and keeps no part behind one that is not there", async () => {
    const kept: number[] = [];
    const told: number[] = [];
    const answers = new Map<string, (etag: unknown) => void>();
    const send = ({ url, onProgress }: BytesRequest) =>
      new Promise<unknown>((resolve) => {
        const part = new URL(url).pathname.split("/").at(-1)!;
        onProgress(10);
        answers.set(part, () => resolve({ etag: `etag ${part}` }));
      });
    const { done, asked } = upload(3 * FILE_PART_BYTES, {
      ...{ send, onProgress: (sent) => told.push(sent) },
      onBegun: ({ parts }) => kept.push(parts.length),
    });
    await settled();
    expect([...answers.keys()]).toEqual(["1", "2"]);
    expect(told).toEqual([10, 20]);
    answers.get("2")!({});
    await settled();
    expect([kept, [...answers.keys()]]).toEqual([
      [0, 0],
      ["1", "2", "3"],
    ]);
    expect(told.at(-1)).toBe(FILE_PART_BYTES + 20);
    answers.get("1")!({});
    answers.get("3")!({});
    await done;
    expect(kept).toEqual([0, 0, 2, 3]);
    expect(asked.at(-1)?.body).toEqual({ upload: "u.p", parts: ["etag 1", "etag 2", "etag 3"] });
  });

  test("of which one part is refused for good ends the others", async () => {
    const refused = new RefusedError(refusal("forbidden"), 403);
    const signals: AbortSignal[] = [];
    const send = ({ url, signal }: BytesRequest) => {
      signals.push(signal);
      return url.includes("/uploads/2") ? Promise.reject(refused) : new Promise<unknown>(() => undefined);
    };
    await expect(upload(2 * FILE_PART_BYTES, { send }).done).rejects.toBe(refused);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  test("that was begun too long ago is begun anew, once", async () => {
    const gone = { ...refusal("invalid"), reason: "file_ticket" } as const;
    const kept: BegunUpload[] = [];
    const send = vi.fn(({ url }: BytesRequest): Promise<unknown> => {
      if (url.includes("upload=old")) return Promise.reject(new RefusedError(gone, 400));
      return Promise.resolve({ etag: "new" });
    });
    const begun = { upload: "old.t", partBytes: FILE_PART_BYTES, parts: ["old"] };
    const size = 2 * FILE_PART_BYTES;
    const { done, asked } = upload(size, { begun, send, onBegun: (each) => kept.push(each) });
    expect(await done).toEqual({ ticket: "t.t" });
    expect(asked.at(-1)?.body).toEqual({ upload: "u.p", parts: ["new", "new"] });
    expect(kept.at(-1)).toMatchObject({ upload: "u.p" });
    const never = () => Promise.reject(new RefusedError(gone, 400));
    await expect(upload(size, { begun, send: never }).done).rejects.toThrow();
  });

  test("waits for the network, says so, and sends the same part again", async () => {
    const told: boolean[] = [];
    const send = vi
      .fn<(request: BytesRequest) => Promise<unknown>>()
      .mockRejectedValueOnce(new UnreachableError("away"))
      .mockResolvedValue({ ticket: "t.t" });
    const { done } = upload(10, { send, onWaiting: (isWaiting) => told.push(isWaiting) });
    await clock.pass(1_000);
    expect(await done).toEqual({ ticket: "t.t" });
    expect([send.mock.calls.length, told]).toEqual([2, [true, false]]);
  });

  test("that is refused for good is told, and one that was called off ends", async () => {
    const refused = new RefusedError(refusal("too_large"), 413);
    await expect(upload(10, { send: () => Promise.reject(refused) }).done).rejects.toBe(refused);
    await expect(upload(10, { signal: AbortSignal.abort(new Error("nobody wants it")) }).done).rejects.toThrow(
      "nobody",
    );
  });
});
