import { rateWhileTyped } from "./rating.js";
import { addButton } from "./reveal.js";

// Modules don't know the element that loaded them.
const words = document.querySelector("script[data-show][data-hide]").dataset;

for (const input of document.querySelectorAll("input[type=password]")) addButton(input, words);
for (const input of document.querySelectorAll("input[data-rated-at]")) rateWhileTyped(input);
