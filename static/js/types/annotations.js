/** Marks in attachments: places or areas. */

import { marks } from "../marks.js";

export const mount = (root, params) => marks(root, params);
