// Return the JSON that the server answers; throw an error with a sentence for the editor. An answer
// that is no JSON is a page: the log-in, a refusal, or a fault.
export const readAnswer = (status, text, words) => {
  const answer = parse(text);
  if (answer === undefined) {
    if (status === 413) throw new Error(words.tooLarge);
    throw new Error(status >= 500 ? words.unreachable : words.loggedOut);
  }
  // What was refused for what it is would be refused again.
  if (answer.error) throw Object.assign(new Error(answer.error), { isFinal: status === 400 });
  return answer;
};

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
