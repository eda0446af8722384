// What a page of the coordinator needs beside Streamlit: the browser's own calendar, which speaks
// the reader's language, a sentence in that language while the line to the server is broken, and
// a menu that waits for what was just written. Streamlit sends a field that is left on a timer and
// a tap on the menu at once; so the page that was left would be asked for last, and be shown again.
// A line may die without a word, so whoever taps has the page ask after a while whether anybody is
// there. Called with the sentence, and where the server says that it is well.
((sentence, health) => {
  if (window.line) return window.line.say(sentence);
  const PATIENCE = 4000; // milliseconds that a tap may be under way before the page asks
  const AFTER_FIELDS = 100; // milliseconds in which a field that was left has been sent
  const LINE = ":streamlit(line)".slice(1, -1); // the attribute, without its brackets
  const said = document.body.appendChild(document.createElement("div"));
  let connected = true, answers = true, asking = false;
  said.id = "line";
  said.setAttribute("role", "status");
  said.dataset.reactAriaTopLayer = "true"; // not silenced by a dialog of Streamlit's

  function look() {
    const days = document.querySelectorAll("[class*=st-key-day-] input[type=text]");
    for (const day of days) day.type = "date";
    connected = Boolean(document.querySelector(':streamlit(connected)'));
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
    const how = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
    answers = await fetch(health, how).then(answer => answer.ok, () => false);
    tell();
    asking = !answers;
    if (asking) setTimeout(ask, PATIENCE / 4);
  }

  function wait(tap) {
    const link = tap.target.closest(":streamlit(page-link) a");
    const elsewhere = tap.ctrlKey || tap.metaKey || tap.shiftKey || tap.altKey || tap.button;
    if (!link || elsewhere || !tap.isTrusted) return; // what the page taps itself is not trusted
    tap.preventDefault();
    tap.stopImmediatePropagation();
    setTimeout(() => link.click(), AFTER_FIELDS);
  }

  window.line = { say(translated) { sentence = translated; tell(); } };
  for (const touch of ["input", "change", "click"]) document.addEventListener(touch, tapped, true);
  document.addEventListener("click", wait, true);
  const watched = { subtree: true, childList: true, attributes: true, attributeFilter: [LINE] };
  new MutationObserver(look).observe(document.body, watched);
  look();
})
