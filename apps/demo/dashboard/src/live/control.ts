/** Asks the service to change something; the header keeps other sites from doing so. @throws Error in the service's words */
export async function control(what: 'limit' | 'load' | 'acts' | 'kill', body: object): Promise<void> {
  const response = await fetch(`/control/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-pyloom-control': '1' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await detailOf(response));
}

/** What a problem body says, or at least the status. */
export async function detailOf(response: Response): Promise<string> {
  const problem = await response.json().catch(() => undefined);
  return problem?.detail ?? `The service answered with ${response.status}.`;
}
