/** What was counted, in the text format of Prometheus (version 0.0.4): https://prometheus.io/docs/instrumenting/exposition_formats/ */
import { TIME_BOUNDS_MS, TIMED, type Status } from "../../protocol/status.ts";
import { drawersOf, FRAMES_PER_REQUEST, sumsOf } from "./figures.ts";

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

type Totals = Readonly<Record<string, number>>;
type Labels = Readonly<Record<string, string>>;
interface Sample {
  /** Behind the family's name: of a histogram `_bucket`, `_sum`, `_count`. */
  suffix?: string;
  labels?: Labels;
  value: number;
}

/** @param totals all that was ever counted: they only grow, but where PLACE's counting object was lost */
export function exposition(totals: Totals, quotas: Status["quotas"]): string {
  const one = (value = 0): Sample[] => [{ value }];
  const families: string[] = [
    family("place_messages_total", "counter", "Messages stored.", one(totals["posts"])),
    family(
      "place_deliveries_total",
      "counter",
      "Changes told to sockets, each once for each.",
      one(totals["deliveries"]),
    ),
    family("place_worker_requests_total", "counter", "Requests of the worker.", one(totals["requests.worker"])),
    family(
      "place_object_requests_total",
      "counter",
      "Requests of Durable Objects, twenty frames of sockets being one; without heartbeats.",
      one((totals["requests.object"] ?? 0) + (totals["frames"] ?? 0) / FRAMES_PER_REQUEST),
    ),
    family(
      "place_object_seconds_total",
      "counter",
      "Seconds for which objects waited for something.",
      one((totals["object.ms"] ?? 0) / 1000),
    ),
    family("place_object_rows_written_total", "counter", "Rows written in objects.", one(totals["rows.object"])),
    family("place_d1_rows_written_total", "counter", "Rows written in D1 by rooms.", one(totals["rows.d1"])),
    family(
      "place_refusals_total",
      "counter",
      "What rooms refused, by code.",
      Object.entries(sumsOf([totals], "refused.")).map(([code, value]) => ({ labels: { code }, value })),
    ),
    family(
      "place_faults_total",
      "counter",
      "What failed, by what was being done and the kind of fault.",
      Object.entries(sumsOf([totals], "fault.")).map(([key, value]) => ({ labels: faultOf(key), value })),
    ),
    family(
      "place_message_seconds",
      "histogram",
      "How long messages took: stored (Enter to the answer), seen (commit to a reader's screen), commit, history (D1), index (search).",
      TIMED.flatMap((stage) =>
        histogram({ stage }, drawersOf(sumsOf([totals], `time.${stage}.`)), totals[`sum.${stage}`] ?? 0),
      ),
    ),
    family(
      "place_quota_used_ratio",
      "gauge",
      "Of the free plan's day (UTC), in hundredths rounded up.",
      quotas.map(({ name, percent }) => ({ labels: { quota: name }, value: percent / 100 })),
    ),
  ];
  return families.join("");
}

/** `le` counts everything up to its bound, the last one everything. */
function histogram(labels: Labels, drawers: readonly number[], sumMs: number): Sample[] {
  let count = 0;
  const buckets = drawers.map((each, place) => {
    count += each;
    const bound = TIME_BOUNDS_MS[place];
    return {
      suffix: "_bucket",
      labels: { ...labels, le: bound === undefined ? "+Inf" : String(bound / 1000) },
      value: count,
    };
  });
  return [...buckets, { suffix: "_sum", labels, value: sumMs / 1000 }, { suffix: "_count", labels, value: count }];
}

/** `what.code`, where `what` may have any letter. */
function faultOf(key: string): Labels {
  const end = key.lastIndexOf(".");
  return { what: key.slice(0, end), code: key.slice(end + 1) };
}

/** A family without a sample is said all the same, so that whoever looks for it knows that it is there. */
function family(
  name: string,
  type: "counter" | "gauge" | "histogram",
  help: string,
  samples: readonly Sample[],
): string {
  const lines = samples.map(({ suffix = "", labels = {}, value }) => `${name}${suffix}${inBraces(labels)} ${value}\n`);
  return `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function inBraces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
const escaped = (value: string) => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
