/**
 * Discord's own package of somebody's data: their own words in each channel, without the words of anybody else. Made from what its help and
 * other programs tell. It lies as `messages/c<ID>/messages.csv`, and as `messages.json` since 2023.
 */
import Papa from "papaparse";
import * as v from "valibot";
import { fileAddress } from "../../protocol/foreign/addresses.ts";
import { readEntry, Text } from "../../protocol/foreign/entries.ts";
import { blocksOfDiscord } from "../../protocol/foreign/discord/markdown.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { cleanText } from "../../protocol/foreign/references.ts";
import { readJson, textOf, type ExportFiles } from "../export-files.ts";
import { Findings } from "../findings.ts";
import {
  emptyChannel,
  type History,
  type ReadOptions,
  type SourceChannel,
  type SourceFile,
  type SourcePerson,
} from "../history.ts";
import { sourceKey } from "../keys.ts";
import { addPerson, shorten } from "../people.ts";
import { DiscordId, discordKey } from "./people.ts";
import { trouble, troubleOf, Unreadable } from "../trouble.ts";
import { placeIn } from "../places.ts";

const OF_MESSAGES = /(?:^|\/)messages\/c?(\d{1,20})\/messages\.(csv|json)$/iu;
const Me = v.looseObject({ id: DiscordId, username: Text, global_name: Text });
const Channel = v.looseObject({ name: Text, guild: v.fallback(v.nullish(v.looseObject({ name: Text })), undefined) });
/** Numbers of 64 bits are text where they are exact. */
const Row = v.looseObject({
  ID: v.pipe(v.union([v.string(), v.pipe(v.number(), v.transform(String))]), v.regex(/^\d{1,20}$/u)),
  Timestamp: v.string(),
  Contents: Text,
  Attachments: Text,
});

/** Null where there are no such files. */
export async function readDiscordPackage(files: ExportFiles, _: ReadOptions): Promise<History | null> {
  const found = files.paths.flatMap((path) => {
    const [, id, kind] = OF_MESSAGES.exec(path) ?? [];
    return id === undefined ? [] : [{ path, id, isCsv: kind?.toLowerCase() === "csv" }];
  });
  if (found.length === 0) return null;
  const findings = new Findings();
  const people = new Map<string, SourcePerson>();
  const me = await authorIn(files, people);
  const names = await namesIn(files);
  const channels: SourceChannel[] = [];
  for (const { path, id, isCsv } of found) {
    const about = readEntry(
      Channel,
      await readJson(files, path.replace(/messages\.\w+$/iu, "channel.json")).catch(() => null),
    );
    const name = (about.ok && about.value.name) || names.get(id)?.replace(/ in .*$/u, "") || id;
    // What is here are words of one alone, who read what others may have: nobody else reads them for that.
    const channel = emptyChannel(sourceKey("discord", `package/${id}`), "private", name);
    channel.topic = about.ok && about.value.guild?.name ? `My words in ${about.value.guild.name}` : "";
    channel.members = [me];
    await readRows(files, path, isCsv, { channel, me, findings });
    channels.push(channel);
  }
  const read = new Set(found.map(({ path }) => path));
  for (const path of files.paths)
    if (!read.has(path) && !/(?:channel|index|user)\.json$/iu.test(path)) findings.aside("packageFiles", path);
  return {
    ...{ source: "discord", title: "Discord's package of somebody's own words", saysWhoReads: true, isOwnCopy: true },
    ...{ people, channels, findings },
  };
}

async function authorIn(files: ExportFiles, people: Map<string, SourcePerson>): Promise<string> {
  const path = files.paths.find((each) => /(?:^|\/)account\/user\.json$/iu.test(each));
  const me = path === undefined ? null : readEntry(Me, await readJson(files, path).catch(() => null));
  if (me?.ok)
    return addPerson(people, discordKey(me.value.id), me.value.username, me.value.global_name, me.value.username);
  return addPerson(people, sourceKey("discord", "package/me"), "me", "Me");
}

/** `messages/index.json`: what each channel is called, by its id. */
async function namesIn(files: ExportFiles): Promise<Map<string, string>> {
  const path = files.paths.find((each) => /(?:^|\/)messages\/index\.json$/iu.test(each));
  const json: unknown = path === undefined ? null : await readJson(files, path).catch(() => null);
  return new Map(
    Object.entries(typeof json === "object" && json !== null ? json : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

interface Into {
  channel: SourceChannel;
  me: string;
  findings: Findings;
}

async function readRows(files: ExportFiles, path: string, isCsv: boolean, into: Into): Promise<void> {
  try {
    const rows: unknown = isCsv
      ? Papa.parse(textOf(await files.read(path)), { header: true, skipEmptyLines: true }).data
      : await readJson(files, path);
    if (!Array.isArray(rows)) throw new Unreadable(trouble("notMessageList"));
    for (const [n, row] of rows.entries()) readRow(row, placeIn(path, "message", n + 1), into);
  } catch (error) {
    into.findings.broken(path, troubleOf(error));
  }
}

function readRow(entry: unknown, place: string, { channel, me, findings }: Into): void {
  findings.entry();
  const read = readEntry(Row, entry);
  if (!read.ok) return findings.broken(place, read.why);
  const { ID: id, Timestamp: written, Contents: contents, Attachments: attachments } = read.value;
  const at = timeOf(written);
  if (Number.isNaN(at)) return findings.broken(place, trouble("fieldWrong", { field: "Timestamp" }));
  const body = writeMarkup(blocksOfDiscord(contents ?? "", { roles: new Map(), mentioned: [] }));
  const files = filesIn(attachments ?? "");
  if (body === "" && files.length === 0) return findings.leftOut("empty", place);
  channel.messages.push({ anchor: id, place, at, rank: BigInt(id), author: me, body, reactions: [], files });
}

/** `2023-01-02 03:04:05.678000+00:00`; newer ones leave the zone out, and mean UTC. */
const timeOf = (written: string): number => {
  const iso = written.trim().replace(" ", "T");
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/u.test(iso) ? iso : `${iso}Z`);
};

/** Addresses with blanks between. */
const filesIn = (attachments: string): SourceFile[] =>
  attachments
    .split(/\s+/u)
    .filter((address) => URL.canParse(address))
    .map((address) => {
      const url = fileAddress(address);
      const name = new URL(address).pathname.split("/").at(-1) || "file";
      return { name: cleanText(shorten(name, 255)), ...(url !== undefined && { url }) };
    });
