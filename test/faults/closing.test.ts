/** The closing handshake on a real line (RFC 6455, section 7): a close frame is answered by one, and then the line ends. */
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startServerProcess } from "../../tools/serve/server-process.ts";
import { openClass } from "../support/class-of-programs.ts";

/** Bytes of a close frame's payload. */
const payload = (code?: number, reason = "") =>
  code === undefined ? Buffer.alloc(0) : Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]);

/** Opens a socket, says goodbye after the first frame, and resolves with every close frame that came before the line ended. */
function sayGoodbye(url: string, path: string, token: string, goodbye: Buffer): Promise<Buffer[]> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const line = connect(Number(port), hostname);
    const lines = [
      `GET ${path} HTTP/1.1`,
      `host: ${host}`,
      "connection: Upgrade",
      "upgrade: websocket",
      "sec-websocket-version: 13",
      `sec-websocket-key: ${randomBytes(16).toString("base64")}`,
      `authorization: Bearer ${token}`,
    ];
    line.write(`${lines.join("\r\n")}\r\n\r\n`);
    let rest: Buffer = Buffer.alloc(0);
    let isOpen = false;
    let isOver = false;
    const answers: Buffer[] = [];
    line.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      if (!isOpen) {
        const end = rest.indexOf("\r\n\r\n");
        if (end < 0) return;
        isOpen = true;
        rest = rest.subarray(end + 4);
      }
      for (let frame = takeFrame(rest); frame; frame = takeFrame(rest)) {
        rest = frame.rest;
        if (frame.opcode === 8) answers.push(frame.payload);
        else if (!isOver) {
          isOver = true;
          // Masked by zeros, which leaves the bytes as they are.
          line.write(Buffer.concat([Buffer.from([0x88, 0x80 | goodbye.length, 0, 0, 0, 0]), goodbye]));
        }
      }
    });
    line.once("end", () => {
      line.end();
      resolve(answers);
    });
    line.once("error", reject);
  });
}

function takeFrame(bytes: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return null;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < head + length) return null;
  const end = head + length;
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: bytes.subarray(head, end), rest: bytes.subarray(end) };
}

it("a goodbye is answered with its own code and reason before the line ends, by the room and by the hub", async () => {
  const state = await mkdtemp(join(tmpdir(), "place-closing-"));
  const server = await startServerProcess({ port: 0, state });
  try {
    const { workspace, channel, people } = await openClass(server.url, 0);
    const said = [payload(1000), payload(1001), payload(4000, "see you"), payload()];
    for (const path of [`/api/channels/${channel.id}/socket`, `/api/workspaces/${workspace}/socket`]) {
      const answers = await Promise.all(said.map((goodbye) => sayGoodbye(server.url, path, people[0].token, goodbye)));
      expect(answers, path).toEqual(said.map((goodbye) => [goodbye]));
    }
  } finally {
    await server.stop();
    await rm(state, { recursive: true, force: true });
  }
});
