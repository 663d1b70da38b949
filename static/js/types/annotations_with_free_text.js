/** Marks in attachments, and a question about each of them. */

import { marks } from "../marks.js";
import { mount as mountAsked } from "./free_text.js";

export const mount = (root, params) => marks(root, params, mountAsked);
