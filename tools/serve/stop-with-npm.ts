/**
 * A server that `npm start` began ends when npm does. npm hands SIGINT and SIGTERM on, but to the shell between them, and dash, which is `sh` on Debian
 * and Ubuntu, ends of them without telling anybody; of any other signal npm ends at once. A supervisor that knows npm alone (`docker stop`,
 * systemd with KillMode=process) would leave a server behind that has the port and the folder.
 */
import { lookAt, parentOf } from "./processes.ts";

/** Half of what npm waits, as the first process of a container, before it ends and everything with it. */
const LOOK_EVERY_MS = 200;
/** Another number later means that it has ended. */
const startedBy = process.ppid;

/** @param act is called once, when npm is gone; never, where something else started this process */
export function whenNpmEnds(act: () => void, env = process.env): void {
  const script = env["npm_lifecycle_script"];
  if (env["npm_lifecycle_event"] !== "start" || script === undefined) return;
  // Where the shell made itself into this process there is none between, and whose child npm is does not matter.
  const isShell = lookAt(startedBy)?.command.includes(script) === true;
  const npm = isShell ? parentOf(startedBy) : null;
  const timer = setInterval(() => {
    if (process.ppid === startedBy && (npm === null || parentOf(startedBy) === npm)) return;
    clearInterval(timer);
    act();
  }, LOOK_EVERY_MS);
  timer.unref();
}
