// What a participant's page needs beside Streamlit: the phone's own calendar, which speaks the reader's language, and a line to the
// server that may break. What is tapped just before it breaks stands on the page but never arrived: once the line is there again, the
// page sends everything once more. Called with the sentence that is said meanwhile.
(sentence => {
  if (window.line) return window.line.say(sentence);
  const PATIENCE = 4000; // milliseconds that a tap may be under way before the page asks whether anybody is there
  const said = document.body.appendChild(document.createElement("div"));
  let connected = true, answers = true, asking = false;
  said.id = "line";
  said.setAttribute("role", "status");
  said.dataset.reactAriaTopLayer = "true"; // not silenced by a dialog of Streamlit's

  function look() {
    for (const day of document.querySelectorAll("[class*=st-key-day-] input[type=text]")) day.type = "date";
    const now = document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState === "CONNECTED";
    if (now && !connected) setTimeout(sendAgain, 200); // when the fields can be used again
    connected = now;
    tell();
  }

  function tell() {
    const now = connected && answers ? "" : sentence;
    if (said.textContent !== now) said.textContent = now;
  }

  function sendAgain() {
    const left = new FocusEvent("focusout", { bubbles: true }); // what is typed counts from the moment at which the field is left
    for (const field of document.querySelectorAll("input, textarea")) field.dispatchEvent(left);
    document.querySelector(".st-key-once-more button")?.click();
  }

  function tapped() {
    if (!asking) setTimeout(ask, PATIENCE);
    asking = true;
  }

  async function ask() {
    const before = answers;
    answers = await fetch("_stcore/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) }).then(answer => answer.ok, () => false);
    tell();
    asking = !answers;
    if (!answers) setTimeout(ask, PATIENCE / 4);
    else if (!before && connected) sendAgain();
  }

  window.line = { say(translated) { sentence = translated; tell(); } };
  document.addEventListener("change", tapped, true);
  document.addEventListener("click", tapped, true);
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-connection-state"] });
  look();
})
