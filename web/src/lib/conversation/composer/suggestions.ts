/** What can be written at the caret, best first. Pure: everything that is known of the class comes in. */
import { t } from "#texts/writing-aids";
import type { GroupMention, Member, Role } from "../../../../../protocol/index.ts";
import type { Command } from "../feature.ts";
import type { Emoji } from "./emoji.ts";
import type { CompletionToken } from "./token.ts";
import { beside, isolated } from "../../base/texts/beside.ts";
import { locale } from "../../base/texts/language.ts";
import { fitOf, fold } from "../../base/texts/matching.ts";

export interface Suggestion {
  /** Unique in the list, and what its use is remembered under. */
  key: string;
  kind: "person" | "crowd" | "channel" | "emoji" | "command";
  /** Put in place of what was typed. */
  insert: string;
  label: string;
  /** Quieter, beside or below. */
  more: string;
  member?: Member;
  emoji?: string;
  picture?: string | undefined;
}
export interface Known {
  people: readonly Member[];
  /** Ids of those in the channel; null while that is not known. */
  inside: ReadonlySet<string> | null;
  channels: readonly { id: string; name: string; topic: string }[];
  /** Those that I may name here, each with what it reaches in words. */
  crowds: readonly { crowd: GroupMention; says: string }[];
  emoji: readonly Emoji[];
  commands: readonly Pick<Command, "name" | "takes" | "says">[];
  affinity: (what: string) => number;
}

const SHOWN = 8;
const byName = new Intl.Collator(locale, { sensitivity: "base" });
const ROLES: Partial<Record<Role, string>> = { owner: t.teacher, teacher: t.teacher, ta: t.ta, guest: t.guest };

export function suggestionsFor(token: CompletionToken, known: Known): Suggestion[] {
  const query = fold(token.query);
  switch (token.sign) {
    case "@":
      return everyone(query, known);
    case "#":
      return channels(query, known).slice(0, SHOWN);
    case ":":
      return emoji(query, known).slice(0, SHOWN);
    case "/":
      return known.commands
        .filter(({ name }) => name.startsWith(query))
        .map(({ name, takes, says }) => ({
          key: `/${name}`,
          kind: "command",
          insert: `/${name}${takes === "" ? "" : " "}`,
          label: `${isolated(`/${name}`)} ${takes}`.trimEnd(),
          more: says,
        }));
  }
}

/** How well a name of one word or several begins with the query: 2 at its beginning, 1 with a later word, 0 not. */
const begins = (query: string, name: string): number => Math.max(0, fitOf(query, name) - 2);

/** How well a person's handle and name begin with the query; 0: not at all. */
function match({ handle, name }: Member, query: string): number {
  if (begins(query, handle) === 2) return 2;
  // Names are written without their blanks too.
  return Math.max(begins(query, name), fold(name).replace(/\s+/gu, "").startsWith(query) ? 1 : 0);
}

/** Names for many keep their place below those for one. */
function everyone(query: string, known: Known): Suggestion[] {
  const many = crowds(query, known);
  return [...people(query, known).slice(0, SHOWN - many.length), ...many];
}

function people(query: string, { people: all, inside, affinity }: Known): Suggestion[] {
  const isInside = ({ id }: Member) => inside === null || inside.has(id);
  return all
    .map((member) => ({ member, fits: match(member, query), used: affinity(`@${member.id}`) }))
    .filter(({ fits }) => fits > 0)
    .sort(
      (a, b) =>
        Number(isInside(b.member)) - Number(isInside(a.member)) ||
        b.used - a.used ||
        b.fits - a.fits ||
        byName.compare(a.member.name, b.member.name),
    )
    .map(({ member }) => ({
      key: `@${member.id}`,
      kind: "person",
      insert: `@${member.handle} `,
      label: member.name,
      more: beside(`@${member.handle}`, ROLES[member.role], !isInside(member) && t.notInChannel),
      member,
    }));
}

function crowds(query: string, { crowds: all }: Known): Suggestion[] {
  return all
    .filter(({ crowd }) => crowd.startsWith(query))
    .map(({ crowd, says }) => ({
      key: `@${crowd}`,
      kind: "crowd",
      insert: `@${crowd} `,
      label: `@${crowd}`,
      more: says,
    }));
}

function channels(query: string, { channels: all, affinity }: Known): Suggestion[] {
  return all
    .map((channel) => ({ channel, fit: begins(query, channel.name), used: affinity(`#${channel.id}`) }))
    .filter(({ channel, fit }) => channel.name !== "" && fit > 0)
    .sort((a, b) => b.used - a.used || b.fit - a.fit || byName.compare(a.channel.name, b.channel.name))
    .map(({ channel }) => ({
      key: `#${channel.id}`,
      kind: "channel",
      insert: `#${channel.name} `,
      label: channel.name,
      more: channel.topic,
    }));
}

function emoji(query: string, { emoji: all, affinity }: Known): Suggestion[] {
  const found: (Pick<Emoji, "emoji" | "picture"> & { name: string; rank: number })[] = [];
  for (const { emoji: written, names, picture } of all) {
    const exact = names.find((name) => name === query);
    const begins = exact ?? names.find((name) => name.startsWith(query));
    const name = begins ?? names.find((candidate) => candidate.split("_").some((word) => word.startsWith(query)));
    if (name === undefined) continue;
    const fit = exact ? 3 : begins ? 2 : 1;
    found.push({ emoji: written, picture, name, rank: fit + Math.min(4, affinity(`:${name}`)) });
  }
  return found
    .sort((a, b) => b.rank - a.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .map(({ emoji: written, picture, name }) => ({
      key: `:${name}`,
      kind: "emoji",
      insert: `${written} `,
      label: `:${name}:`,
      more: "",
      emoji: written,
      picture,
    }));
}
