/**
 * Draws the sequence diagrams of docs/ as SVG when the app is built: of mermaid's language the part that they use, so that they
 * are drawn on GitHub too. The package itself is larger than the rest of the app. Colours are the theme's: see docs.css.
 */
interface Message {
  kind: "message";
  /** Places among the participants. */
  from: number;
  to: number;
  /** Drawn with dashes. */
  isAnswer: boolean;
  text: string;
}
interface Note {
  kind: "note";
  over: number;
  text: string;
}
export interface SequenceDiagram {
  /** Their names, from the left. */
  participants: string[];
  steps: (Message | Note)[];
}

const PARTICIPANT = /^participant (\w+)(?: as (.+))?$/u;
const MESSAGE = /^(\w+)\s*(-?->>)\s*(\w+)\s*:\s*(.+)$/u;
const NOTE = /^Note over (\w+)\s*:\s*(.+)$/u;

/**
 * @param where names a line of the source, counted from 0, for whoever has to mend it
 * @throws Error where a line is none of the above, or names nobody
 */
export function parseSequence(source: string, where: (line: number) => string): SequenceDiagram {
  const places = new Map<string, number>();
  const diagram: SequenceDiagram = { participants: [], steps: [] };
  for (const [number, line] of source.split("\n").entries()) {
    const words = line.trim();
    const fail = (reason: string): never => {
      throw new Error(`${where(number)}: ${reason}: ${words}`);
    };
    const placeOf = (id = ""): number => places.get(id) ?? fail(`"${id}" is no participant`);
    if (words === "" || (number === 0 && words === "sequenceDiagram")) continue;
    const participant = PARTICIPANT.exec(words);
    const message = MESSAGE.exec(words);
    const note = NOTE.exec(words);
    if (participant) {
      const [, id = "", name = id] = participant;
      places.set(id, diagram.participants.push(name) - 1);
    } else if (message) {
      const [, from, arrow, to, text = ""] = message;
      const isAnswer = arrow === "-->>";
      diagram.steps.push({ kind: "message", from: placeOf(from), to: placeOf(to), isAnswer, text });
    } else if (note) {
      const [, over, text = ""] = note;
      diagram.steps.push({ kind: "note", over: placeOf(over), text });
    } else fail("sequence-diagram.ts does not draw this");
  }
  return diagram;
}

/** One sentence for each step, for who does not see the drawing. */
export function inWords({ participants, steps }: SequenceDiagram): string[] {
  return steps.map((step) => {
    if (step.kind === "note") return `Note on ${participants[step.over]}: ${step.text}`;
    const [from, to] = [participants[step.from], participants[step.to]];
    return step.from === step.to ? `${from}, by itself: ${step.text}` : `${from} to ${to}: ${step.text}`;
  });
}

/* Pixels. */
const BETWEEN = 152;
const HEAD = 34;
const LINE = 16;
const FONT = 12.5;
const LOOP = { width: 26, height: 20 };
const ARROW = { length: 8, half: 4 };

