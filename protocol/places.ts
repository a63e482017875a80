/** Places by time: at which message of a channel a day begins. */
import * as v from "valibot";

/** A month on a calendar with the days around it, and the moment after the last. */
export const PLACES_TIMES_MAX = 64;
/** Samples of a whole channel: as fine as a scrubber can show. */
export const PLACES_SAMPLES_MAX = 200;

const TIME = /^\d{1,15}$/u;

/** Query of places by time: `GET /channels/:channel/places`. */
export const PlacesQuery = v.object({
  /** Moments, ms since 1970, with commas between. */
  times: v.optional(
    v.pipe(
      v.string("invalid"),
      v.transform((text) => text.split(",")),
      v.maxLength(PLACES_TIMES_MAX, "too_many"),
      v.array(v.pipe(v.string(), v.regex(TIME, "invalid"), v.transform(Number))),
    ),
  ),
  /** As many messages as that, one as far from the next as the other. */
  samples: v.optional(
    v.pipe(
      v.string("invalid"),
      v.regex(/^\d{1,3}$/u, "invalid"),
      v.transform(Number),
      v.maxValue(PLACES_SAMPLES_MAX, "too_many"),
    ),
  ),
});

const PlaceSchema = v.object({ seq: v.number(), /** ms since 1970 */ at: v.number() });

export const PlacesSchema = v.object({
  /** For each of `times`: `seq` of the first message from then on; one more than the last `seq` where there is none. */
  places: v.array(v.number()),
  /** Ascending by `seq`; the first and the last message are among them. */
  samples: v.array(PlaceSchema),
  /** Null in a channel without messages. */
  first: v.nullable(PlaceSchema),
  /** The newest that the history has: what was said in the last moments may be missing. */
  last: v.nullable(PlaceSchema),
});
export type Places = v.InferOutput<typeof PlacesSchema>;
