"use strict";
/* What the browser remembers: documents for good, secrets until the tab is closed. Works without any storage too. */
const store = (() => {
  const endpoint = document.documentElement.dataset.endpoint;

  function over(name) {
    const key = (what) => `torii ${endpoint} ${what}`;
    return {
      get(what, otherwise) {
        try {
          return JSON.parse(window[name].getItem(key(what))) ?? otherwise;
        } catch {
          return otherwise;
        }
      },
      set(what, value) {
        try {
          window[name].setItem(key(what), JSON.stringify(value));
        } catch {
          /* full or forbidden: the page works on without memory */
        }
      },
    };
  }

  return { endpoint, documents: over("localStorage"), secrets: over("sessionStorage") };
})();
