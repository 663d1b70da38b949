/** The task after the one on the screen: its markup, script, pictures, sounds and pages, loaded before it is shown. */

/** @param {HTMLElement} place hidden; what loads in it is out of sight of everything else on the page */
export function ahead(place) {
  const room = place.attachShadow({ mode: "closed" });
  let kept = null;

  function forget() {
    kept = null;
    room.replaceChildren();
  }

  async function load(mine) {
    const { given, article } = mine;
    for (const lazy of article.querySelectorAll("[loading=lazy]")) lazy.loading = "eager";
    room.replaceChildren(article);
    for (const image of article.querySelectorAll("img")) image.decode().catch(() => {}); // its place on the page says so
    mine.type = await import(given.script);
  }

  return {
    id: () => kept?.given.id,
    given: () => kept?.given,
    forget,
    /** @param {object|null} given the task as the server sent it; null where nothing is kept for us */
    prepare(given) {
      if (given && kept?.given.id === given.id && kept.given.token === given.token) return;
      forget();
      if (!given) return;
      const template = document.createElement("template");
      template.innerHTML = given.html; // escaped by the template; the page's policy runs no script but our own
      kept = { given, article: template.content.firstElementChild, type: null };
      load(kept).catch(() => {}); // shown anyway, it is loaded then
    },
    /** @returns {{given: object, article: Element, type: object|null}|null} to be shown; the article is still in its place */
    take(id) {
      const mine = kept?.given.id === id ? kept : null;
      if (mine) kept = null;
      return mine;
    },
  };
}
