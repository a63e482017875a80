/** Streams whose other end is the test: what `fetch` answers for the address of one. */
export interface FakeStream {
  url: string;
  lastHeaders: Headers;
  /** An event, or a piece of the text of one. */
  says: (frame: object | string) => void;
  ends: () => void;
  isClosed: () => boolean;
}

export function fakeStreams(isThere: () => boolean = () => true): {
  all: FakeStream[];
  fetch: typeof globalThis.fetch;
} {
  const all: FakeStream[] = [];
  const encoder = new TextEncoder();
  const fetch = (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    if (!isThere()) return Promise.reject(new TypeError("fetch failed"));
    let isClosed = false;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const close = (how: () => void) => {
          if (!isClosed) how();
          isClosed = true;
        };
        init.signal?.addEventListener("abort", () => close(() => controller.error(init.signal?.reason)));
        all.push({
          url: input instanceof Request ? input.url : String(input),
          lastHeaders: new Headers(init.headers),
          says: (frame) =>
            controller.enqueue(
              encoder.encode(typeof frame === "string" ? frame : `event: x\ndata: ${JSON.stringify(frame)}\n\n`),
            ),
          ends: () => close(() => controller.close()),
          isClosed: () => isClosed,
        });
      },
    });
    return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } }));
  };
  return { all, fetch };
}
