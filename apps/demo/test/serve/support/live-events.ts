// biome-ignore lint/suspicious/noExplicitAny: what comes is what the tests look at
type Data = any;

/** A reader of the service's live events, each of which is handed out once, in its order. */
export interface LiveEvents {
  /** The next event of that name that `wanted` takes; those of that name before it are passed over. */
  next(name: string, wanted?: (data: Data) => boolean): Promise<Data>;
  close(): void;
}

export async function listen(url: string): Promise<LiveEvents> {
  const controller = new AbortController();
  const response = await fetch(`${url}/events`, { signal: controller.signal });
  const seen = new Map<string, Data[]>();
  let arrived: (() => void)[] = [];
  void read(response, (name, data) => {
    seen.set(name, [...(seen.get(name) ?? []), data]);
    for (const tell of arrived.splice(0)) tell();
  });
  return {
    async next(name, wanted = () => true) {
      for (;;) {
        for (let data = seen.get(name)?.shift(); data !== undefined; data = seen.get(name)?.shift()) {
          if (wanted(data)) return data;
        }
        await new Promise<void>((resolve) => {
          arrived = [...arrived, resolve];
        });
      }
    },
    close: () => controller.abort(),
  };
}

async function read(response: Response, onEvent: (name: string, data: Data) => void): Promise<void> {
  let text = '';
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, name, data] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
        if (name && data) onEvent(name, JSON.parse(data));
      }
    }
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}
