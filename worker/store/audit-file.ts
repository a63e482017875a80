/** All that was done in a class, or what a filter leaves of it, as one file: read and written a piece at a time, the newest first. */
import type { AuditEntry, AuditFormat } from "../../protocol/audit.ts";
import { auditRows, toEntry, type AuditFilter, type AuditRow } from "./audit.ts";
import type { Db } from "./db.ts";
import type { Permit } from "./permit.ts";

/** Rows read at once, and written as one piece. */
const PIECE = 500;

const COLUMNS = [
  ...["no", "at", "act", "actor", "actor name", "subject", "subject name"],
  ...["channel", "channel name", "details"],
];
const cellsOf = (row: AuditRow): unknown[] => [
  ...[row.no, new Date(row.at).toISOString(), row.act, row.actor, row.actorName, row.subject, row.subjectName],
  ...[row.channel, row.channelName, row.details],
];
/** As the page has it, with what people are called now. */
const toNamed = (row: AuditRow): AuditEntry & { actorName: string; subjectName?: string } => ({
  ...toEntry(row),
  actorName: row.actorName,
  ...(row.subjectName !== null && { subjectName: row.subjectName }),
});

interface Writer {
  head: string;
  piece(rows: AuditRow[], isFirst: boolean): string;
  tail: string;
}

async function csv(): Promise<Writer> {
  const { default: papa } = await import("papaparse");
  // What people wrote is no formula of a spreadsheet.
  const lines = (cells: unknown[][]) => papa.unparse(cells, { escapeFormulae: true, newline: "\r\n" });
  return {
    // By the mark in front spreadsheets know UTF-8.
    head: `\ufeff${lines([COLUMNS])}\r\n`,
    piece: (rows) => (rows.length === 0 ? "" : `${lines(rows.map(cellsOf))}\r\n`),
    tail: "",
  };
}

const json = (workspace: string, now: number): Writer => ({
  head: `{"workspace":${JSON.stringify(workspace)},"savedAt":${now},"entries":[`,
  piece: (rows, isFirst) =>
    rows.map((row, i) => `${isFirst && i === 0 ? "" : ","}\n${JSON.stringify(toNamed(row))}`).join(""),
  tail: "\n]}\n",
});

/** @param filter as of the page; `before` begins there */
export async function auditFile(
  db: Db,
  permit: Permit<"readAudit">,
  filter: AuditFilter,
  format: AuditFormat,
): Promise<ReadableStream<Uint8Array>> {
  const writer = format === "csv" ? await csv() : json(permit.workspace.id, Date.now());
  const encoder = new TextEncoder();
  let before = filter.before;
  let isFirst = true;
  return new ReadableStream({
    async pull(controller) {
      const rows = await auditRows(db, permit, { ...filter, before }, PIECE);
      const isLast = rows.length < PIECE;
      const text = `${isFirst ? writer.head : ""}${writer.piece(rows, isFirst)}${isLast ? writer.tail : ""}`;
      controller.enqueue(encoder.encode(text));
      isFirst = false;
      before = rows.at(-1)?.no;
      if (isLast) controller.close();
    },
  });
}
