/** Copies what is shown once. */

for (const button of document.querySelectorAll("[data-copy]"))
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector("[data-copied]").textContent);
    button.textContent = "Copied";
  });
