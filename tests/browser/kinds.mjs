/**
 * One page of each type in the `stress` site, by the name that tests use for it.
 */
export const KINDS = {
  home: "",
  "section written": "procedures/",
  "section listing": "records/",
  guidance: "guidance/water/",
  sop: "procedures/mooring/",
  withdrawn: "procedures/old-mooring/",
  draft: "procedures/fuel-spill/",
  "in review": "procedures/night-watch/",
  bare: "procedures/bare/",
  question: "guidance/visitors/",
  "long words": "guidance/long-words/",
  "wide table": "guidance/berths/",
  blocks: "guidance/signs/",
  arabic: "languages/arabic/",
  tag: "tags/safety/",
  tags: "tags/",
  tree: "all-pages/",
  changes: "changes/",
  register: "register/",
  coverage: "register/coverage/",
  error: "no/such/page/",
};
