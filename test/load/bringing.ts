/** A history as another chat exports it, and `place import` of a checkout that brings it into a running class. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { WORKSPACE } from "./bench-class.ts";
import { envOf, type Checkout } from "./checkout.ts";
import { usage } from "./process-tree.ts";
import { speaker } from "./said.ts";

const CHANNELS = 30;
const PEOPLE = 60;
const MINUTE_MS = 60_000;
const LOOK_MS = 200;

/**
 * Files of DiscordChatExporter, a channel each: a format that every build reads.
 * @param no tells it apart from others in the same class
 */
export async function writeExport(folder: string, no: number, messages: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const say = speaker();
  const began = Date.now() - messages * MINUTE_MS;
  const each = Math.ceil(messages / CHANNELS);
  for (let channel = 0; channel < CHANNELS; channel++) {
    const count = Math.min(each, messages - channel * each);
    const said = Array.from({ length: Math.max(0, count) }, (_, i) => {
      const place = channel * each + i;
      const person = (place * 7) % PEOPLE;
      return {
        ...{ id: String(no * 1_000_000_000 + place), type: "Default", isPinned: false, content: say() },
        ...{ timestamp: new Date(began + place * MINUTE_MS).toISOString(), timestampEdited: null },
        author: { id: String(1 + person), name: `person${person}`, discriminator: "0000", isBot: false },
        ...{ attachments: [], embeds: [], stickers: [], reactions: [], mentions: [] },
      };
    });
    const about = { id: String(no * 1_000 + channel), type: "GuildTextChat", name: `topic-${no}-${channel}` };
    const file = {
      guild: { id: String(no), name: "Bench" },
      channel: about,
      messages: said,
      messageCount: said.length,
    };
    await writeFile(join(folder, `${about.name}.json`), JSON.stringify(file));
  }
}

export interface Brought {
  /** From the command's start to its end. */
  ms: number;
  /** Of the command, and of the server with all below it, at most at once; looked at five times a second. */
  peakMb: number;
  cpuMs: number;
}

/** @throws Error with what it said, where it does not bring all of it */
export async function bring(
  { root }: Checkout,
  { url, pid, token }: { url: string; pid: number; token: string },
  folder: string,
): Promise<Brought> {
  const start = performance.now();
  const before = usage(pid).cpuMs;
  const args = ["import", folder, "--workspace", WORKSPACE, "--url", url, "--yes"];
  const child = spawn("node", [join(root, "tools", "place", "main.ts"), ...args], {
    cwd: root,
    env: envOf({ name: "PLACE", root }, { PLACE_TOKEN: token }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => said.push(text.toString()));
  let [peakKb, ownMs] = [0, 0];
  const looking = setInterval(() => {
    const own = usage(child.pid ?? 0);
    peakKb = Math.max(peakKb, own.rssKb + usage(pid).rssKb);
    ownMs = Math.max(ownMs, own.cpuMs);
  }, LOOK_MS);
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`the import ended with ${code}:\n${said.join("").slice(-2_000)}`);
  } finally {
    clearInterval(looking);
  }
  return {
    ms: performance.now() - start,
    peakMb: peakKb / 1_024,
    cpuMs: usage(pid).cpuMs - before + ownMs,
  };
}
