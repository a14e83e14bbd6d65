import { send } from "./sending.js";
import { lacksSizes, makeSizes } from "./sizes.js";
import { UploadRow } from "./upload-row.js";

const finish = async (row, facts, words) => {
  if (lacksSizes(facts)) {
    row.showSizes(facts.made, facts.wanted);
    row.showMaking();
  }
  try {
    await makeSizes(facts, words, (made, wanted) => row.showSizes(made, wanted));
    row.showEnd(facts);
  } catch {
    row.showEnd(facts);
    row.showMissingSizes();
  }
};

// Sends a file and shows it in a row of `area`. `onAdded` is called with its facts and the row, also
// where it had to be tried again; `onEnded` each time nothing more is done for it.
export const upload = (area, file, uploading, { onAdded = () => {}, onEnded = () => {} } = {}) => {
  const row = new UploadRow(area, file, uploading);
  const attempt = async () => {
    row.showStart();
    let facts = null;
    try {
      facts = await send(file, uploading, (share) => row.showSent(share));
    } catch (error) {
      row.showFailure(error, attempt);
      onEnded();
      return;
    }
    row.showAdded(facts);
    onAdded(facts, row.element);
    await finish(row, facts, uploading.words);
    onEnded();
  };
  attempt();
};
