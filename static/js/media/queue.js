// Return a function that runs what it is given, each once the one before has ended.
export const createQueue = () => {
  let last = Promise.resolve();
  return (run) => {
    const done = last.then(run);
    last = done.catch(() => {});
    return done;
  };
};
