/** Websites that don't let themselves be framed: a browser does not tell, so the server has looked it up. */

/** @param {(url: string) => Promise<{status: number, body: {framed: boolean|null}}>} ask */
export function framing(stage, ask) {
  for (const figure of stage.querySelectorAll("figure[data-kind=website]")) {
    const frame = figure.querySelector("iframe");
    ask(frame.getAttribute("src")).then(({ status, body }) => {
      if (status !== 200 || body.framed !== false || !figure.isConnected) return;
      figure.classList.add("is-broken");
      figure.querySelector("[data-broken]").hidden = false;
    });
  }
}
