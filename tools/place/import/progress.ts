/** How far it is: a bar that redraws itself on a terminal, a line now and then anywhere else. */
import { number } from "../../../imports/words.ts";

const WIDTH = 28;
const REDRAW_MS = 80;
/** Where lines stay: every this part of the whole. */
const STEP = 0.1;

export interface Progress {
  channel(name: string): void;
  progress(messages: number): void;
  /** Leaves the terminal clean. */
  done(): void;
}

export function showProgress(total: number, out: NodeJS.WriteStream = process.stderr): Progress {
  let count = 0;
  let name = "";
  let shownAt = 0;
  let nextStep = STEP;
  const part = () => (total === 0 ? 1 : Math.min(1, count / total));
  const draw = (): void => {
    shownAt = Date.now();
    const filled = Math.round(part() * WIDTH);
    const line = `[${"█".repeat(filled)}${"░".repeat(WIDTH - filled)}] ${number(count)} of ${number(total)}  ${name}`;
    out.write(`\r${line.slice(0, Math.max(20, (out.columns || 80) - 1))}\u001B[K`);
  };
  return {
    channel(next) {
      name = next;
      if (out.isTTY) draw();
    },
    progress(messages) {
      count += messages;
      if (out.isTTY) {
        if (Date.now() - shownAt >= REDRAW_MS || count >= total) draw();
        return;
      }
      if (part() < nextStep) return;
      nextStep = part() + STEP;
      out.write(`${Math.floor(part() * 100)} %: ${number(count)} of ${number(total)} messages\n`);
    },
    done() {
      if (out.isTTY) out.write("\r\u001B[K");
    },
  };
}
