// Characters of a description that search engines and link previews show for sure.
const SHOWN = 160;

// The description of a page with its approval statement, as `shared_description` of the site has
// them: what comes last may be cut off.
export const withStatement = (description, statement) => {
  const both = `${description} ${statement}`.trim();
  return both.length <= SHOWN ? both : `${statement} ${description}`.trim();
};
