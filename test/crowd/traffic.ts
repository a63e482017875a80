/** What passed between students and the server: bytes of bodies and frames as programs see them, unpacked, and how requests were answered. */

/** An answer of 400 and above in which no code of ours stands (protocol/refusals.ts). */
export const WITHOUT_CODE = "without a code";

export class Traffic {
  requests = 0;
  frames = { in: 0, out: 0 };
  bytes = { in: 0, out: 0 };
  /** Refusals over HTTP: by status and code, as `429 too_fast`. */
  readonly refused: Record<string, number> = {};

  frame(way: "in" | "out", data: unknown): void {
    this.frames[way] += 1;
    this.bytes[way] += sizeOf(data);
  }

  asked(body: unknown): void {
    this.requests += 1;
    this.bytes.out += sizeOf(body);
  }

  /** @returns the same answer, to be read once more */
  async answered(answer: Response): Promise<Response> {
    const body = await answer.arrayBuffer();
    this.bytes.in += body.byteLength;
    if (answer.status >= 400) {
      const what = `${answer.status} ${codeIn(body) ?? WITHOUT_CODE}`;
      this.refused[what] = (this.refused[what] ?? 0) + 1;
    }
    const { status, statusText, headers } = answer;
    return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
  }

  static sum(all: readonly Traffic[]): Traffic {
    const sum = new Traffic();
    for (const { requests, frames, bytes, refused } of all) {
      sum.requests += requests;
      for (const way of ["in", "out"] as const) {
        sum.frames[way] += frames[way];
        sum.bytes[way] += bytes[way];
      }
      for (const [what, times] of Object.entries(refused)) sum.refused[what] = (sum.refused[what] ?? 0) + times;
    }
    return sum;
  }
}

function sizeOf(data: unknown): number {
  if (typeof data === "string") return Buffer.byteLength(data);
  if (data instanceof Blob) return data.size;
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : 0;
}

function codeIn(body: ArrayBuffer): string | null {
  try {
    const { code } = JSON.parse(Buffer.from(body).toString()) as { code?: unknown };
    return typeof code === "string" ? code : null;
  } catch {
    return null;
  }
}

export const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;
