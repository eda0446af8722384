// What a participant's page needs beside Streamlit: the phone's own calendar, which speaks the reader's language, and a line to the
// server that may break. What is tapped just before it breaks stands on the page but never arrived: once the line is there again, the
// page sends everything once more. And a run that was under way leaves its fields empty when it is finished without the line: so what
// stood in them is put back. Called with the sentence that is said meanwhile.
(sentence => {
  if (window.line) return window.line.say(sentence);
  const QUESTION = "[class*=st-key-answer-]";
  const PATIENCE = 4000; // milliseconds that a tap may be under way before the page asks whether anybody is there
  const said = document.body.appendChild(document.createElement("div"));
  let connected = true, answers = true, asking = false, stood = null;
  said.id = "line";
  said.setAttribute("role", "status");
  said.dataset.reactAriaTopLayer = "true"; // not silenced by a dialog of Streamlit's

  function look() {
    for (const day of document.querySelectorAll("[class*=st-key-day-] input[type=text]")) day.type = "date";
    const now = document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState === "CONNECTED";
    if (!now && connected) stood ??= standing(); // once only: what is put back may be cut short by the next break
    if (now && !connected) {
      rest(stood.size > 0); // nobody sends an empty form meanwhile
      setTimeout(sendAgain, 200); // when the fields can be used again
      setTimeout(rest, PATIENCE, false);
    }
    connected = now;
    tell();
  }

  function rest(whether) {
    const app = document.querySelector("[data-testid=stApp]");
    if (app) app.inert = whether;
  }

  function tell() {
    const now = connected && answers ? "" : sentence;
    if (said.textContent !== now) said.textContent = now;
  }

  function sendAgain() {
    const button = document.querySelector(".st-key-once-more button");
    if (!button) return connected && setTimeout(sendAgain, 200); // the page is being drawn just now
    const left = new FocusEvent("focusout", { bubbles: true }); // what is typed counts from the moment at which the field is left
    for (const field of document.querySelectorAll("input, textarea")) field.dispatchEvent(left);
    button.click();
    putBack();
  }

  function keyOf(question) {
    return question?.className.match(/st-key-answer-\S*/)[0];
  }

  function questions() { // the fields of each, by its key
    const found = [...document.querySelectorAll(QUESTION)];
    return new Map(found.map(question => [keyOf(question), [...question.querySelectorAll("input, textarea")]]));
  }

  function standing() {
    return new Map([...questions()].map(([key, fields]) => [key, fields.map(field => (isChoice(field) ? field.checked : field.value))]));
  }

  function isChoice(field) {
    return field.type === "radio" || field.type === "checkbox";
  }

  function putBack(quiet = 0) { // once the page has been still for a moment
    if (!stood || !connected) return;
    const running = document.querySelector("[data-testid=stApp]").dataset.testScriptState !== "notRunning";
    if (running || quiet < 3) return setTimeout(putBack, 150, running ? 0 : quiet + 1);
    const wanted = stood;
    stood = null;
    for (const [key, fields] of questions()) wanted.get(key)?.forEach((value, place) => fields[place] && enter(fields[place], value));
    rest(false);
  }

  function enter(field, value) {
    if (isChoice(field)) return field.checked === value || (field.type === "radio" && !value) || field.click();
    if (field.value === value) return;
    const kind = field.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, value); // React listens only to a value set like this
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  }

  function tapped({ target, isTrusted }) {
    if (isTrusted) stood?.delete(keyOf(target.closest(QUESTION))); // what is tapped since counts
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
  document.addEventListener("input", tapped, true);
  document.addEventListener("change", tapped, true);
  document.addEventListener("click", tapped, true);
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-connection-state"] });
  look();
})
