// Powers of ten whose raised digits became ordinary ones, as in what comes from a PDF: "5 × 106",
// "5 × 10-3", "106 cells".
const FLAT_POWER =
  /\d\s?[×xX*·⋅∙]\s?10(?:\s?[1-9]\d?|\s?[-–−]\s?[1-9])(?!\d|[.,]\d)|(?<![\d.,])10\s?(?:[3-9]|1\d)\s(?:(?:living|viable|total|nucleated|stem)\s)?(?:cells|copies|particles|CFU|PFU|IU)\b/gi;

export const flatPowers = (html) =>
  [...html.replace(/&nbsp;/g, " ").matchAll(FLAT_POWER)].map(([words]) => ({
    kind: "power",
    words,
  }));
