/** What another app shares into PLACE comes as a form that is sent to a page of ours: kept for that page, which then asks for a channel. */
import { self } from "$app/service-worker";
import { putShared } from "../lib/base/browser/shared-in.ts";
import type { Part } from "./part.ts";
import { kindOf } from "./scope.ts";

async function take(request: Request): Promise<Response> {
  // Full storage, or a form that is none: the page says that nothing came.
  await request
    .formData()
    .then(putShared)
    .catch(() => undefined);
  return Response.redirect("/to/share", 303);
}

export const share: Part = {
  fetch: (event) => (kindOf(event.request, self.location.origin) === "share" ? take(event.request) : null),
};
