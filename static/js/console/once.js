/** A page's own word for something that it sends: sent twice with the same one, it is made once. A UUID. */
export const newOnce = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36); // the first needs https or localhost
