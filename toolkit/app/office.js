// What Streamlit says in English only where a file is chosen, said in the reader's language to those who hear the page.
// Called with the words for choosing a file and for removing it.
((choose, remove) => {
  window.namesOfUpload = { choose, remove };
  const name = (element, said) => { if (element && element.getAttribute("aria-label") !== said) element.setAttribute("aria-label", said); };
  function look() {
    const words = window.namesOfUpload;
    for (const place of document.querySelectorAll(":streamlit(upload)")) {
      if (place.getAttribute("role") !== "group") place.setAttribute("role", "group"); // it has a name, so it is no mere presentation
      name(place.querySelector("input"), words.choose);
      name(place.querySelector(":streamlit(plain-button)"), words.choose);
      name(place.querySelector(":streamlit(file-remove) button"), words.remove);
    }
  }
  if (!window.watchedUpload) {
    window.watchedUpload = new MutationObserver(look);
    window.watchedUpload.observe(document.body, { subtree: true, childList: true });
  }
  look();
})
