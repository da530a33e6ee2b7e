/* Sandan: passkeys (W3C Web Authentication). A page with a passkey form loads this; without it the page says what else to do.
 *
 * Markup it reads: form[data-passkey="create" or "get"] with data-options (what the server asks, JSON), a field named passkey for
 * the answer, and inside it [data-works] (shown where passkeys work), [data-plain] (hidden there), [data-fails].
 */
"use strict";

(() => {
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (each) => each.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const question = (told) => {
    const asked = { ...told, challenge: bytes(told.challenge) };
    if (told.user) asked.user = { ...told.user, id: bytes(told.user.id) };
    if (told.excludeCredentials) asked.excludeCredentials = listed(told.excludeCredentials);
    if (told.allowCredentials) asked.allowCredentials = listed(told.allowCredentials);
    return asked;
  };
  const answer = (key) => {
    const { response } = key;
    const said = { clientDataJSON: text(response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (response[part]) said[part] = text(response[part]);
    }
    return { id: key.id, rawId: text(key.rawId), type: key.type, response: said, clientExtensionResults: key.getClientExtensionResults() };
  };

  const works = window.isSecureContext && window.PublicKeyCredential && navigator.credentials;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const part = (name) => form.querySelectorAll(`[data-${name}]`);
    const show = (name, wanted) => part(name).forEach((each) => { each.hidden = !wanted; });
    if (!works) continue;
    show("works", true);
    show("plain", false);
    const ask = async () => {
      show("fails", false);
      try {
        const publicKey = question(JSON.parse(form.dataset.options).publicKey);
        const key = await navigator.credentials[form.dataset.passkey]({ publicKey });
        form.elements.passkey.value = JSON.stringify(answer(key));
      } catch {
        show("fails", true);
        return;
      }
      form.submit();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
  }
})();
