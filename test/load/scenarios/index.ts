/** All scenarios, in the order in which they are measured. */
import type { Scenario } from "../scenario.ts";
import { archive } from "./archive.ts";
import { busy } from "./busy.ts";
import { classTalk, classWithoutD1 } from "./class.ts";
import { coldStorm } from "./cold-storm.ts";
import { day } from "./day.ts";
import { files } from "./files.ts";
import { firstLoad } from "./first-load.ts";
import { firstRequest } from "./first-request.ts";
import { flood } from "./flood.ts";
import { floodWithoutD1 } from "./flood-without-d1.ts";
import { growth } from "./growth.ts";
import { history } from "./history.ts";
import { hour } from "./hour.ts";
import { importing } from "./import.ts";
import { join } from "./join.ts";
import { leases } from "./leases.ts";
import { left } from "./left.ts";
import { memory } from "./memory.ts";
import { pictures } from "./pictures.ts";
import { readers } from "./readers.ts";
import { rows } from "./rows.ts";
import { search } from "./search.ts";
import { storm } from "./storm.ts";
import { talkBesideFiles } from "./talk-beside-files.ts";
import { unread } from "./unread.ts";
import { verify } from "./verify.ts";
import { visits } from "./visits.ts";

export const SCENARIOS: Scenario[] = [
  flood,
  floodWithoutD1,
  classTalk,
  classWithoutD1,
  history,
  storm,
  coldStorm,
  join,
  left,
  growth,
  memory,
  hour,
  rows,
  files,
  talkBesideFiles,
  readers,
  search,
  importing,
  archive,
  leases,
  unread,
  day,
  firstLoad,
  visits,
  pictures,
  verify,
  firstRequest,
  busy,
];
