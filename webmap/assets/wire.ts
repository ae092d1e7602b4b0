/** Requests to our own server. */

const token = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

/** Ask for the part of a page that goes into the panel. */
export function fetchFragment(path: string, signal: AbortSignal): Promise<Response> {
  return fetch(path, { signal, headers: { "X-Fragment": "1", Accept: "text/html" } });
}

/** Send what was typed as a body, so that no name stands in an address or a log. */
export function postText(
  path: string, fields: Record<string, string>, accept: string, signal: AbortSignal,
): Promise<Response> {
  return fetch(path, {
    method: "POST",
    signal,
    headers: { Accept: accept, "X-Fragment": "1", "X-CSRFToken": token() },
    body: new URLSearchParams(fields),
  });
}

/** Turn markup of our own server into nodes; the content security policy keeps scripts inert. */
export function parse(markup: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.content;
}

/** The session is over: sign in and come back here. */
export function signInAgain(): void {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
}
