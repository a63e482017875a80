/** Whether a port can be listened on, and why not. */
import { createServer } from "node:net";
import { CannotStart } from "./cannot-start.ts";

/** @param patienceMs how long a port that is taken is waited for @throws CannotStart */
export async function demandFreePort(port: number, host: string, patienceMs: number): Promise<void> {
  if (port === 0) return;
  const until = Date.now() + patienceMs;
  let code = await tryPort(port, host);
  while (code === "EADDRINUSE" && Date.now() < until) {
    await new Promise((done) => setTimeout(done, 50));
    code = await tryPort(port, host);
  }
  if (code === null) return;
  const why: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program. Stop that one, or choose another port: npm start -- --port ${port + 1}`,
    EACCES: `Port ${port} may not be opened by this account. Choose one above 1023: npm start -- --port 8787`,
    EADDRNOTAVAIL: `This machine has no address ${host}.`,
    ENOTFOUND: `This machine has no address ${host}.`,
  };
  throw new CannotStart(why[code] ?? `Port ${port} of ${host} cannot be opened (${code}).`);
}

/** Null where it can be listened on, otherwise the system's error code. */
function tryPort(port: number, host: string): Promise<string | null> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? "unknown"));
    probe.listen(port, host, () => probe.close(() => done(null)));
  });
}
