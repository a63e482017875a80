/** What an import will do, said before it does it; and at the end, what was taken, what was not, and why. */
import type { Findings } from "../../../imports/findings.ts";
import type { Plan, PlannedChannel } from "../../../imports/plan.ts";
import type { Uploaded } from "../../../imports/upload.ts";
import { brokenInEnglish } from "../../../imports/trouble.ts";
import { reasonInEnglish } from "../../../imports/reasons.ts";
import { counted, day, listed, number, plain } from "../../../imports/words.ts";

const upperFirst = (text: string) => plain(text).replace(/^./u, (letter) => letter.toUpperCase());
const PLACES_SHOWN = 3;
const BROKEN_SHOWN = 50;
const PARTS_SHOWN = 5;

export const messagesIn = (plan: Plan) => plan.channels.reduce((sum, { messages }) => sum + messages.length, 0);

export function planSummary(plan: Plan): string[] {
  const times = plan.channels.flatMap(({ messages }) =>
    messages.length > 0 ? [messages[0]!.at, messages.at(-1)!.at] : [],
  );
  const span = times.length > 0 ? `, from ${day(Math.min(...times))} to ${day(Math.max(...times))}` : "";
  const open = plan.channels.filter(({ kind }) => kind === "public");
  const closed = plan.channels.filter(({ kind }) => kind !== "public");
  const lines = [
    `This is ${plain(plan.title)}:`,
    `  ${counted(plan.people.size, "person", "people")}, ${counted(plan.channels.length, "channel")}, ${counted(messagesIn(plan), "message")}${span}.`,
    "",
  ];
  if (open.length > 0)
    lines.push("Open to everybody in the class:", ...open.map((channel) => channelLine(plan, channel)), "");
  if (closed.length > 0)
    lines.push(
      plan.isOwnCopy
        ? "Readable by nobody but these, and by you, whose copy this is:"
        : "Readable by nobody but these:",
      ...closed.map((channel) => channelLine(plan, channel)),
      "",
    );
  if (!plan.saysWhoReads && open.length > 0)
    lines.push(
      `${upperFirst(plan.title)} does not say which channels were private. Name those that were: --private NAME`,
      "",
    );
  lines.push(
    "People come without an account: they stand as authors of what they wrote, and nobody can sign in as them.",
  );
  lines.push(entriesLine(plan));
  if (plan.zone !== undefined)
    lines.push(`Its times have no zone: they are read as those of ${plan.zone}. Another one: --zone Europe/Madrid`);
  const taken = findingLines(plan.findings, false);
  if (taken.length > 0) lines.push("", ...taken);
  return lines;
}

/** Each entry is one of three, so that nothing goes without a word. */
function entriesLine({ channels, findings: { entries, entriesLeftOut } }: Plan): string {
  const taken = new Set(channels.flatMap(({ messages }) => messages.map(({ place }) => place))).size;
  const broken = entries - taken - entriesLeftOut;
  return `Of ${counted(entries, "entry", "entries")}, ${counted(taken, "is taken as a message", "are taken as messages")}, ${counted(entriesLeftOut, "is", "are")} left out and ${number(broken)} cannot be read.`;
}

function channelLine(plan: Plan, { name, kind, members, messages, archived }: PlannedChannel): string {
  const label = name === undefined ? (kind === "dm" ? "direct message" : "group") : `#${name}`;
  const names = members.map((key) => plain(plan.people.get(key)?.name ?? key));
  const who = kind === "public" ? `, ${counted(members.length, "member")}` : `: ${listed(names)}`;
  return `  ${label}${archived ? " (archived)" : ""}, ${counted(messages.length, "message")}${who}`;
}

/** @param all every broken entry and every place; otherwise the first of them */
export function findingLines(findings: Findings, all: boolean): string[] {
  const lines: string[] = [];
  const section = (title: string, found: string[]) => {
    if (found.length > 0) lines.push(...(lines.length > 0 ? [""] : []), title, ...found);
  };
  const where = (places: string[], count: number) => {
    const shown = all ? places : places.slice(0, PLACES_SHOWN);
    return shown.map(plain).join("; ") + (count > shown.length ? "; …" : "");
  };
  section("Not taken, because it cannot be read:", brokenLines(findings, all));
  section(
    "Not taken:",
    findings.allLeftOut.map(
      ({ what, values, count, places }) =>
        `  ${number(count)} × ${reasonInEnglish(what, values)} (${where(places, count)})`,
    ),
  );
  section(
    "Not taken of entries that were:",
    findings.allParts.map(({ what, count, names }) => {
      const shown = [...names].slice(0, all ? names.size : PARTS_SHOWN).map(plain);
      return `  ${number(count)} × ${reasonInEnglish(what)} (${shown.join(", ")}${names.size > shown.length ? ", …" : ""})`;
    }),
  );
  section(
    "Taken with a change:",
    findings.allChanged.map(
      ({ what, values, count, places }) =>
        `  ${number(count)} × ${reasonInEnglish(what, values)} (${where(places, count)})`,
    ),
  );
  return lines;
}

function brokenLines(findings: Findings, all: boolean): string[] {
  const broken = findings.allBroken.map((each) => `  ${plain(brokenInEnglish(each))}`);
  if (all || broken.length <= BROKEN_SHOWN) return broken;
  return [
    ...broken.slice(0, BROKEN_SHOWN),
    `  … and ${number(broken.length - BROKEN_SHOWN)} more; --all names every one.`,
  ];
}

export function report(uploaded: Uploaded, plan: Plan, all: boolean): string[] {
  const stored = uploaded.channels.reduce((sum, channel) => sum + channel.stored, 0);
  const there = uploaded.channels.reduce((sum, channel) => sum + channel.there, 0);
  const before = there > 0 ? `; ${counted(there, "message was", "messages were")} there already` : "";
  const lines = [
    "",
    `Taken: ${counted(uploaded.people, "person", "people")}, ${counted(uploaded.channels.length, "channel")}, ${counted(stored, "message")}${before}.`,
  ];
  for (const channel of uploaded.channels) {
    const name = channel.name.startsWith("a direct") ? channel.name : `#${channel.name}`;
    lines.push(
      `  ${name}: ${number(channel.stored)} new${channel.there > 0 ? `, ${number(channel.there)} there already` : ""}`,
    );
  }
  const late = leftOutLines(uploaded);
  lines.push(...late);
  lines.push("", entriesLine(plan));
  const found = findingLines(plan.findings, all);
  if (found.length === 0 && late.length > 0) return lines;
  return found.length > 0 ? [...lines, "", ...found] : [...lines, "Nothing was left out."];
}

const WHY_LEFT_OUT = {
  taken_over: "because people of the class write there by now, and an import adds nothing to what they say",
  more_open: "because the class reads that channel here, and not where this comes from",
  not_yours: "because people of the class read that channel by now, and you are none of them",
};

/** Channels that the class did not take the rest of, and why. */
export function leftOutLines({ channels }: Uploaded): string[] {
  return Object.entries(WHY_LEFT_OUT).flatMap(([code, why]) => {
    const of = channels.filter((each) => each.why === code && each.leftOut > 0);
    if (of.length === 0) return [];
    return [
      "",
      `Not taken, ${why}:`,
      ...of.map(({ name, leftOut }) => `  #${plain(name)}: ${counted(leftOut, "message")}`),
    ];
  });
}
