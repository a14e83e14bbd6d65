// The icons of the toolbar, by the names of their buttons: on the grid and with the lines of the admin's
// own (`templatetags/icons.py`).
const ICONS = {
  bold: "M7 5h6a3.500 3.500 0 0 1 0 7H7zM7 12h7a3.500 3.500 0 0 1 0 7H7z",
  italic: "M10 5h8M6 19h8M14 5l-4 14",
  subscript: "m4 5 8 10M12 5 4 15M16 16.500a2 2 0 1 1 3.400 1.400L16 21h4",
  superscript: "m4 9 8 10M12 9 4 19M16 4.500a2 2 0 1 1 3.400 1.400L16 9h4",
  removeformat: "M6 5h13M13 5l-3 14M4 4l16 16",
  numberedlist:
    "M10 6h10M10 12h10M10 18h10M4 4.500 5.500 4v5M4 15.500a1.500 1.500 0 1 1 2.600 1L4 20h3",
  bulletedlist: "M9 6h11M9 12h11M9 18h11M4.500 6v.01M4.500 12v.01M4.500 18v.01",
  blockquote: "M10 7H5v5h5zM10 12c0 3-1.500 5-4 5.500M19 7h-5v5h5zM19 12c0 3-1.500 5-4 5.500",
  table: "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14",
  horizontalrule: "M3 12h18M8 6h8M8 18h8",
  link:
    "M10 14a4 4 0 0 0 5.700 0l4-4A4 4 0 0 0 14 4.300l-1 1M14 10a4 4 0 0 0-5.700 0l-4 4A4 4 0 0 0 " +
    "10 19.700l1-1",
  unlink:
    "M10 14a4 4 0 0 0 5.700 0l4-4A4 4 0 0 0 14 4.300l-1 1M14 10a4 4 0 0 0-5.700 0l-4 4A4 4 0 0 0 " +
    "10 19.700l1-1M4 4l16 16",
  insert: "M12 5v14M5 12h14",
  moveup: "M12 20V4m-6 6 6-6 6 6",
  movedown: "M12 4v16m-6-6 6 6 6-6",
  picture:
    "M4 4h16a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM3.500 17.500 9 11l5 " +
    "5.500 2.500-3 4 4M15.500 7.500a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3z",
  document: "M6 3h8l5 5v12a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5M9 13h6M9 17h6",
  claim: "M6 21V4m0 0h12l-3 4 3 4H6",
  pastetext:
    "M8 5H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V6a1 1 0 0 0-1-1h-2M9 3h6v4H9zM9 12h6M9 " +
    "16h4",
  language:
    "M3 6h10M8 3v3M11 6c0 4-3 7-7 9M5.500 9.500c1.500 2.500 4 4.500 6 5.500M12 21l4.500-10L21 21M13.500 17.500h6",
  specialchar: "M5 20h5v-2.500a7 7 0 1 1 4 0V20h5",
  find: "M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM15.500 15.500 21 21",
  undo: "M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "m16 5 4 4-4 4M20 9H10a6 6 0 0 0 0 12h3",
  typinghelp: "M5 20 15 10M13 8l3 3M9 3v4M7 5h4M19 14v4M17 16h4M19 3v.01",
  more: "M4 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0zM11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0zM18 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0z",
  tablerow: "M4 4h16v8H4zM12 4v8M12 15.500v5M9.500 18h5",
  tablecolumn: "M4 4h8v16H4zM4 12h8M15.500 12h5M18 9.500v5",
  tablerowdelete: "M4 4h16v8H4zM12 4v8M9.500 18h5",
  tablecolumndelete: "M4 4h8v16H4zM4 12h8M15.500 12h5",
  tableheader: "M4 5h16v14H4zM4 9h16M4 7h16M4 14h16M12 9v10",
  tabledelete: "M4 5h16v14H4zM9 9.500l6 5M15 9.500l-6 5",
};
const SVG = "http://www.w3.org/2000/svg";

// Return an icon as an element; null where there is none of this name.
export const createIcon = (name) => {
  if (!ICONS[name]) return null;
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
};
