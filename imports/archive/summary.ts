/** What the import of an archive will do, in the words in which that of an export is told. */
import type { ChannelLine } from "../../protocol/archive/schemas.ts";
import { Findings } from "../findings.ts";
import { leftOutOf, type ChannelSummary, type PlanSummary } from "../summary.ts";
import type { CheckedArchive } from "./check.ts";

const NAMES_MAX = 8;

export function archiveSummaryOf(archive: CheckedArchive): PlanSummary {
  const { manifest, people, said, verified } = archive;
  const spans = [...said.values()];
  const messages = spans.reduce((sum, each) => sum + each.messages, 0);
  const findings = findingsOf(archive);
  return {
    ...{ source: "place", people: people.length, messages, saysWhoReads: true, isOwnCopy: false },
    ...(spans.length > 0 && {
      from: Math.min(...spans.map(({ from }) => from)),
      to: Math.max(...spans.map(({ to }) => to)),
    }),
    archive: {
      ...{ name: manifest.class.name, by: manifest.by.name, at: manifest.at, files: filesIn(archive) },
      hasProof: archive.hasProof,
    },
    channels: channelsOf(archive),
    entries: { taken: messages, leftOut: verified.takenOut, broken: 0 },
    broken: [],
    ...leftOutOf(findings),
  };
}

/** What is named there, whether its bytes are in it or not; small pictures are of their files. */
const filesIn = ({ files, held }: CheckedArchive) => [...held].filter((id) => files.has(id)).length;

/** A thread is read by those who read its channel. */
function channelsOf({ channels, people, said }: CheckedArchive): ChannelSummary[] {
  const names = new Map(people.map(({ key, name }) => [key, name]));
  const threads = Map.groupBy(
    channels.filter(({ on }) => on !== undefined),
    ({ on }) => on!.channel,
  );
  const countOf = ({ key }: ChannelLine) => said.get(key)?.messages ?? 0;
  return channels.flatMap(({ key, kind, name, archived, members = [] }) => {
    if (kind === "thread") return [];
    const under = threads.get(key) ?? [];
    const own = said.get(key)?.messages ?? 0;
    return {
      ...{ key, kind, archived: archived === true, members: members.length, threads: under.length },
      messages: under.reduce((sum, thread) => sum + countOf(thread), own),
      ...(name !== undefined && { name }),
      names: members.slice(0, NAMES_MAX).map((member) => names.get(member) ?? member),
    };
  });
}

/** Every entry that is no message, and what of it does not come. */
function findingsOf({ channels, files, held, strange, verified, hasProof }: CheckedArchive): Findings {
  const findings = new Findings();
  for (const entry of strange) findings.aside("notSaid", entry);
  for (const id of held) if (!files.has(id)) findings.aside("notSaid", `files/${id}`);
  if (hasProof) {
    findings.aside("classRoster", "roster.jsonl");
    findings.aside("proofs", "proof/…; heads.jsonl", verified.channels + 1);
  }
  if (verified.takenOut > 0) findings.aside("takenOut", "messages/…", verified.takenOut);
  for (const id of files.keys()) if (!held.has(id)) findings.changed("filesWithoutBytes", `files/${id}`);
  for (const each of channels) if (each.default) findings.changed("defaultChannels", `#${each.name ?? ""}`);
  return findings;
}