export const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** As wide as Inter sets it, or a little wider. */
function widthOf(text: string): number {
  const ems = (character: string): number => {
    if (/[\s.,:;'’|!ijl()[\]{}]/u.test(character)) return 0.34;
    if (/[mwMW@…→]/u.test(character)) return 0.9;
    return /[A-Z0-9+=]/u.test(character) ? 0.68 : 0.57;
  };
  return [...text].reduce((sum, character) => sum + ems(character) * FONT, 0);
}

/** In as few lines as fit into the width, all about as long. */
function wrap(text: string, width: number): string[] {
  const lines = wrapAt(text, width);
  for (let narrower = width - 4; narrower > 0; narrower -= 4) {
    const tried = wrapAt(text, narrower);
    if (tried.length > lines.length) break;
    lines.splice(0, lines.length, ...tried);
  }
  return lines;
}

function wrapAt(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  // What stands in brackets stays together.
  for (const word of text.match(/(?:\{[^}]*\}|\[[^\]]*\]|\S)+/gu) ?? []) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** @param top of the first line */
function textAt(lines: readonly string[], x: number, top: number, anchor: "start" | "middle", of: string): string {
  const spans = lines.map((line, i) => `<tspan x="${x}" y="${top + i * LINE + 12}">${escapeHtml(line)}</tspan>`);
  // The spaces keep the words of two lines apart for who copies or searches them.
  return `<text class="${of}" text-anchor="${anchor}">${spans.join(" ")}</text>`;
}

function arrowHead(x: number, y: number, pointsRight: boolean): string {
  const back = pointsRight ? -ARROW.length : ARROW.length;
  return `<path class="head" d="M${x} ${y}l${back} ${-ARROW.half}v${2 * ARROW.half}z"/>`;
}

/** @param name says what is drawn; @param id is the drawing's own in its page */
export function drawSequence({ participants, steps }: SequenceDiagram, name: string, id: string): string {
  const headWidths = participants.map((participant) => Math.round(Math.max(96, widthOf(participant) + 24)));
  const margin = Math.ceil(Math.max(...headWidths) / 2) + 4;
  const xOf = (place: number): number => margin + place * BETWEEN;
  let width = xOf(participants.length - 1) + margin;
  let y = HEAD + 14;
  const drawn: string[] = [];

  for (const step of steps) {
    if (step.kind === "note") {
      const lines = wrap(step.text, 1.2 * BETWEEN);
      const wide = Math.ceil(Math.max(...lines.map(widthOf)) + 20);
      const high = lines.length * LINE + 12;
      const x = xOf(step.over);
      width = Math.max(width, x + wide / 2 + 4);
      y += 6;
      drawn.push(
        `<rect class="note" x="${Math.max(1, x - wide / 2)}" y="${y}" width="${wide}" height="${high}" rx="4"/>`,
        textAt(lines, Math.max(1 + wide / 2, x), y + 6, "middle", "words"),
      );
      y += high + 8;
    } else if (step.from === step.to) {
      const lines = wrap(step.text, 1.3 * BETWEEN);
      const x = xOf(step.from);
      const high = Math.max(LOOP.height, lines.length * LINE);
      const top = y + 6 + (high - LOOP.height) / 2;
      width = Math.max(width, x + LOOP.width + 12 + Math.max(...lines.map(widthOf)));
      drawn.push(
        `<path class="line${step.isAnswer ? " answer" : ""}" d="M${x} ${top}h${LOOP.width - 4}q4 0 4 4v${LOOP.height - 8}q0 4 -4 4h${4 - LOOP.width}"/>`,
        arrowHead(x, top + LOOP.height, false),
        textAt(lines, x + LOOP.width + 8, y + 6 + (high - lines.length * LINE) / 2, "start", "words"),
      );
      y += high + 14;
    } else {
      const [from, to] = [xOf(step.from), xOf(step.to)];
      const lines = wrap(step.text, Math.abs(to - from) - 20);
      const level = y + 6 + lines.length * LINE + 5;
      const pointsRight = to > from;
      drawn.push(
        textAt(lines, (from + to) / 2, y + 6, "middle", "words"),
        `<path class="line${step.isAnswer ? " answer" : ""}" d="M${from} ${level}H${to + (pointsRight ? -1 : 1) * ARROW.length}"/>`,
        arrowHead(to, level, pointsRight),
      );
      y = level + 8;
    }
  }

  const foot = y + 12;
  const lifelines = participants.map((_, i) => `<path class="life" d="M${xOf(i)} ${HEAD}V${foot}"/>`);
  const heads = participants.flatMap((participant, i) =>
    [1, foot].flatMap((top) => [
      `<rect class="who" x="${xOf(i) - (headWidths[i] ?? 0) / 2}" y="${top}" width="${headWidths[i]}" height="${HEAD - 1}" rx="6"/>`,
      textAt([participant], xOf(i), top + 8, "middle", "name"),
    ]),
  );
  const [w, h] = [Math.ceil(width), Math.ceil(foot + HEAD + 1)];
  return (
    `<svg class="sequence" role="img" aria-labelledby="${id}" xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">` +
    `<title id="${id}">${escapeHtml(name)}</title>${[...lifelines, ...drawn, ...heads].join("")}</svg>`
  );
}
