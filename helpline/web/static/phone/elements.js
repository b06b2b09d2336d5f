/** Small helpers over the DOM. */

/** Return the element with this id. */
export const byId = (id) => document.getElementById(id);

/** Return a new element with properties and children; children are elements or texts, null is left out. */
export function make(tag, properties = {}, ...children) {
  const { dataset = {}, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  Object.assign(made.dataset, dataset);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Scroll the box around a list to its end. */
export const scrolled = (list) => (list.parentElement.scrollTop = list.parentElement.scrollHeight);

/** Return `count` with its noun: 1 segment, 2 segments. */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
