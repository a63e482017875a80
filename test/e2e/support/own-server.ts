/** A server of a test's own, which may be stopped, killed and started again at the same address, and takes any amount of messages. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServerProcess, type ServerProcess } from "../../../tools/serve/server-process.ts";

const FAST = { burst: 1e9, perSecond: 1e9 };

export interface OwnServer {
  url: string;
  /** The folder of the pages that it serves. */
  pages: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** After `stop` or `kill`. */
  startAgain(): Promise<void>;
  /** Ends it and takes its state away. */
  end(): Promise<void>;
}

export async function ownServer(port: number): Promise<OwnServer> {
  const state = await mkdtemp(join(tmpdir(), "place-e2e-"));
  const start = () =>
    startServerProcess({ port, state, app: true, limits: { post: FAST, change: FAST, lookUp: FAST } });
  let server: ServerProcess = await start();
  return {
    url: server.url,
    pages: join(state, "pages"),
    stop: () => server.stop(),
    kill: () => server.kill(),
    startAgain: async () => {
      server = await start();
    },
    end: async () => {
      await server.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}
