import { file } from "../file.js";

export const mount = (root, params, page) => file(root, "image", page);
