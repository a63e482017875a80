/** The example's words, as `web/texts/` has them compiled. */
export const t = { readAloud: "Read aloud" };
