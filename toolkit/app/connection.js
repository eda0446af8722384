// What a page of the coordinator needs beside Streamlit: the browser's own calendar, which speaks the reader's language, and a
// sentence in that language while the line to the server is broken. A line may die without a word, so whoever taps has the page ask
// after a while whether anybody is there. Called with the sentence.
(sentence => {
  if (window.line) return window.line.say(sentence);
  const PATIENCE = 4000; // milliseconds that a tap may be under way before the page asks
  const said = document.body.appendChild(document.createElement("div"));
  let connected = true, answers = true, asking = false;
  said.id = "line";
  said.setAttribute("role", "status");
  said.dataset.reactAriaTopLayer = "true"; // not silenced by a dialog of Streamlit's

  function look() {
    for (const day of document.querySelectorAll("[class*=st-key-day-] input[type=text]")) day.type = "date";
    connected = Boolean(document.querySelector(':streamlit(app):streamlit(connected)'));
    tell();
  }

  function tell() {
    const now = connected && answers ? "" : sentence;
    if (said.textContent !== now) said.textContent = now;
  }

  function tapped() {
    if (!asking) setTimeout(ask, PATIENCE);
    asking = true;
  }

  async function ask() {
    answers = await fetch(":streamlit(health)", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).then(answer => answer.ok, () => false);
    tell();
    asking = !answers;
    if (asking) setTimeout(ask, PATIENCE / 4);
  }

  window.line = { say(translated) { sentence = translated; tell(); } };
  for (const touch of ["input", "change", "click"]) document.addEventListener(touch, tapped, true);
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: [":streamlit(line)".slice(1, -1)] });
  look();
})
