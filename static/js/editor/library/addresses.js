// A picture of the library, as the editor shows it.
const PICTURE = /\/admin\/media_library\/image\/(\d+)\/file\/$/;
const DOCUMENT = /\/document\/\d+\/file\//;
// As pages show one, in one of its sizes; the server knows whose file it is.
const PUBLIC_FILE = /^\/(?:[^?#]*\/)?(?:media|files)\/[0-9a-f]{32}\/[^?#]+$/;

// Return the number of the picture, as a text; undefined for an address of anything else.
export const pictureNumber = (address) => PICTURE.exec(address.replace(/\?.*$/, ""))?.[1];

export const isDocument = (address) => DOCUMENT.test(address);

// Return the path of a picture of this site that a text may show, null for any other address.
export const ownPicturePath = (address, origin) => {
  const path = address.replace(origin, "");
  const isOfLibrary = path.startsWith("/admin/") && pictureNumber(path);
  return isOfLibrary || PUBLIC_FILE.test(path) ? path : null;
};
