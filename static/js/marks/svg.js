/** Elements, made and changed. Nothing is written into style attributes, which the page's policy forbids. */

const SVG = "http://www.w3.org/2000/svg";

export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
  return element;
}

/** An SVG element. */
export function svg(name, attributes = {}, ...children) {
  const element = set(document.createElementNS(SVG, name), attributes);
  element.append(...children);
  return element;
}

/** An HTML element. */
export function html(name, attributes = {}, ...children) {
  const element = set(document.createElement(name), attributes);
  element.append(...children);
  return element;
}

/** A button with the word on it, and its key if it has one. */
export function button(word, attributes = {}, key = "") {
  const made = html("button", { type: "button", class: "button small", ...attributes }, word);
  if (key) made.append(" ", html("kbd", { class: "letter" }, key));
  return made;
}

/** Makes the children of `parent` those of `wanted`, moving as little as can be so that the focus stays. */
export function arrange(parent, wanted) {
  for (const child of [...parent.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, at) => parent.children[at] !== child && parent.insertBefore(child, parent.children[at] ?? null));
}
