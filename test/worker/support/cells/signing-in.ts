/** Accounts elsewhere that sign in, and the second factor. */
import { env } from "cloudflare:workers";
import { ACTORS, type Scene } from "../scene.ts";
import { asking, fresh, type Asking, type CellsOf } from "./cell.ts";

/** In person: signed in on the site. */
const IN_PERSON = { in: ["browser"], others: { stranger: "forbidden", left: "forbidden" } } as const;
const AT_LIAR = { params: { provider: "liar-example" } };

/** Of the one who may: two, so that neither is the last. */
async function linked({ people: { browser } }: Scene): Promise<Asking> {
  const ids = [fresh("link"), fresh("link")];
  for (const id of ids)
    await env.DB.prepare(
      `insert into provider_links (issuer, subject, id, user_no, provider, label, created_at)
       values ('https://liar.example', ?1, ?1, ?2, 'liar-example', 'Somebody', 1)`,
    )
      .bind(id, browser!.userNo)
      .run();
  return { params: { id: ids[0]! } };
}
async function begun({ people: { browser } }: Scene): Promise<Asking> {
  await browser!.post("/account/second-factor", {});
  return { body: { secondCode: "000000" } };
}

export const CELLS_OF_SIGNING_IN: CellsOf<"providers" | "secondFactor"> = {
  "providers.list": { in: ACTORS },
  "providers.go": { in: ACTORS, ask: () => AT_LIAR },
  "providers.back": { in: ACTORS, ask: () => ({ ...AT_LIAR, body: { state: "made up" } }) },
  "providers.enter": { in: ACTORS, ask: asking({ proof: "made up" }) },
  "providers.mine": IN_PERSON,
  "providers.link": { ...IN_PERSON, ask: asking({ proof: "made up" }) },
  "providers.unlink": { ...IN_PERSON, ask: linked },
  "secondFactor.state": IN_PERSON,
  "secondFactor.begin": IN_PERSON,
  "secondFactor.confirm": { ...IN_PERSON, ask: begun },
  "secondFactor.end": { ...IN_PERSON, ask: begun },
};
