/** Who closed their account has no name any more, wherever it is told. What whoever an import brought is called where somebody was found to be them: as that member is called now. For `m`, a row of members. */
export const shownName = (m: string) =>
  `CASE WHEN json_extract(${m}.meta, '$.former') = 1 THEN 'Former member' ELSE coalesce((SELECT joined.name FROM members joined WHERE joined.id = json_extract(${m}.meta, '$.claimedBy')), ${m}.name) END`;
