/** Everything that is made from the rows of the contract, as it should stand in the repository. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { ROOT } from "../run-command.ts";
import { addresses, laterAddresses } from "./addresses.ts";
import { httpPage } from "./http-page.ts";
import { openapi } from "./openapi.ts";

export interface Generated {
  /** From the root of the repository. */
  file: string;
  is: string;
  shouldBe: string;
}

export async function generated(): Promise<Generated[]> {
  const version = (JSON.parse(await read("package.json")) as { version: string }).version;
  const page = await read("docs/http.md");
  return Promise.all([
    compared("client/addresses.ts", addresses()),
    compared("client/addresses-later.ts", laterAddresses()),
    compared("docs/http.md", httpPage(page)),
    compared("web/static/openapi.json", JSON.stringify(openapi(version))),
  ]);
}

async function compared(file: string, text: string): Promise<Generated> {
  const path = join(ROOT, file);
  const shouldBe = await format(text, { ...(await resolveConfig(path)), filepath: path });
  return { file, is: await read(file), shouldBe };
}

/** A file that is not there yet is empty. */
const read = (file: string): Promise<string> => readFile(join(ROOT, file), "utf8").catch(() => "");
